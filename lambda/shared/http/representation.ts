/** A text as an HTTP answer: with its ETag, in the coding that the caller prefers, or as 304 if it has it already. */
import { hash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { HttpRequest, HttpResult } from './event.ts';
import { acceptsMediaType, type Coding, chooseCoding, hasAlready } from './negotiation.ts';
import { PROBLEMS, Problem, problemDocument } from './problem.ts';

/** Without parameters; the charset is UTF-8. */
export type MediaType = 'application/json' | 'text/html';

/** What a route answers. */
export interface Answer {
  readonly text: string;
  /** @default 200 */
  readonly status?: number;
  /** `Cache-Control` of an answer that may be kept, which then has an ETag. @default no-store */
  readonly caching?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws Problem `not-acceptable` when the caller takes no such media type */
export function mustAccept(request: HttpRequest, mediaType: MediaType): void {
  if (acceptsMediaType(request.headers.accept, mediaType)) return;
  const detail = `Only ${mediaType} is available: accept it, or leave out the Accept header.`;
  throw new Problem(PROBLEMS['not-acceptable'], detail);
}

/** The answer as a result for the gateway. */
export function represent(request: HttpRequest, answer: Answer, mediaType: MediaType): HttpResult {
  const { text, status = 200, caching, headers } = answer;
  const type = { 'content-type': contentType(mediaType) };
  if (!caching) return result(status, { ...type, 'cache-control': 'no-store', ...headers }, text);
  const etag = `W/"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
  const common = { etag, 'cache-control': caching, vary: 'Accept-Encoding', ...headers };
  if (hasAlready(request.headers['if-none-match'], etag)) return result(304, common, '');
  return encoded(request, status, { ...type, ...common }, text);
}

/** Any error as its problem document. */
export function representProblem(request: HttpRequest | undefined, error: unknown, requestId: string): HttpResult {
  const { status, text, headers } = problemDocument(error, requestId);
  const all = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers };
  return request ? encoded(request, status, all, text) : result(status, all, text);
}

/** JSON is UTF-8 by definition and knows no charset parameter (RFC 8259, 11). */
const contentType = (mediaType: string): string =>
  mediaType === 'application/json' ? mediaType : `${mediaType}; charset=utf-8`;

function encoded(
  request: HttpRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): HttpResult {
  const coding = chooseCoding(request.headers['accept-encoding'], text.length);
  if (coding === 'identity') return result(status, headers, text);
  const body = compress(text, coding).toString('base64');
  return { statusCode: status, headers: { ...headers, 'content-encoding': coding }, body, isBase64Encoded: true };
}

const result = (statusCode: number, headers: Readonly<Record<string, string>>, body: string): HttpResult => ({
  statusCode,
  headers: { ...headers },
  body,
  isBase64Encoded: false,
});

function compress(text: string, coding: Exclude<Coding, 'identity'>): Buffer {
  if (coding === 'gzip') return gzipSync(text);
  // Quality 5 takes little longer than gzip and sends less; the default of 11 takes over a hundred times as long.
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
