/** Pagination cursors: opaque to callers, and good only for the query they were made for. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../shared/http/problem.ts';
import { OWN_PROBLEMS } from './problems.ts';

const SIGNATURE_BYTES = 16;

/** A cursor that goes on after `last`; `query` is every parameter that decides which items the pages hold. */
export function makeCursor(key: Uint8Array, query: string, last: string): string {
  return Buffer.concat([sign(key, query, last), Buffer.from(last)]).toString('base64url');
}

/** What the cursor goes on after. Throws an `invalid-cursor` problem on any that this API did not make for this query. */
export function readCursor(key: Uint8Array, query: string, cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  const last = bytes.subarray(SIGNATURE_BYTES).toString();
  // Decoding is lenient: only the one spelling that was handed out comes back unchanged.
  const canonical = bytes.toString('base64url') === cursor && signature.length === SIGNATURE_BYTES;
  if (!canonical || !timingSafeEqual(signature, sign(key, query, last))) {
    throw new Problem(
      OWN_PROBLEMS['invalid-cursor'],
      'Use the `nextCursor` of the previous page, with the same filters.',
    );
  }
  return last;
}

function sign(key: Uint8Array, query: string, last: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([query, last]))
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}
