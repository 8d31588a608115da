/**
 * As much of the Fetch standard's Request, Response and Headers as an HTTP API's function uses. `lib/bundle.ts` puts
 * them in the place of Node's own, which load all of undici, a fifth of a cold start
 * (docs/decisions/0004-what-the-bundles-leave-out.md). Their behaviour is held against Node's by a test.
 */

type HeadersLike = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

export class Headers {
  readonly #values = new Map<string, string>();

  constructor(from: HeadersLike = {}) {
    for (const [name, value] of Symbol.iterator in from ? from : Object.entries(from)) this.append(name, value);
  }
  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }
  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value.trim());
  }
  append(name: string, value: string): void {
    const before = this.get(name);
    this.set(name, before === null ? value : `${before}, ${value}`);
  }
  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }
  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
}

type Body = string | Uint8Array | null;

class Message {
  readonly body: Body;
  readonly bodyUsed = false;
  readonly headers: Headers;

  constructor(body: Body = null, headers?: HeadersLike) {
    this.body = body;
    this.headers = new Headers(headers);
    if (typeof body === 'string' && !this.headers.has('content-type')) {
      this.headers.set('content-type', 'text/plain;charset=UTF-8');
    }
  }
  async text(): Promise<string> {
    return typeof this.body === 'string' ? this.body : new TextDecoder().decode(this.body ?? undefined);
  }
  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = typeof this.body === 'string' ? new TextEncoder().encode(this.body) : (this.body ?? new Uint8Array());
    return Uint8Array.from(bytes).buffer;
  }
}

export class Request extends Message {
  readonly url: string;
  readonly method: string;

  constructor(url: string, init: { method?: string; headers?: HeadersLike; body?: Body } = {}) {
    super(init.body, init.headers);
    this.url = new URL(url).href;
    this.method = init.method ?? 'GET';
  }
}

export class Response extends Message {
  readonly status: number;

  constructor(body?: Body, init: { status?: number; headers?: HeadersLike } = {}) {
    super(body, init.headers);
    this.status = init.status ?? 200;
  }
}
