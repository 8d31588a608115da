/**
 * The effect of an event, once and only once: what it changes and the record that it was applied are written in one
 * DynamoDB transaction (docs/decisions/0010-effect-and-dedupe-in-one-transaction.md).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Activity, CardReview } from './activity.ts';
import { DEDUPE_DAYS, TTL_ATTRIBUTE } from './env.ts';
import { cardKey, dedupeKey, type Key, milestoneKey, standingKey } from './keys.ts';
import { domainOf, gainOf, nextBox, POINTS_PER_LEVEL } from './standing.ts';
import { isBefore } from './time.ts';

export interface Tables {
  readonly standings: string;
  readonly milestones: string;
}

/** What became of an event: its effect is there, was there before, or came too late to have one. */
export type Outcome = 'applied' | 'duplicate' | 'late';

/** How often two workers may meet at the same item before the message goes back to its queue. */
const ATTEMPTS = 6;

/**
 * Adds the event to the learner's standing in its exam domain, and writes a milestone when it fills a hundred points.
 * @throws the SDK's errors, and then nothing was written
 */
export async function applyActivity(client: DynamoDBClient, tables: Tables, activity: Activity): Promise<Outcome> {
  const domain = domainOf(activity.task);
  const gain = gainOf(activity);
  const dedupe = dedupePut(tables.standings, activity.eventId, { domain: { S: domain } });
  const raise = (set: string, condition: string, values: Record<string, number>): TransactWriteItem => ({
    Update: {
      TableName: tables.standings,
      Key: marshallKey(standingKey(activity.learnerId, domain)),
      UpdateExpression: `SET ${set}, updatedAt = :now ADD points :gain, questionsRight :right, ${gain.counter} :one`,
      ConditionExpression: condition,
      ExpressionAttributeValues: {
        ':now': { S: new Date().toISOString() },
        ...numbers({ ':gain': gain.points, ':right': gain.questionsRight, ':one': 1, ...values }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });

  // `toNext` counts down to the next milestone, so that the database itself can tell an everyday event from one that
  // reaches a milestone: nothing is read first, and events for the same learner do not wait for each other.
  const everyday = raise(
    'toNext = if_not_exists(toNext, :full) - :gain',
    'attribute_not_exists(toNext) OR toNext > :gain',
    { ':full': POINTS_PER_LEVEL },
  );
  // Only another milestone in between can make this one fail, and then the event is an everyday one again.
  const reaching = (level: number) =>
    raise(
      'toNext = toNext + :refill, milestones = :level',
      level === 1 ? 'toNext <= :gain AND attribute_not_exists(milestones)' : 'toNext <= :gain AND milestones = :before',
      { ':refill': POINTS_PER_LEVEL - gain.points, ':level': level, ...(level > 1 && { ':before': level - 1 }) },
    );

  let writes: TransactWriteItem[] = [dedupe, everyday];
  for (let attempt = 1; ; attempt++) {
    const refusal = await write(client, writes);
    if (!refusal) return 'applied';
    if (refusal.alreadyThere) return 'duplicate';
    if (attempt === ATTEMPTS) throw refusal.cause;
    await sleep(Math.random() * 20 * attempt);
    if (refusal.old) {
      const level = Number(refusal.old.milestones?.N ?? 0) + 1;
      writes =
        Number(refusal.old.toNext?.N) <= gain.points
          ? [dedupe, reaching(level), milestonePut(tables.milestones, activity, domain, level)]
          : [dedupe, everyday];
    }
  }
}

/**
 * Moves the card by one answer.
 * @returns `late` when a newer answer moved the card before: what an older one would have done can no longer be told
 * @throws the SDK's errors, and then nothing was written
 */
export async function moveCard(client: DynamoDBClient, standings: string, review: CardReview): Promise<Outcome> {
  const key = marshallKey(cardKey(review.learnerId, review.cardId));
  for (let attempt = 1; ; attempt++) {
    const { Item: card } = await client.send(
      new GetItemCommand({ TableName: standings, Key: key, ConsistentRead: true }),
    );
    const late = isBefore(review.at, card?.lastReviewedAt?.S, Date.now());
    const reviews = Number(card?.reviews?.N ?? 0);
    const move: TransactWriteItem = {
      Update: {
        TableName: standings,
        Key: key,
        UpdateExpression: 'SET box = :box, reviews = :next, lastReviewedAt = :at',
        ConditionExpression: reviews === 0 ? 'attribute_not_exists(pk)' : 'reviews = :reviews',
        ExpressionAttributeValues: {
          ':at': { S: review.at },
          ...numbers({ ':box': nextBox(Number(card?.box?.N ?? 1), review.correct), ':next': reviews + 1 }),
          ...(reviews > 0 && numbers({ ':reviews': reviews })),
        },
      },
    };
    // The dedupe record says which of the card's moves this answer was: evidence of the order.
    const dedupe = dedupePut(standings, review.eventId, late ? {} : numbers({ review: reviews + 1 }));
    const refusal = await write(client, late ? [dedupe] : [dedupe, move]);
    if (!refusal) return late ? 'late' : 'applied';
    if (refusal.alreadyThere) return 'duplicate';
    if (attempt === ATTEMPTS) throw refusal.cause;
    await sleep(Math.random() * 20 * attempt);
  }
}

interface Refusal {
  readonly alreadyThere: boolean;
  /** The second item as it was, when its condition failed. */
  readonly old: Record<string, { N?: string; S?: string }> | undefined;
  readonly cause: Error;
}

/** Writes all or nothing; the first item is the dedupe record. Returns why not, when a condition or a rival said no. */
async function write(client: DynamoDBClient, items: TransactWriteItem[]): Promise<Refusal | undefined> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const worthAnotherLook = ['None', 'ConditionalCheckFailed', 'TransactionConflict'];
    if (reasons.some(({ Code }) => !worthAnotherLook.includes(Code ?? ''))) throw error;
    return { alreadyThere: reasons[0]?.Code === 'ConditionalCheckFailed', old: reasons[1]?.Item, cause: error };
  }
}

// Exam: a dedupe record needs a time to live that outlasts every way an event can come back (redelivery, redrive,
// replay); one without a time to live makes a table that grows for ever.
const dedupePut = (table: string, eventId: string, more: Record<string, { N: string } | { S: string }>) => ({
  Put: {
    TableName: table,
    Item: {
      ...marshallKey(dedupeKey(eventId)),
      appliedAt: { S: new Date().toISOString() },
      [TTL_ATTRIBUTE]: { N: String(Math.floor(Date.now() / 1000) + DEDUPE_DAYS * 86_400) },
      ...more,
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** The milestone is the transaction's outbox: its table's stream tells the rest of the system, and never half. */
const milestonePut = (table: string, activity: Activity, domain: string, level: number): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      ...marshallKey(milestoneKey(activity.learnerId, domain, level)),
      learnerId: { S: activity.learnerId },
      domain: { S: domain },
      level: { N: String(level) },
      eventId: { S: activity.eventId },
      reachedAt: { S: new Date().toISOString() },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const marshallKey = ({ pk, sk }: Key) => ({ pk: { S: pk }, sk: { S: sk } });

const numbers = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { N: String(value) }]));
