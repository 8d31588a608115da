/**
 * What every Node listener of the lab is made with: it listens on loopback alone, and answers programs and pages of this
 * machine. lib/emulator/front/guard.py holds the same rules before the emulator. No function bundles this.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** The quota of an HTTP API (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const MAX_BODY_BYTES = 10_000_000;

export interface LoopbackServer {
  /** 0 takes any that is free. */
  readonly port: number;
  /** `any`: what it serves is open to pages of every origin on AWS too. `own`: only to pages that it served itself. */
  readonly pages: 'any' | 'own';
  /** Larger bodies get 413. */
  readonly maxBodyBytes?: number;
  readonly answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void> | void;
}

/**
 * A server that listens on 127.0.0.1 once this resolves.
 * @throws Error as `listen` does, `EADDRINUSE` among them
 */
export function listenOnLoopback({ port, ...how }: LoopbackServer): Promise<Server> {
  const server = createServer((request, response) => serve(request, response, how));
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, how: Omit<LoopbackServer, 'port'>) {
  try {
    if (refuses(request, how.pages)) {
      // What it would send is not read: anyone who sends it is cut off once it has the answer.
      say(
        response.setHeader('connection', 'close'),
        403,
        'This address answers only programs and pages of this machine.',
      );
      return;
    }
    const body = await bodyOf(request, how.maxBodyBytes ?? MAX_BODY_BYTES);
    if (body) await how.answer(request, body, response);
    else say(response.setHeader('connection', 'close'), 413, 'Request Entity Too Large');
  } catch (error) {
    // A caller that went away in the middle of its request gets no answer, and ends nothing but its own connection.
    if (request.destroyed && !request.complete) return;
    console.error(error);
    if (response.headersSent) response.destroy();
    else say(response, 500, 'Internal Server Error');
  }
}

function say(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

/** The names that lead nowhere but to loopback: browsers resolve every name below `localhost` themselves. */
const OWN_NAME = /^(?:(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*localhost|127\.0\.0\.1|\[::1\]):(\d+)$/i;

/**
 * Whether this request goes no further. A page reaches loopback in three ways, each of which leaves a mark: its `Origin`,
 * the browser's `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/), or, after DNS rebinding, a `Host` of its own.
 */
export function refuses(request: IncomingMessage, pages: LoopbackServer['pages']): boolean {
  const { host: hosts = [], origin: origins = [], 'sec-fetch-site': sites = [] } = request.headersDistinct;
  const [host = ''] = hosts;
  const port = OWN_NAME.exec(host)?.[1];
  if (hosts.length !== 1 || Number(port) !== request.socket.localPort || !request.url?.startsWith('/')) return true;
  if (pages === 'any') return false;
  if (origins.some((origin) => origin.toLowerCase() !== `http://${host.toLowerCase()}`)) return true;
  if (sites.some((site) => !/^(?:none|same-origin)$/i.test(site))) return true;
  // Every browser since 2023 sends `Sec-Fetch-Site` to loopback; an older one cannot be told from an attack.
  return origins.length + sites.length === 0 && /^Mozilla\//.test(request.headers['user-agent'] ?? '');
}

/** All of the body, or undefined as soon as it is larger than it may be. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
