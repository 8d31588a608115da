/** DynamoDB transactions that others may hold up: tried again with growing, jittered pauses, and bounded. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Key } from '../keys.ts';

/** How often one transaction is tried before its messages go back to their queue. */
export const ATTEMPTS = 30;
/** Longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE_MS = 400;

/** Reasons that another attempt can help: a failed condition is looked into, the others pass by themselves. */
const WORTH_ANOTHER_LOOK = [
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** Why nothing was written, one reason for each item. */
export interface Refusal {
  readonly reasons: readonly CancellationReason[];
  readonly cause: Error;
}

/**
 * Writes all or nothing.
 * @returns why not, when a condition or a rival said no; undefined when everything was written
 * @throws the SDK's other errors
 */
export async function transact(
  client: DynamoDBClient,
  items: TransactWriteItem[],
  signal?: AbortSignal,
): Promise<Refusal | undefined> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: items }), { abortSignal: signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    if (reasons.some(({ Code }) => !WORTH_ANOTHER_LOOK.includes(Code ?? ''))) throw error;
    return { reasons, cause: error };
  }
}

/** Whether the item's condition said no. */
export const conditionFailed = (reason: CancellationReason | undefined): boolean =>
  reason?.Code === 'ConditionalCheckFailed';

// Exam: DynamoDB refuses a transaction on an item that another one holds, and the SDK does not try again. Full jitter
// keeps those that met once from meeting again and again.
export async function pause(attempt: number, signal?: AbortSignal): Promise<void> {
  await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * 2 ** attempt), undefined, { signal });
}

export const marshallKey = ({ pk, sk }: Key) => ({ pk: { S: pk }, sk: { S: sk } });

export const numbers = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { N: String(value) }]));
