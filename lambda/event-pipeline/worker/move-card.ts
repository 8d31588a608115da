/** The effect of an answer on its review card, once and only once, and only in the order of the answers. */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { CardReview } from '../activity/activity.ts';
import { MAX_AHEAD_MS, parseTime } from '../activity/time.ts';
import { cardKey } from '../keys.ts';
import type { Outcome } from './apply.ts';
import { dedupePuts, type EventIds } from './dedupe.ts';
import { nextBox } from './standing.ts';
import { ATTEMPTS, conditionFailed, marshallKey, numbers, pause, transact } from './transaction.ts';

/**
 * Moves the card by one answer.
 * @returns `late` when a newer answer moved the card before: what an older one would have done can no longer be told
 * @throws the SDK's errors, and then nothing was written
 */
export async function moveCard(
  client: DynamoDBClient,
  standings: string,
  review: CardReview & Pick<EventIds, 'spelledId'>,
  signal?: AbortSignal,
): Promise<Outcome> {
  const key = marshallKey(cardKey(review.learnerId, review.cardId));
  for (let attempt = 1; ; attempt++) {
    const { Item: card } = await client.send(
      new GetItemCommand({ TableName: standings, Key: key, ConsistentRead: true }),
      { abortSignal: signal },
    );
    const late = isLate(review.at, card?.lastReviewedAt?.S);
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
    const dedupe = dedupePuts(standings, review, late ? {} : numbers({ review: reviews + 1 }));
    const refusal = await transact(client, late ? dedupe : [...dedupe, move], signal);
    if (!refusal) return late ? 'late' : 'applied';
    if (refusal.reasons.slice(0, dedupe.length).some(conditionFailed)) return 'duplicate';
    if (attempt >= ATTEMPTS) throw refusal.cause;
    await pause(attempt, signal);
  }
}

/**
 * Whether an answer is older than the one that moved the card last: as times, since cards of before the normal form
 * have theirs in any spelling. A card whose time lies further ahead than a clock may run was frozen by one, and moves.
 */
function isLate(at: string, lastReviewedAt: string | undefined): boolean {
  const last = parseTime(lastReviewedAt ?? '');
  return last !== undefined && last <= Date.now() + MAX_AHEAD_MS && (parseTime(at) as number) < last;
}
