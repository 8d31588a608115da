/** What the JSON API and the pages share: how a request is read, and who sent it. */
import type { Context, Next } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Log } from '../../../../lambda/shared/http/log.ts';
import { PROBLEMS, Problem } from '../../../../lambda/shared/http/problem.ts';
import type { Cache } from './cache.ts';
import type { Database } from './database.ts';
import { OWN_PROBLEMS } from './problems.ts';
import { type Candidate, candidateOf } from './sessions.ts';

/** What the exam room works with. */
export interface Room {
  readonly database: Database;
  readonly cache: Cache;
  readonly log: Log;
  /** Told to stop: answers what it has, and asks each caller for a new connection. */
  readonly draining: () => boolean;
}

export type Env = { Variables: { requestId: string; error?: unknown } };
export type Asked = Context<Env>;

/** The largest thing that anybody has to send is a form of a few hundred bytes. */
const MOST_BYTES = 16_384;
/** What is thrown away of a larger one before its caller is cut off. */
const MOST_IGNORED_BYTES = 64 * 1024 * 1024;

/** Exam: the prefix makes browsers take it over HTTPS alone, for this host alone and for every path. */
export const COOKIE = '__Host-session';

/** The token by which a caller is known: programs send it in a header, browsers in the cookie. */
export function tokenOf(asked: Asked): string | undefined {
  const bearer = /^Bearer ([\w-]+)$/i.exec(asked.req.header('authorization') ?? '')?.[1];
  return bearer ?? getCookie(asked, COOKIE);
}

export const agentOf = (asked: Asked): string => asked.req.header('user-agent') ?? '';

/** @throws Problem `not-signed-in` */
export const whoAsks = ({ database, cache }: Room, asked: Asked): Promise<Candidate> =>
  candidateOf(database, cache, { token: tokenOf(asked), agent: agentOf(asked) });

/** The position in a path. @throws Problem `not-found` for anything that no sitting has */
export function positionIn(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Problem(PROBLEMS['not-found'], 'Questions are counted from 1.');
  return Number(text);
}

/**
 * The body as text, as far as it may be sent. One that is too large is read to its end and thrown away: a target that closes the
 * connection while the balancer still sends is a 502 to the caller, and not what the target said
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html).
 * @throws Problem `body-too-large`
 */
export async function bodyText(asked: Asked): Promise<string> {
  const tooLarge = (headers = {}) =>
    new Problem(PROBLEMS['body-too-large'], `Send at most ${MOST_BYTES} bytes.`, { headers });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // A body without a length is counted while it comes.
  for await (const chunk of asked.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_IGNORED_BYTES) throw tooLarge({ connection: 'close' });
    if (bytes <= MOST_BYTES) chunks.push(chunk);
  }
  if (bytes > MOST_BYTES) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Problem(PROBLEMS['malformed-body'], 'The body is not UTF-8.');
  }
}

/**
 * Refuses forms that a page of another site has sent. Browsers say where a request comes from in two headers; a program
 * that sends neither has no cookie that it could be tricked out of.
 * @throws Problem `foreign-page`
 */
export async function onlyOwnPages(asked: Asked, next: Next): Promise<void> {
  const site = asked.req.header('sec-fetch-site');
  const origin = asked.req.header('origin');
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && URL.parse(origin)?.host !== asked.req.header('host'));
  if (foreign && asked.req.method !== 'GET' && asked.req.method !== 'HEAD') {
    throw new Problem(OWN_PROBLEMS['foreign-page'], 'Send forms from the pages of the exam room itself.');
  }
  await next();
}

/** PostgreSQL's `text` holds any character but this one. @throws Problem `invalid-request` */
export function storable(field: string, text: string): string {
  if (text.includes('\0')) {
    throw new Problem(PROBLEMS['invalid-request'], `Fix ${field}, and retry.`, {
      errors: [{ field, message: 'Must not hold the character U+0000.' }],
    });
  }
  return text;
}
