import { describe, expect, test } from 'vitest';
import type { StoredItems } from '../../../lib/lab/drills/journal.ts';
import { dataIsKept, storedIn } from '../../../lib/lab/health/data-kept.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

type Item = Record<string, object>;

const item = (pk: string, sk: string, more: object = {}): Item => ({ pk: { S: pk }, sk: { S: sk }, ...more });
const POINTER = item('CONTENT', 'CURRENT', { revision: { N: '2' }, cursorKey: { B: Uint8Array.of(1, 2) } });

/** A stack with one table, which holds these. */
function holding(items: readonly Item[] | Error) {
  const found = ({ Keys }: { Keys: { pk: { S: string }; sk: { S: string } }[] }) =>
    (items as Item[]).filter(({ pk, sk }) =>
      Keys.some((key) => JSON.stringify([key.pk, key.sk]) === JSON.stringify([pk, sk])),
    );
  return answeringAws({
    'cloudformation.getTemplate': {
      TemplateBody: JSON.stringify({
        Resources: {
          Table: {
            Type: 'AWS::DynamoDB::GlobalTable',
            Properties: { KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }] },
          },
        },
      }),
    },
    'cloudformation.listStackResources': {
      StackResourceSummaries: [
        { LogicalResourceId: 'Table', ResourceType: 'AWS::DynamoDB::GlobalTable', PhysicalResourceId: 'table' },
      ],
    },
    'cloudformation.describeStacks': {
      Stacks: [{ StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/S/1' }],
    },
    'dynamodb.describeTable': {},
    // In two pages.
    'dynamodb.scan': ({ ExclusiveStartKey }: { ExclusiveStartKey?: object }) =>
      ExclusiveStartKey
        ? { Items: (items as Item[]).slice(1) }
        : { Items: (items as Item[]).slice(0, 1), LastEvaluatedKey: { pk: { S: 'more' } } },
    // One key at a time, as a service that is busy answers.
    'dynamodb.batchGetItem': ({ RequestItems }: { RequestItems: Record<string, { Keys: never[] }> }) => {
      if (items instanceof Error) return items;
      const [first, ...others] = RequestItems.table?.Keys ?? [];
      return {
        Responses: { table: found({ Keys: [first] as never }) },
        UnprocessedKeys: others.length > 0 ? { table: { Keys: others } } : {},
      };
    },
  }).aws;
}

const look = (items: readonly Item[] | Error, stored: readonly StoredItems[]) =>
  dataIsKept('S').look({ aws: holding(items), remembered: () => stored } as never);

describe('what was stored before a fault', () => {
  const before = [POINTER, item('LEARNER#one', 'STANDING#SAA', { points: { N: '5' } })];
  const left = async (items: readonly Item[] | Error) => (await look(items, await storedIn(holding(before), 'S'))).ok;

  test('is kept: as it was, with more beside it, with more in it, counted on', async () => {
    expect(await left(before)).toBe(true);
    expect(await left([...before, item('LEARNER#two', 'STANDING#SAA')])).toBe(true);
    expect(await left([POINTER, { ...(before[1] as Item), points: { N: '50' }, at: { S: 'now' } }])).toBe(true);
  });

  test('is not: an item gone, an attribute gone, a key to sign with replaced, the table gone', async () => {
    expect(await left([POINTER])).toBe(false);
    expect(await left([POINTER, item('LEARNER#one', 'STANDING#SAA')])).toBe(false);
    expect(await left([{ ...POINTER, cursorKey: { B: Uint8Array.of(3, 4) } }, before[1] as Item])).toBe(false);
    expect(await left(refusal('ResourceNotFoundException'))).toBe(false);
  });

  test('is nothing where nothing was remembered', async () => {
    expect(await storedIn(holding([]), 'S')).toEqual([]);
    expect((await look([], [])).ok).toBe(true);
  });

  test('is remembered by a few items of each class, from all over it, without a secret', async () => {
    const many = Array.from({ length: 60 }, (_, nth) => item('LEARNER#x', `STANDING#${nth}`));
    const [{ items = [] } = {}] = await storedIn(holding([POINTER, ...many]), 'S');

    expect(items.map(({ key }) => key.sk)).toEqual([
      'CURRENT',
      ...[0, 10, 20, 30, 40, 50].map((nth) => `STANDING#${nth}`),
    ]);
    expect(items[0]?.attributes.cursorKey).toMatch(/^[\w-]{16}$/);
  });

  test('is not remembered where it expires within a day', async () => {
    const at = (hours: number) => ({ expiresAt: { N: String(Math.round(Date.now() / 1_000) + hours * 3_600) } });
    const expiring = [item('EVENT#1', 'APPLIED', at(1)), item('EVENT#2', 'APPLIED', at(25))];
    const [{ items = [] } = {}] = await storedIn(holding(expiring), 'S');

    expect(items.map(({ key }) => key.pk)).toEqual(['EVENT#2']);
  });
});
