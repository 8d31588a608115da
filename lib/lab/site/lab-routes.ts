/**
 * What the lab itself answers beside what is deployed, below `/_lab/`, for the pages of its own address alone.
 *
 * A page of another origin is refused by what its browser says of it (Origin, Sec-Fetch-Site, Host). Everything but the
 * session route also asks for the session, which only a page of this origin can read: no answer here allows another
 * origin to. So a page that was left open since an earlier lab, whose port this one has now, writes nothing into this one.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuses } from '../../../lambda/shared/http/loopback.ts';
import { SESSION_HEADER } from '../../study/log/lab-remote.ts';
import { OWN_HEADERS, type Refusal, refuse } from './refusal.ts';

export interface LabRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly query: URLSearchParams;
}

/** Gives a JSON document, or JSON lines, or throws a {@link Refused}. */
export type Route = (asked: LabRequest) => Promise<object> | object;

/** By path below `/_lab/`, then by method. */
export type LabRoutes = Readonly<Record<string, Readonly<Record<string, Route>>>>;

/** Thrown by a route. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

export async function answerForLab(
  routes: LabRoutes,
  session: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  try {
    if (refuses(request, 'own')) throw new Refused(FOREIGN_PAGE);
    const path = pathname.slice('/_lab/'.length);
    const known: LabRoutes = { ...routes, session: { GET: () => ({ session }) } };
    const methods = Object.hasOwn(known, path) ? known[path] : undefined;
    if (!methods) throw new Refused(NO_ROUTE);
    if (path !== 'session' && !isSame(request.headers[SESSION_HEADER], session)) throw new Refused(OTHER_SESSION);
    const route = Object.hasOwn(methods, request.method ?? '') ? methods[request.method ?? ''] : undefined;
    if (!route) throw new Refused(methodNotAllowed(Object.keys(methods)));
    const answer = await route({ request, body, query: searchParams });
    if (Symbol.asyncIterator in answer) {
      await sendLines(answer as AsyncIterable<object>, response);
      return;
    }
    response.writeHead(200, { ...OWN_HEADERS, 'content-type': 'application/json' }).end(JSON.stringify(answer));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(request, response, error.refusal);
  }
}

/** Each as it comes. A page that goes away ends it, and no more than it. */
async function sendLines(lines: AsyncIterable<object>, response: ServerResponse): Promise<void> {
  response.writeHead(200, { ...OWN_HEADERS, 'content-type': 'application/x-ndjson' }).flushHeaders();
  const written = Readable.from(lines).map((line: object) => `${JSON.stringify(line)}\n`);
  await pipeline(written, response).catch(() => response.destroy());
}

function isSame(given: string | string[] | undefined, session: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(session)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const FOREIGN_PAGE: Refusal = {
  status: 403,
  code: 'ForeignPage',
  title: 'Not for this page',
  sentence: 'The lab answers only programs of this machine and the pages of its own address.',
};

const OTHER_SESSION: Refusal = {
  status: 403,
  code: 'OtherSession',
  title: 'The lab was started again',
  sentence: `This page belongs to an earlier start of the lab: load it again. Programs send what /_lab/session says as ${SESSION_HEADER}.`,
};

const NO_ROUTE: Refusal = {
  status: 404,
  code: 'NoRoute',
  title: 'Not Found',
  sentence: 'The lab has nothing at this path. It may be of another version than the page: load the page again.',
};

const methodNotAllowed = (methods: readonly string[]): Refusal => ({
  status: 405,
  code: 'MethodNotAllowed',
  title: 'Method Not Allowed',
  sentence: `This path takes ${methods.join(' and ')}.`,
  headers: { allow: methods.join(', ') },
});
