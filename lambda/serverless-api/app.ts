/** The comparison over HTTP: one handler, called by Lambda, by Node in `npm run dev`, and in memory by the tests. */
import { type HttpHandler, httpApi, type Route, type RouteInput } from '../shared/http/api.ts';
import { documentRoutes } from '../shared/http/document-routes.ts';
import type { HttpResult } from '../shared/http/event.ts';
import type { Log } from '../shared/http/log.ts';
import { PROBLEMS, Problem } from '../shared/http/problem.ts';
import type { Answer } from '../shared/http/representation.ts';
import type { ContentReader } from '../shared/table/content-reader.ts';
import { NEVER_CACHED, type OperationId, REQUESTS } from './contract/requests.ts';
import { NEEDS_NO_TABLE, OPERATIONS, type Context as OperationContext } from './operations.ts';
import { OWN_PROBLEMS } from './problems.ts';

/** What differs between Lambda, Node and the tests. */
export interface Dependencies {
  /** Asked once a request; `undefined` while the table has not been seeded. */
  readonly content: () => Promise<ContentReader | undefined>;
  /** A file that is made at build time, as text. */
  readonly asset: (name: string) => Promise<string>;
  readonly now: () => Date;
  readonly log: Log;
}

/** The whole API. */
export function comparisonApi(dependencies: Dependencies): HttpHandler {
  const operations = (Object.keys(REQUESTS) as OperationId[]).map(
    (id): Route => ({ ...REQUESTS[id], answer: (input) => answer(id, input, dependencies) }),
  );
  const api = httpApi([...operations, ...documentRoutes(dependencies.asset, CACHING)], dependencies.log);
  return async (event) => {
    const result = await api(event);
    return result.statusCode === 404 && asksForAPage(event) ? { ...result, ...pageOf404(result) } : result;
  };
}

/**
 * Whether a browser opens an address that is none of the API's, typed by hand or an old link of the site, whose known
 * addresses never come here. Programs get a problem document there as everywhere.
 */
function asksForAPage({ rawPath, headers, requestContext }: Parameters<HttpHandler>[0]): boolean {
  const asked = requestContext.http.method === 'GET' && !rawPath.startsWith('/v1/');
  return asked && /^text\/html\b/i.test(headers.accept ?? '');
}

/** In place of the problem document. It loads nothing, and its links are those of the site's first page and of the API's. */
const pageOf404 = ({ headers = {} }: HttpResult): HttpResult => {
  const { 'content-encoding': _, ...kept } = headers;
  const own = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    vary: 'Accept',
  };
  return { headers: { ...kept, ...own }, body: PAGE_OF_404, isBase64Encoded: false };
};

const PAGE_OF_404 =
  '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
  '<meta name="color-scheme" content="light dark"><title>No such page | certlab</title><h1>There is no page here</h1>' +
  '<p>Nothing was lost. Go on at <a href="/">the first page</a>, or see <a href="/docs">what the API takes</a>.</p></html>';

async function answer(id: OperationId, input: RouteInput, { content: find, now }: Dependencies): Promise<Answer> {
  for (const name of Object.values(input.path)) {
    if (!NAME.test(name)) throw new Problem(PROBLEMS['not-found'], 'No such name: see /docs for the list.');
  }
  const content = NEEDS_NO_TABLE.has(id) ? undefined : await find();
  if (!content && !NEEDS_NO_TABLE.has(id)) {
    throw new Problem(OWN_PROBLEMS['not-seeded'], 'The content is being loaded: retry in a few seconds.', {
      headers: { 'retry-after': '5' },
    });
  }
  const operation = OPERATIONS[id] as (input: unknown, context: Partial<OperationContext>) => Promise<unknown>;
  const text = JSON.stringify(await operation(input, { content, today: now().toISOString().slice(0, 10) }));
  return REQUESTS[id].method === 'GET' && !NEVER_CACHED.has(id) ? { text, caching: CACHING } : { text };
}

/** How long anybody may keep an answer: statuses change at midnight, and content with a deployment. */
const CACHING = 'public, max-age=300';

/** Codes, task ids and slugs; anything else names nothing, and need not be looked for. */
const NAME = /^[A-Za-z0-9.-]{1,40}$/;
