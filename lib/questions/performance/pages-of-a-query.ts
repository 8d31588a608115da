/** Runs the loop against a table on the emulator, and counts its calls and what they gave. */

import type { Pages } from '../../../lambda/shared/questions/performance/pages-of-a-query.ts';
import type { Outcome } from '../../../lambda/shared/questions/variants.ts';
import type { RunProof } from '../run.ts';
import { DoesNotEnd, runCode } from '../run-code.ts';
import { fill, withTable } from '../run-table.ts';

const MOST_CALLS = 40;

export const pagesOfAQueryProof: RunProof<Pages> = {
  standsOn: [
    'lib/questions/performance/pages-of-a-query.ts',
    'lib/questions/run-code.ts',
    'lib/questions/run-table.ts',
  ],
  perform: ({ orders, limit, shipped }, code, bench) =>
    withTable(bench, ['customer', 'day'], async (table, TableName): Promise<Outcome> => {
      const all = Array.from({ length: orders }, (_, place) => ({
        ...{ customer: 'c', day: String(place).padStart(3, '0'), shipped: shipped.includes(place) },
      }));
      await fill(table, TableName, all);
      const found: unknown[] = [];
      let calls = 0;
      const reach = { n: limit, found, page: {} as Record<string, unknown> };
      const next = async (page: { LastEvaluatedKey?: Record<string, unknown> }) => {
        if (++calls > MOST_CALLS) throw new DoesNotEnd();
        return table.query({
          TableName,
          KeyConditionExpression: 'customer = :c',
          FilterExpression: 'shipped = :yes',
          ExpressionAttributeValues: { ':c': 'c', ':yes': true },
          Limit: limit,
          ExclusiveStartKey: page.LastEvaluatedKey,
        });
      };
      const body = `const next = async () => { page = await ask(page); found.push(...page.Items); }; ${code}`;
      try {
        await runCode(body, { ...reach, ask: next });
      } catch (error) {
        if (error instanceof DoesNotEnd) return { ends: false };
        throw error;
      }
      return { found: found.length, calls };
    }),
  vectors: [
    {
      source:
        'Amazon DynamoDB Developer Guide, "Paginating table query results": a limit of 3, a filter, and 2 of 4 pass',
      setting: { orders: 4, limit: 3, shipped: [0, 3] },
      code: 'do await next(); while (page.LastEvaluatedKey); return found;',
      leaves: { found: 2, calls: 2 },
    },
    {
      source: 'the same page: a page may be empty, and have a key to go on from',
      setting: { orders: 7, limit: 3, shipped: [6] },
      code: 'do await next(); while (page.Items.length > 0); return found;',
      leaves: { found: 0, calls: 1 },
    },
    {
      source: 'the same page: the last key is empty at the end of what matches the keys',
      setting: { orders: 7, limit: 3, shipped: [6] },
      code: 'do await next(); while (page.LastEvaluatedKey); return found;',
      leaves: { found: 1, calls: 3 },
    },
  ],
};
