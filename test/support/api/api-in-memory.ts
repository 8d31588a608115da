import { comparisonApi, type Dependencies } from '../../../lambda/serverless-api/app.ts';
import { assets } from '../../../lambda/serverless-api/assets.ts';
import { contentReaders } from '../../../lambda/shared/table/content-reader.ts';
import { contentEdition } from '../content/content-edition.ts';
import { fakeTable } from '../fakes/fake-table.ts';
import { type Asked, callHandler } from './call-handler.ts';

/** The day in UTC on which the API in memory answers. */
export const TODAY = '2026-11-23';

/** The whole API over a table in memory, with the lines that it logs. */
export function apiInMemory(changes: Partial<Dependencies> = {}) {
  const table = fakeTable(contentEdition);
  const lines: Record<string, unknown>[] = [];
  const files = assets()['serve-api'] as Record<string, string>;
  const handler = comparisonApi({
    content: contentReaders(table),
    asset: async (name) => files[name] as string,
    now: () => new Date(`${TODAY}T23:59:59Z`),
    log: (level, message, fields) => lines.push({ level, message, ...fields }),
    ...changes,
  });
  const request = (url: string, init?: Asked, requestId?: string) => callHandler(handler, url, init, requestId);
  const post = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    request('/v1/recommendations', {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { handler, table, lines, request, post };
}
