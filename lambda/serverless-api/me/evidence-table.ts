/**
 * The evidence of learners in the table: records in the order in which they came, each once, under the epoch of their log. An
 * epoch is made by chance when a log begins and again when it is deleted, so that what comes late for a deleted log is known.
 *
 * | sort key | what it holds |
 * |---|---|
 * | `LOG` | the log's epoch, and how many records it has |
 * | `RECORD#<epoch>#<place>` | a record, as JSON; the first one's place is 000001 |
 * | `HELD#<epoch>#<hash>` | that a record with this very content is there |
 */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { canonical, type Stored } from '../../shared/evidence/stored.ts';

/** How many records a log may have: ten answers a day for five years are 18,000. */
export const MOST_RECORDS = 20_000;
/** How many records a page has at most, and about how many characters: the largest answer is what the worst day counts. */
const PAGE = 200;
export const PAGE_CHARACTERS = 38_000;
/** DynamoDB takes 100 actions in one transaction. */
const DELETED_AT_ONCE = 100;
const ATTEMPTS = 6;

/** How a log stands; `epoch` is null where nothing was ever kept. */
export interface Head {
  readonly epoch: string | null;
  readonly records: number;
}

/** Why nothing was added: the log was deleted or began elsewhere; it is full; others were writing all the time. */
export type Refusal = 'another-log' | 'log-full' | 'busy';

export interface EvidenceTable {
  head(learner: string): Promise<Head>;
  /** Records after the first `from` of a log; at least one where there are more. */
  page(learner: string, epoch: string, from: number): Promise<readonly Stored[]>;
  /**
   * Adds those records that are not there yet, all of them or none.
   * @param epoch of the log that they belong to; null begins one
   */
  add(
    learner: string,
    epoch: string | null,
    records: readonly Stored[],
  ): Promise<(Head & { readonly added: number }) | Refusal>;
  /**
   * Ends a learner's log: from here on nobody reads it. Then deletes what it had, until `isOver` says that time is up.
   * @returns whether nothing is left
   */
  remove(learner: string, isOver: () => boolean): Promise<boolean>;
}

export function dynamoEvidenceTable(dynamodb: Pick<DynamoDBClient, 'send'>, table: string): EvidenceTable {
  const head = async (learner: string): Promise<Head> => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: table, Key: keyOf(learner, HEAD), ConsistentRead: true }),
    );
    return { epoch: Item?.epoch?.S ?? null, records: Number(Item?.records?.N ?? 0) };
  };

  /** Writes the head after `read` and the records behind it, if both are still as they were seen. */
  const append = (learner: string, read: Head, epoch: string, fresh: readonly Hashed[]) => {
    const put = (
      Item: Record<string, AttributeValue>,
      condition: Omit<TransactWriteItem['Put'], 'Item' | 'TableName'>,
    ) => ({ Put: { TableName: table, Item, ...condition } }) as TransactWriteItem;
    const asRead = {
      ConditionExpression: 'epoch = :epoch AND records = :records',
      ExpressionAttributeValues: { ':epoch': { S: epoch }, ':records': { N: String(read.records) } },
    };
    return dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          put(
            headItem(learner, epoch, read.records + fresh.length),
            read.epoch === null ? { ConditionExpression: 'attribute_not_exists(pk)' } : asRead,
          ),
          ...fresh.map(({ hash }) =>
            put(keyOf(learner, `HELD#${epoch}#${hash}`), { ConditionExpression: 'attribute_not_exists(pk)' }),
          ),
          ...fresh.map(({ record }, at) =>
            put(
              { ...keyOf(learner, recordKey(epoch, read.records + at + 1)), document: { S: JSON.stringify(record) } },
              {},
            ),
          ),
        ],
      }),
    );
  };

  const deleteAll = (keys: readonly Record<string, AttributeValue>[]) =>
    dynamodb.send(
      new TransactWriteItemsCommand({ TransactItems: keys.map((Key) => ({ Delete: { TableName: table, Key } })) }),
    );

  return {
    head,

    async page(learner, epoch, from) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': keyOf(learner, HEAD).pk,
            ':first': { S: recordKey(epoch, from + 1) },
            ':last': { S: recordKey(epoch, from + PAGE) },
          },
        }),
      );
      return firstOf(Items.map(({ document }) => document?.S ?? '')).map((text) => JSON.parse(text) as Stored);
    },

    async add(learner, epoch, records) {
      let fresh = hashed(records);
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const read = await head(learner);
        if (read.epoch !== epoch) return 'another-log';
        if (fresh.length === 0) return { ...read, added: 0 };
        if (read.records + fresh.length > MOST_RECORDS) return 'log-full';
        const own = epoch ?? randomUUID();
        try {
          await append(learner, read, own, fresh);
          return { epoch: own, records: read.records + fresh.length, added: fresh.length };
        } catch (error) {
          if (!(error instanceof TransactionCanceledException)) throw error;
          const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
          if (codes.some((code) => !PASSING.includes(code))) throw error;
          // Exam: a cancelled transaction says of each of its actions why. The head is the first of them.
          fresh = fresh.filter((_, at) => codes[at + 1] !== 'ConditionalCheckFailed');
          await pause(attempt);
        }
      }
      return 'busy';
    },

    async remove(learner, isOver) {
      const epoch = randomUUID();
      await dynamodb.send(new PutItemCommand({ TableName: table, Item: headItem(learner, epoch, 0) }));
      let after: Record<string, AttributeValue> | undefined;
      do {
        if (isOver()) return false;
        const { Items = [], LastEvaluatedKey } = await dynamodb.send(
          new QueryCommand({
            TableName: table,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': keyOf(learner, HEAD).pk },
            ProjectionExpression: 'pk, sk',
            Limit: DELETED_AT_ONCE,
            ExclusiveStartKey: after,
          }),
        );
        // What another device has begun since stays.
        const old = Items.filter(({ sk }) => sk?.S !== HEAD && !sk?.S?.includes(`#${epoch}#`));
        if (old.length > 0) await deleteAll(old);
        after = LastEvaluatedKey;
      } while (after);
      return true;
    },
  };
}

/** As many texts as a page holds, at least one. */
function firstOf(texts: readonly string[]): readonly string[] {
  let characters = 0;
  const over = texts.findIndex((text) => {
    characters += text.length;
    return characters > PAGE_CHARACTERS;
  });
  return over < 0 ? texts : texts.slice(0, Math.max(1, over));
}

interface Hashed {
  readonly record: Stored;
  readonly hash: string;
}

/** Each record of other content once. */
function hashed(records: readonly Stored[]): Hashed[] {
  const byHash = new Map(
    records.map((record) => [createHash('sha256').update(canonical(record)).digest('base64url'), record]),
  );
  return [...byHash].map(([hash, record]) => ({ hash, record }));
}

const HEAD = 'LOG';
const keyOf = (learner: string, sk: string) => ({ pk: { S: `LEARNER#${learner}` }, sk: { S: sk } });
const headItem = (learner: string, epoch: string, records: number) => ({
  ...keyOf(learner, HEAD),
  epoch: { S: epoch },
  records: { N: String(records) },
});
const recordKey = (epoch: string, place: number) => `RECORD#${epoch}#${String(place).padStart(6, '0')}`;

/** Another device of the same learner wrote, or the table was throttled: the next try may well succeed. */
const PASSING = ['None', 'ConditionalCheckFailed', 'TransactionConflict', 'ThrottlingError'];

/** Full jitter, so that two devices that met do not meet again. */
const pause = (attempt: number): Promise<void> => sleep(Math.random() * Math.min(500, 25 * 2 ** attempt));
