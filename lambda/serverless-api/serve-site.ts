/**
 * The study site: files that were made and compressed at build time (lib/site/make.ts), picked by path and day. Computed here
 * is which file it is, and the answers of some pages, whose code is loaded when it is first asked for; `npm run bench api`
 * holds the cold start to a share of the API's.
 */
import type { HttpHandler } from '../shared/http/api.ts';
import { answering, type HttpRequest, type HttpResult } from '../shared/http/event.ts';
import type { Log } from '../shared/http/log.ts';
import { chooseCoding, hasAlready } from '../shared/http/negotiation.ts';
import { Problem } from '../shared/http/problem.ts';
import { SITE_FILES } from './env.ts';
import type { Answers, MadePage } from './made.ts';

/** Which file holds what; each is compressed with Brotli, and its name says its content. */
export interface SiteFiles {
  /** Of the content, as the API's `/health` names the one that the table serves. */
  readonly edition: string;
  /** By path, the first day (UTC) on which each file is right, in order. The first file holds for every day before, too. */
  readonly pages: Readonly<Record<string, readonly (readonly [from: string, file: string])[]>>;
  /** The page for a path that there is not. */
  readonly notFound: string;
  /** By path; an asset's path has its content's hash, and so it never changes. */
  readonly assets: Readonly<Record<string, { readonly file: string; readonly type: string }>>;
  /** JSON that answers on request are made of, by name: `SITE_DATA` of env.ts. */
  readonly data: Readonly<Record<string, string>>;
}

/** Pages with answers that are made on request. */
const ANSWERS: Readonly<Record<string, () => Promise<{ readonly answers: Answers }>>> = {
  '/decide': () => import('./decide.ts'),
  '/plan': () => import('./plan.ts'),
  '/practise/question': () => import('./ask.ts'),
  '/search': () => import('./find.ts'),
};

/** What differs between Lambda, Node and the tests. */
export interface SiteDependencies {
  /** A file that was made at build time; `site.json` is {@link SiteFiles}, in plain text. */
  readonly read: (file: string) => Uint8Array;
  readonly now: () => Date;
  readonly log: Log;
  /** Where the user pool is, to which pages speak themselves. @default none: pages speak to their own address alone */
  readonly region?: string | undefined;
}

/** The site's handler, which never throws. Made without its list of files, this throws. */
export function studySite({ read, now, log, region }: SiteDependencies): HttpHandler {
  const policy = policyFor(region);
  const files = JSON.parse(Buffer.from(read(SITE_FILES)).toString()) as SiteFiles;

  async function answer(request: HttpRequest): Promise<HttpResult> {
    if (!['GET', 'HEAD'].includes(request.method)) return otherMethod(request.method);
    const { path } = request;
    const asset = own(files.assets, path);
    if (asset) return send(request, asset.file, 200, asset.type, FOREVER);
    const page = own(files.pages, path);
    if (page) {
      const today = now().toISOString().slice(0, 10);
      const made = request.query.size > 0 && (await madeOf(request, fileOn(page, today), today));
      return made || send(request, fileOn(page, today), 200, HTML, FIVE_MINUTES);
    }
    const elsewhere = otherAddress(path);
    if (elsewhere) return { statusCode: 302, headers: { location: elsewhere, 'cache-control': 'no-store' }, body: '' };
    return send(request, files.notFound, 404, HTML, 'no-store');
  }

  /** The page with the answer that its query asks for; undefined where it asks for none. */
  async function madeOf(request: HttpRequest, file: string, today: string): Promise<HttpResult | undefined> {
    const { answers } = (await own(ANSWERS, request.path)?.()) ?? {};
    if (!answers?.asks(request.query)) return undefined;
    const text = async (name: string) => (await decompressed(read(name))).toString();
    const made = await answers.made({
      ...{ page: await text(file), query: request.query, today },
      data: async (name) => JSON.parse(await text(own(files.data, name) as string)),
      file: async (name) => JSON.parse(await text(name)),
    });
    return sendMade(request, made, policy);
  }

  /** Where a path leads that is another one's: with a slash at its end, or an asset of a release before or after. */
  function otherAddress(path: string): string | undefined {
    const bare = path.replace(/\/+$/, '');
    if (bare !== path && own(files.pages, bare)) return bare;
    const [, name, extension] = ASSET.exec(path) ?? [];
    return (
      name && Object.keys(files.assets).find((one) => ASSET.exec(one)?.[1] === name && one.endsWith(`.${extension}`))
    );
  }

  async function send(request: HttpRequest, file: string, status: number, type: string, caching: string) {
    const etag = `W/"${file}"`;
    const headers = { 'cache-control': caching, 'content-security-policy': policy, vary: 'Accept-Encoding', etag };
    if (status === 200 && hasAlready(request.headers['if-none-match'], etag))
      return { statusCode: 304, headers, body: '' };
    const bytes = read(file);
    const all = { ...headers, 'content-type': type };
    if (chooseCoding(request.headers['accept-encoding'], Number.POSITIVE_INFINITY) !== 'br')
      return inBase64(status, all, await decompressed(bytes));
    return inBase64(status, { ...all, 'content-encoding': 'br' }, bytes);
  }

  return answering(answer, failed, log);
}

