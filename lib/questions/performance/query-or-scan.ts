/** Sends the request to a table on the emulator, and reads the counts of its answer. */
import type { Orders } from '../../../lambda/shared/questions/performance/query-or-scan.ts';
import type { Outcome } from '../../../lambda/shared/questions/variants.ts';
import type { RunProof } from '../run.ts';
import { runCode } from '../run-code.ts';
import { fill, withTable } from '../run-table.ts';

const GIVEN: Readonly<Record<string, string>> = {
  ':c': 'customer-2',
  ':feb': '2026-02',
  ':march': '2026-03',
  ':paid': 'paid',
};

function rows({ customers, perMonth, paidEvery }: Orders): object[] {
  return Array.from({ length: customers }, (_, customer) =>
    ['2026-01', '2026-02', '2026-03'].flatMap((month, at) =>
      Array.from({ length: perMonth }, (__, day) => ({
        customer: `customer-${customer + 1}`,
        placed: `${month}-${10 + day}`,
        pay: (at * perMonth + day + 1) % paidEvery === 0 ? 'paid' : 'open',
      })),
    ),
  ).flat();
}

/** Only the values that a request names: DynamoDB refuses those that it does not. */
const valuesFor = (request: object) =>
  Object.fromEntries(Object.entries(GIVEN).filter(([name]) => new RegExp(`${name}\\b`).test(JSON.stringify(request))));

const march: Orders = { customers: 4, perMonth: 2, paidEvery: 2 };

export const queryOrScanProof: RunProof<Orders> = {
  standsOn: ['lib/questions/performance/query-or-scan.ts', 'lib/questions/run-code.ts', 'lib/questions/run-table.ts'],
  perform: (setting, code, bench) =>
    withTable(
      bench,
      ['customer', 'placed'],
      async (table, TableName): Promise<Outcome> => {
        await fill(table, TableName, rows(setting));
        const whole = (request: object) => ({
          ...request,
          TableName,
          ExpressionAttributeValues: valuesFor(request),
        });
        const reach = {
          query: (request: object) => table.query(whole(request)),
          scan: (request: object) => table.scan(whole(request)),
        };
        try {
          const answer = (await runCode(`return ${code};`, reach)) as { Count: number; ScannedCount: number };
          return { Count: answer.Count, ScannedCount: answer.ScannedCount };
        } catch (error) {
          return { error: (error as Error).name };
        }
      },
      { name: 'by-pay', keys: ['pay', 'placed'] },
    ),
  vectors: [
    {
      source:
        'Amazon DynamoDB Developer Guide, "Filter expressions for the Query operation": a filter is applied after reading',
      setting: march,
      code: "query({ KeyConditionExpression: 'customer = :c', FilterExpression: 'pay = :paid' })",
      leaves: { Count: 3, ScannedCount: 6 },
    },
    {
      source: '"Key condition expressions for the Query operation": nothing but the keys of table or index',
      setting: march,
      code: "query({ KeyConditionExpression: 'customer = :c AND pay = :paid' })",
      leaves: { error: 'ValidationException' },
    },
    {
      source: '"Key condition expressions for the Query operation": the partition key by equality is required',
      setting: march,
      code: "query({ KeyConditionExpression: 'begins_with(placed, :march)' })",
      leaves: { error: 'ValidationException' },
    },
    {
      source: '"Scanning tables": a scan reads every item, and discards what its filter leaves out',
      setting: march,
      code: "scan({ FilterExpression: 'customer = :c AND begins_with(placed, :march)' })",
      leaves: { Count: 2, ScannedCount: 24 },
    },
  ],
};
