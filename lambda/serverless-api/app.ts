/** The comparison over HTTP: one Hono app, served by Lambda, by Node in `npm run dev`, and in memory by the tests. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
// One app, two dozen routes: the smallest of Hono's routers starts fastest, and matches in microseconds.
import { Hono } from 'hono/tiny';
import type { ContentReader } from '../shared/table/content-reader.ts';
import { type OperationId, type OperationRequest, REQUESTS } from './contract/requests.ts';
import { readInput } from './input.ts';
import type { Log } from './log.ts';
import { NEEDS_NO_TABLE, OPERATIONS, type Context as OperationContext } from './operations.ts';
import { Problem } from './problem.ts';
import { cacheableResponse, problemResponse, uncachedResponse } from './representation.ts';

/** What differs between Lambda, Node and the tests. */
export interface Dependencies {
  /** Asked once a request; `undefined` while the table has not been seeded. */
  readonly content: () => Promise<ContentReader | undefined>;
  /** The two files that are made at build time, as text. */
  readonly asset: (name: AssetName) => Promise<string>;
  readonly now: () => Date;
  readonly log: Log;
}

export type AssetName = 'openapi.json' | 'docs.html';

/** What `hono/aws-lambda` hands in with a request; absent under Node. */
type Bindings = { readonly requestContext?: { readonly requestId?: string } };
type Variables = { requestId: string };
type Environment = { Bindings: Bindings; Variables: Variables };

/** The whole API. Every response carries a request id; every request writes one line to the log. */
export function createApp(dependencies: Dependencies): Hono<Environment> {
  const app = new Hono<Environment>();
  const methodsOf = new Map<string, string[]>();
  const route = (method: string, path: string, handler: (c: Context<Environment>) => Promise<Response>) => {
    app.on(method, path, handler);
    methodsOf.set(path, [...(methodsOf.get(path) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  };

  app.use(async (c, next) => {
    const started = performance.now();
    const requestId = c.env?.requestContext?.requestId ?? randomUUID();
    c.set('requestId', requestId);
    await next();
    c.res.headers.set('x-content-type-options', 'nosniff');
    c.res.headers.set('referrer-policy', 'no-referrer');
    c.res.headers.set('x-request-id', requestId);
    // Bounded, because every byte of a log is paid for and the caller chooses these.
    const [method, path] = [c.req.method.slice(0, 20), c.req.path.slice(0, LOGGED_PATH)];
    const milliseconds = Math.round((performance.now() - started) * 1000) / 1000;
    const line = { requestId, method, path, status: c.res.status, milliseconds };
    if (c.res.status < 500) dependencies.log('INFO', 'request', line);
    else dependencies.log('ERROR', 'request failed', { ...line, error: c.error });
  });
  // Hono's small routers take a slash at the end for nothing; here a thing has one address.
  app.use(async (c, next) => (c.req.path.endsWith('/') ? c.notFound() : await next()));
  app.onError((error, c) => problemResponse(c.req.raw, error, c.get('requestId')));
  app.notFound((c) => {
    const problem = new Problem('not-found', `No such path: ${c.req.path.slice(0, 100)}. See /docs for the list.`);
    return problemResponse(c.req.raw, problem, c.get('requestId'));
  });

  for (const [id, request] of Object.entries(REQUESTS) as [OperationId, OperationRequest][]) {
    route(request.method, honoPath(request.path), (c) => answer(id, request, c, dependencies));
  }
  route('GET', '/openapi.json', async (c) =>
    cacheableResponse(c.req.raw, { text: await dependencies.asset('openapi.json'), mediaType: 'application/json' }),
  );
  route('GET', '/docs', async (c) =>
    cacheableResponse(c.req.raw, {
      text: await dependencies.asset('docs.html'),
      mediaType: 'text/html',
      headers: { 'content-security-policy': DOCS_POLICY },
    }),
  );
  for (const [path, methods] of methodsOf) app.all(path, (c) => otherMethod(c.req.method, [...methods, 'OPTIONS']));
  return app;
}

async function answer(
  id: OperationId,
  request: OperationRequest,
  c: Context<Environment>,
  { content: findContent, now }: Dependencies,
): Promise<Response> {
  const path = c.req.param();
  for (const name of Object.values(path)) {
    if (!NAME.test(name)) throw new Problem('not-found', 'No such name: see /docs for the list.');
  }
  const input = { path, ...(await readInput(request, c.req.raw)) };
  const content = NEEDS_NO_TABLE.has(id) ? undefined : await findContent();
  if (!content && !NEEDS_NO_TABLE.has(id)) {
    throw new Problem('not-seeded', 'The content is being loaded: retry in a few seconds.', {
      headers: { 'retry-after': '5' },
    });
  }
  const operation = OPERATIONS[id] as (input: unknown, context: Partial<OperationContext>) => Promise<unknown>;
  const text = JSON.stringify(await operation(input, { content, today: now().toISOString().slice(0, 10) }));
  return request.method === 'GET' && id !== 'getHealth'
    ? cacheableResponse(c.req.raw, { text, mediaType: 'application/json' })
    : uncachedResponse(c.req.raw, text);
}

/** OPTIONS, with what the path takes; any other method that it does not take is refused. */
function otherMethod(method: string, allowed: readonly string[]): Response {
  const allow = allowed.join(', ');
  if (method !== 'OPTIONS') {
    throw new Problem('method-not-allowed', `Use one of: ${allow}.`, { headers: { allow } });
  }
  return new Response(null, { status: 204, headers: { allow } });
}

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Characters of a path in the log; the longest path that leads anywhere has 60. */
const LOGGED_PATH = 200;

/** Codes, task ids and slugs; anything else names nothing, and need not be looked for. */
const NAME = /^[A-Za-z0-9.-]{1,40}$/;

/** The page runs no script and loads nothing; its one style sheet is in the page. */
const DOCS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
