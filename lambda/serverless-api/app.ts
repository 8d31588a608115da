/** The comparison over HTTP: one handler, called by Lambda, by Node in `npm run dev`, and in memory by the tests. */
import { type HttpHandler, httpApi, type Route, type RouteInput } from '../shared/http/api.ts';
import { documentRoutes } from '../shared/http/document-routes.ts';
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
  return httpApi([...operations, ...documentRoutes(dependencies.asset, CACHING)], dependencies.log);
}

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
