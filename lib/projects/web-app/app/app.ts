/** The exam room over HTTP: its pages, its API, its health. One handler, for a server and for the tests. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { PROBLEMS, Problem, problemDocument } from '../../../../lambda/shared/http/problem.ts';
import { api } from './api.ts';
import { ASSETS, STYLE } from './assets.ts';
import { ASSETS_PATH, HEALTH_PATH } from './env.ts';
import type { Asked, Env, Room } from './http.ts';
import { pages } from './pages.ts';
import { problemPage } from './views.ts';

/** The whole exam room. */
export function examRoom(room: Room): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (asked, next) => {
    const started = performance.now();
    // The balancer's own id where there is one, so that its access log and ours can be put together.
    const requestId = /Root=([\w-]{1,60})/.exec(asked.req.header('x-amzn-trace-id') ?? '')?.[1] ?? randomUUID();
    asked.set('requestId', requestId);
    await next();
    for (const [name, value] of Object.entries(EVERY_ANSWER)) asked.res.headers.set(name, value);
    asked.res.headers.set('x-request-id', requestId);
    if (!asked.res.headers.has('cache-control')) asked.res.headers.set('cache-control', 'no-store');
    if (room.draining()) asked.res.headers.set('connection', 'close');
    const { status } = asked.res;
    if (asked.req.path === HEALTH_PATH) return;
    const line = {
      requestId,
      method: asked.req.method.slice(0, 20),
      path: asked.req.path.slice(0, LOGGED_PATH),
      status,
      milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
    };
    if (status < 500) room.log('INFO', 'request', line);
    else room.log('ERROR', 'request failed', { ...line, error: asked.get('error') });
  });

  // Nothing is asked of the database here: one that is slow would take every task out of rotation at once, and one that
  // sleeps at 0 ACU would never sleep.
  app.get(HEALTH_PATH, (asked) =>
    room.draining() ? asked.json({ status: 'draining' }, 503) : asked.json({ status: 'ok' }),
  );
  app.get(`${ASSETS_PATH}/:name`, (asked) => {
    if (!asked.req.path.endsWith(`/${STYLE}`)) throw notFound(asked);
    return asked.body(ASSETS[STYLE] as string, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });
  app.route('/v1', api(room));
  app.route('/', pages(room));

  app.notFound((asked) => answerProblem(asked, notFound(asked)));
  app.onError((error, asked) => answerProblem(asked, error));
  return app;
}

const notFound = (asked: Asked) =>
  new Problem(PROBLEMS['not-found'], `No such path: ${asked.req.path.slice(0, 100)}. Begin at /.`);

function answerProblem(asked: Asked, error: unknown): Response | Promise<Response> {
  asked.set('error', error);
  const { status, text, headers } = problemDocument(error, asked.get('requestId'));
  if (!asked.req.path.startsWith('/v1/')) return problemPage(status, text, headers);
  return new Response(text, { status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}

/** Pages are words and forms: nothing else is let in, no script at all, and no other site may frame them. */
const EVERY_ANSWER = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};

/** Characters of a path in the log, whose bytes are paid for. */
const LOGGED_PATH = 200;
