/** A text as an HTTP response: with its ETag, in the coding that the caller prefers, or as 304 if it has it already. */
import { hash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { acceptsMediaType, type Coding, chooseCoding } from './negotiation.ts';
import { Problem, problemDocument } from './problem.ts';

export interface Representation {
  readonly text: string;
  /** Without parameters; the charset is UTF-8. */
  readonly mediaType: 'application/json' | 'text/html';
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long anybody may keep an answer: statuses change at midnight, and content with a deployment. */
const CACHE_CONTROL = 'public, max-age=300';

/** Answers a GET or HEAD. Throws a `not-acceptable` problem when the caller takes no such media type. */
export function cacheableResponse(request: Request, { text, mediaType, headers }: Representation): Response {
  refuseUnlessAccepted(request, mediaType);
  const etag = `W/"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
  const common = { etag, 'cache-control': CACHE_CONTROL, vary: 'Accept-Encoding', ...headers };
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers: common });
  const coding = chooseCoding(request.headers.get('accept-encoding') ?? undefined, text.length);
  return new Response(encode(text, coding), {
    headers: {
      'content-type': contentType(mediaType),
      ...common,
      ...(coding !== 'identity' && { 'content-encoding': coding }),
    },
  });
}

/** Answers any error with its problem document, in the coding that the caller prefers. */
export function problemResponse(request: Request, error: unknown, requestId: string): Response {
  const { status, text, headers } = problemDocument(error, requestId);
  const coding = chooseCoding(request.headers.get('accept-encoding') ?? undefined, text.length);
  return new Response(encode(text, coding), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...headers,
      ...(coding !== 'identity' && { 'content-encoding': coding }),
    },
  });
}

/** Answers with JSON that nobody may keep. */
export function uncachedResponse(request: Request, text: string): Response {
  refuseUnlessAccepted(request, 'application/json');
  return new Response(text, { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
}

function refuseUnlessAccepted(request: Request, mediaType: Representation['mediaType']): void {
  const accept = request.headers.get('accept') ?? undefined;
  if (!acceptsMediaType(accept, mediaType)) {
    throw new Problem('not-acceptable', `Only ${mediaType} is available: accept it, or leave out the Accept header.`);
  }
}

/** RFC 9110, 13.1.2: If-None-Match compares weakly, takes a list, and `*` for any. */
function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag.slice(2));
}

/** JSON is UTF-8 by definition and knows no charset parameter (RFC 8259, 11). */
const contentType = (mediaType: string): string =>
  mediaType === 'application/json' ? mediaType : `${mediaType}; charset=utf-8`;

function encode(text: string, coding: Coding): string | Uint8Array<ArrayBuffer> {
  if (coding === 'identity') return text;
  if (coding === 'gzip') return gzipSync(text);
  // Quality 5 takes little longer than gzip and sends less; the default of 11 takes over a hundred times as long.
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
