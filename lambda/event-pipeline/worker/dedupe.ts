/** The record that an event was applied, written in the transaction of its effect. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { DEDUPE_DAYS, TTL_ATTRIBUTE } from '../env.ts';
import { dedupeKey } from '../keys.ts';
import { marshallKey } from './transaction.ts';

/** An event's id in its normal form, and as its producer wrote it. */
export interface EventIds {
  readonly eventId: string;
  readonly spelledId?: string;
}

// Exam: a dedupe record needs a time to live that outlasts every way an event can come back (redelivery, redrive,
// replay); one without a time to live makes a table that grows without end.
const dedupePut = (table: string, id: string, more: Record<string, { N: string } | { S: string }>) => ({
  Put: {
    TableName: table,
    Item: {
      ...marshallKey(dedupeKey(id)),
      appliedAt: { S: new Date().toISOString() },
      [TTL_ATTRIBUTE]: { N: String(Math.floor(Date.now() / 1000) + DEDUPE_DAYS * 86_400) },
      ...more,
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/**
 * The records of one event: under the normal form of its id, and under its own spelling where that differs, since the
 * record of an event that was applied before there was a normal form lies there.
 */
export function dedupePuts(
  table: string,
  { eventId, spelledId = eventId }: EventIds,
  more: Record<string, { N: string } | { S: string }> = {},
): TransactWriteItem[] {
  return [...new Set([eventId, spelledId])].map((id) => dedupePut(table, id, more));
}
