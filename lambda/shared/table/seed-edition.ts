/**
 * Puts an edition of the content into the table so that readers see either the old one or the new one, whole.
 * Every write is conditional on still being valid; DynamoDB checks that in the same transaction:
 *
 * - items of an edition are written only while the pointer says that it is staged;
 * - they are marked to expire only while it is neither served nor staged;
 * - the pointer itself is replaced only by a writer that has read its last revision.
 *
 * So a run may die anywhere and two may run at once; the next run finishes what is left.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Edition } from './edition.ts';
import { editionPartition, INDEX_NAME, INDEX_PARTITION_KEY, POINTER_KEY, TTL_ATTRIBUTE } from './keys.ts';
import {
  claim,
  type Pointer,
  pointerFromItem,
  pointerToItem,
  retired,
  SeedSupersededError,
  switchTo,
} from './pointer.ts';

/** Readers that began before a switch still find their edition for this long. */
export const RETIRED_EDITION_LASTS_SECONDS = 24 * 60 * 60;
/** DynamoDB takes 100 actions in one transaction: the condition on the pointer, and these. */
const ITEMS_PER_TRANSACTION = 50;
const ATTEMPTS = 8;
const INDEX_ATTEMPTS = 40;

export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

export interface SeedResult {
  readonly version: string;
  /** `unchanged` when this edition was served already. */
  readonly outcome: 'switched' | 'unchanged';
  readonly items: number;
  /** Editions whose items this run marked to expire. */
  readonly retired: readonly string[];
}

/** Serves `edition` from `table`; safe to repeat. Throws {@link SeedSupersededError} when a newer seed took over. */
export async function seedEdition(table: Table, edition: Edition, now: () => Date): Promise<SeedResult> {
  const { version } = edition;
  let pointer = await updatePointer(table, (current) => claim(current, version));
  const outcome = pointer.version === version ? 'unchanged' : 'switched';
  if (outcome === 'switched') {
    await writeItems(table, edition);
    await waitForIndex(table, edition);
    pointer = await updatePointer(table, (current) => switchTo(current, version, now()));
  }
  for (const old of pointer.retiring) {
    await markToExpire(table, old, now());
    await updatePointer(table, (current) => retired(current, old));
  }
  return { version, outcome, items: edition.items.length, retired: pointer.retiring };
}

/** Replaces the pointer with what `transition` makes of it, even while others write; returns the pointer as written. */
async function updatePointer(
  { client, tableName }: Table,
  transition: (pointer: Pointer) => Pointer,
): Promise<Pointer> {
  for (let attempt = 1; ; attempt++) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: pointerKey(), ConsistentRead: true }),
    );
    const read: Pointer = Item ? pointerFromItem(Item) : { revision: 0, retiring: [], cursorKey: randomBytes(32) };
    const wanted = transition(read);
    if (Item && isDeepStrictEqual(wanted, read)) return read;
    const written = { ...wanted, revision: read.revision + 1 };
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: pointerToItem(written),
          ...(Item
            ? {
                ConditionExpression: 'revision = :read',
                ExpressionAttributeValues: { ':read': { N: String(read.revision) } },
              }
            : { ConditionExpression: 'attribute_not_exists(pk)' }),
        }),
      );
      return written;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException) || attempt === ATTEMPTS) throw error;
      await pause(attempt);
    }
  }
}

async function writeItems({ client, tableName }: Table, { version, items }: Edition): Promise<void> {
  const puts = items.map(
    (item): TransactWriteItem => ({
      Put: {
        TableName: tableName,
        Item: {
          pk: { S: editionPartition(version) },
          ...Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])),
        },
      },
    }),
  );
  await transact(client, puts, {
    TableName: tableName,
    Key: pointerKey(),
    // Served already: another seed of this very edition was faster, and writing the same bytes again does no harm.
    ConditionExpression: 'staging = :version OR version = :version',
    ExpressionAttributeValues: { ':version': { S: version } },
  });
}

/** An index lags behind its table: no switch before it has the whole edition too. */
async function waitForIndex({ client, tableName }: Table, { version, items }: Edition): Promise<void> {
  for (const [facet, expected] of Map.groupBy(
    items.flatMap((item) => item.facet ?? []),
    (facet) => facet,
  )) {
    for (let attempt = 1; ; attempt++) {
      const count = await countInIndex({ client, tableName }, facet);
      if (count === expected.length) break;
      if (attempt === INDEX_ATTEMPTS) {
        throw new Error(
          `The index shows ${count} of ${expected.length} items of ${facet} in edition ${version}: seed again.`,
        );
      }
      await pause(attempt);
    }
  }
}

/** How many items the index has under a facet. A Query counts no more than a page of 1 MB at a time. */
async function countInIndex({ client, tableName }: Table, facet: string): Promise<number> {
  let count = 0;
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      IndexName: INDEX_NAME,
      Select: 'COUNT',
      KeyConditionExpression: '#facet = :facet',
      ExpressionAttributeNames: { '#facet': INDEX_PARTITION_KEY },
      ExpressionAttributeValues: { ':facet': { S: facet } },
    },
  );
  for await (const { Count = 0 } of pages) count += Count;
  return count;
}

async function markToExpire({ client, tableName }: Table, version: string, now: Date): Promise<void> {
  const expiresAt = String(Math.floor(now.getTime() / 1000) + RETIRED_EDITION_LASTS_SECONDS);
  const unmarked = paginateQuery(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'attribute_not_exists(#ttl)',
      ProjectionExpression: 'pk, sk',
      ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ':pk': { S: editionPartition(version) } },
    },
  );
  for await (const { Items = [] } of unmarked) {
    const marks = Items.map(
      (Key): TransactWriteItem => ({
        Update: {
          TableName: tableName,
          Key,
          UpdateExpression: 'SET #ttl = :expiresAt',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
          ExpressionAttributeValues: { ':expiresAt': { N: expiresAt } },
        },
      }),
    );
    await transact(client, marks, {
      TableName: tableName,
      Key: pointerKey(),
      ConditionExpression: 'version <> :version AND (attribute_not_exists(staging) OR staging <> :version)',
      ExpressionAttributeValues: { ':version': { S: version } },
    });
  }
}

/** Carries out `actions` in chunks, each only while `wanted` holds of the pointer at that very moment. */
async function transact(
  client: DynamoDBClient,
  actions: readonly TransactWriteItem[],
  wanted: NonNullable<TransactWriteItem['ConditionCheck']>,
): Promise<void> {
  for (let start = 0; start < actions.length; start += ITEMS_PER_TRANSACTION) {
    const chunk = actions.slice(start, start + ITEMS_PER_TRANSACTION);
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: wanted }, ...chunk] }));
        break;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const reasons = error.CancellationReasons ?? [];
        if (reasons[0]?.Code === 'ConditionalCheckFailed') {
          throw new SeedSupersededError(
            'A newer seed has taken over: this one stops, and nothing that it wrote is served.',
          );
        }
        // Two seeds at once, or a throttled table: both pass. Anything else is a fault and is thrown.
        const passing = reasons.every(({ Code }) =>
          ['None', 'TransactionConflict', 'ThrottlingError'].includes(`${Code}`),
        );
        if (!passing || attempt === ATTEMPTS) throw error;
        await pause(attempt);
      }
    }
  }
}

const pointerKey = () => ({ pk: { S: POINTER_KEY.pk }, sk: { S: POINTER_KEY.sk } });

/** Full jitter, so that two seeds that met do not meet again. */
const pause = (attempt: number): Promise<void> => sleep(Math.random() * Math.min(1000, 25 * 2 ** attempt));