/** A page or a file that was made for this request. */
async function sendMade(
  { headers: asked }: HttpRequest,
  { status, page, file }: MadePage,
  policy: string,
): Promise<HttpResult> {
  const caching = status === 200 ? FIVE_MINUTES : 'no-store';
  const headers = { 'cache-control': caching, 'content-security-policy': policy, vary: 'Accept-Encoding' };
  const kept = file && { 'content-disposition': `attachment; filename="${file.name}"` };
  const all = { ...headers, ...kept, 'content-type': file?.type ?? HTML };
  const bytes = Buffer.from(page);
  if (chooseCoding(asked['accept-encoding'], Number.POSITIVE_INFINITY) !== 'br') return inBase64(status, all, bytes);
  const { brotliCompressSync, constants } = await import('node:zlib');
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return inBase64(status, { ...all, 'content-encoding': 'br' }, brotliCompressSync(bytes, { params }));
}

/** What a table has under a name of its own, and not under one that every object has. */
const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** The last file whose first day is not after this one. */
const fileOn = (page: readonly (readonly [from: string, file: string])[], day: string): string =>
  (page.findLast(([from]) => from <= day) ?? page[0])?.[1] as string;

/** Every browser takes Brotli; for a program that does not, Node's decompressor is loaded when it first comes. */
async function decompressed(bytes: Uint8Array): Promise<Buffer> {
  const { brotliDecompressSync } = await import('node:zlib');
  return brotliDecompressSync(bytes);
}

const inBase64 = (statusCode: number, headers: Readonly<Record<string, string>>, bytes: Uint8Array): HttpResult => ({
  statusCode,
  headers: { ...headers },
  body: Buffer.from(bytes).toString('base64'),
  isBase64Encoded: true,
});

function otherMethod(method: string): HttpResult {
  const allow = 'GET, HEAD, OPTIONS';
  if (method === 'OPTIONS') return { statusCode: 204, headers: { allow }, body: '' };
  return plain(405, `This is a page to read: use one of ${allow}.`, { allow });
}

function failed(_: HttpRequest | undefined, error: unknown, requestId: string): HttpResult {
  if (error instanceof Problem) return plain(error.kind.status, error.message);
  return plain(500, `This page could not be read. Try again; if it keeps failing, report the request id ${requestId}.`);
}

const plain = (statusCode: number, text: string, headers = {}): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: `${text}\n`,
});

/**
 * Nothing but what this address serves: no inline script or style, no page around it, and no text that becomes code
 * (https://www.w3.org/TR/CSP3/, https://www.w3.org/TR/trusted-types/).
 */
const policyFor = (region: string | undefined): string => {
  const pool = region ? ` https://cognito-idp.${region}.amazonaws.com` : '';
  return (
    `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'${pool}; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
  );
};

const HTML = 'text/html; charset=utf-8';
/** What a page says changes at midnight and with a deployment. */
const FIVE_MINUTES = 'public, max-age=300';
const FOREVER = 'public, max-age=31536000, immutable';

/** `/assets/<name>.<hash>.<extension>` */
const ASSET = /^\/assets\/([\w-]+)\.[\w-]+\.(\w+)$/;
