/**
 * That what was stored before a fault is there after the repair. No template says what a table holds: it is looked at before the
 * break, and the journal keeps what of it was seen.
 */
import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { deployedStack } from '../deployed/template.ts';
import type { CheckContext, Finding, Probe } from '../drills/drill.ts';
import type { StoredItems } from '../drills/journal.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** Of each class of items, those whose keys begin alike, so many are remembered: whole classes and single items are never missed. */
const OF_EACH_CLASS = 6;
/** Items of a table that are looked at before the break; of a larger one the first. */
const LOOKED_AT = 20_000;
/** Of one call (DynamoDB API Reference, `BatchGetItem`). */
const AT_ONCE = 100;

const WANTED = 'all that was stored before';

/** Asked with every repair: a Scan before the break, and at a check what was remembered, key by key. */
export function dataIsKept(stackName: string): Probe {
  return {
    expects: 'What was stored before the fault is stored still',
    remember: (lab) => storedIn(lab.aws, stackName),
    look: async (lab: CheckContext): Promise<Finding> => {
      const remembered = lab.remembered().filter((stored) => 'items' in stored);
      const lost = await Promise.all(remembered.map((stored) => isLost(lab.aws, stored)));
      const ok = !lost.includes(true);
      return { ok, saw: ok ? WANTED : 'something that was stored before is gone, or another', wanted: WANTED };
    },
  };
}

/** What the tables of a stack hold now; a table without items is nothing to remember. */
export async function storedIn(aws: AwsClients, stackName: string): Promise<StoredItems[]> {
  const { resources } = await deployedStack(aws, stackName);
  const tables = resources.filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
  const stored = await Promise.all(
    tables.map(async ({ physicalId: table, properties: { KeySchema } }) => {
      const names = (KeySchema as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
      return { table, items: sampled(await scanned(aws, table), names).map((item) => remembered(item, names)) };
    }),
  );
  return stored.filter(({ items }) => items.length > 0);
}

async function scanned({ dynamodb }: AwsClients, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamodb.scan({ TableName, ExclusiveStartKey });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey && items.length < LOOKED_AT);
  return items;
}

/** Whether an item is there for a day at least; after that it may be gone without anybody's doing. */
const stays = ({ expiresAt }: Item) => expiresAt === undefined || Number(expiresAt.N) > Date.now() / 1_000 + 86_400;

/** A few items of each class, from all over it. */
function sampled(items: readonly Item[], keys: readonly string[]): Item[] {
  const classes = new Map<string, Item[]>();
  for (const item of items.filter(stays)) {
    // `LEARNER#one` and `STANDING#SAA-C03/1` are of the class `LEARNER STANDING`.
    const name = keys.map((key) => item[key]?.S?.split('#')[0]).join(' ');
    classes.set(name, [...(classes.get(name) ?? []), item]);
  }
  return [...classes.values()].flatMap((all) => {
    const step = Math.max(1, all.length / OF_EACH_CLASS);
    return Array.from({ length: Math.min(all.length, OF_EACH_CLASS) }, (_, nth) => all[Math.floor(nth * step)] as Item);
  });
}

/** The key, which attributes there are, and what is binary, a key to sign with for example, by its hash: it is never edited. */
function remembered(item: Item, keys: readonly string[]): StoredItems['items'][number] {
  return {
    key: Object.fromEntries(keys.map((name) => [name, item[name]?.S ?? ''])),
    attributes: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, digestOf(value)])),
  };
}

const digestOf = ({ B }: AttributeValue): string =>
  B === undefined ? '' : createHash('sha256').update(B).digest('base64url').slice(0, 16);

/** Whether an item of a table, or an attribute of one, is gone; or binary and another. */
async function isLost({ dynamodb }: AwsClients, { table, items }: StoredItems): Promise<boolean> {
  const batches = Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, nth) =>
    items.slice(nth * AT_ONCE, (nth + 1) * AT_ONCE),
  );
  const lost = await Promise.all(
    batches.map(async (batch) => {
      const names = Object.keys(batch[0]?.key ?? {});
      const found = new Map<string, Item>();
      let wanted = batch.map(({ key }) => Object.fromEntries(names.map((name) => [name, { S: key[name] as string }])));
      while (wanted.length > 0) {
        const answer = await orMissing(dynamodb.batchGetItem({ RequestItems: { [table]: { Keys: wanted } } }));
        for (const item of answer?.Responses?.[table] ?? []) found.set(nameOf(item, names), item);
        wanted = (answer?.UnprocessedKeys?.[table]?.Keys ?? []) as typeof wanted;
      }
      return batch.some(({ key, attributes }) => {
        const item = found.get(names.map((name) => key[name]).join(' '));
        return !item || Object.entries(attributes).some(([name, digest]) => !isStill(item[name], digest));
      });
    }),
  );
  return lost.includes(true);
}

const nameOf = (item: Item, names: readonly string[]) => names.map((name) => item[name]?.S).join(' ');

const isStill = (value: AttributeValue | undefined, digest: string) =>
  value !== undefined && (digest === '' || digestOf(value) === digest);
