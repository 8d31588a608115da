/**
 * The effect of events on a standing, once and only once: what they change and the records that they were applied are
 * written in one DynamoDB transaction (docs/decisions/0010-effect-and-dedupe-in-one-transaction.md), and events of one
 * standing that arrive together are one transaction (docs/decisions/0024-one-write-for-a-learners-events.md).
 */
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Activity } from '../activity/activity.ts';
import { milestoneKey, standingKey } from '../keys.ts';
import { dedupePuts, type EventIds } from './dedupe.ts';
import { domainOf, gainOf, POINTS_PER_LEVEL } from './standing.ts';
import { ATTEMPTS, conditionFailed, marshallKey, numbers, pause, transact } from './transaction.ts';

export interface Tables {
  readonly standings: string;
  readonly milestones: string;
}

/** What became of an event: its effect is there, was there before, or came too late to have one. */
export type Outcome = 'applied' | 'duplicate' | 'late';

/** An event, and its id as the producer wrote it. */
export type Arrival = Activity & Pick<EventIds, 'spelledId'>;

/**
 * How many events go into one transaction: with two records each, the standing and their milestones they stay within
 * DynamoDB's 100 actions, and far below its 4 MB.
 */
export const MAX_TOGETHER = 40;

/** A standing as DynamoDB showed it when it refused a condition. */
interface Standing {
  readonly toNext: number;
  readonly milestones: number;
  readonly exists: boolean;
}

/** The standing that an event counts for, as one text: events with the same must not be written side by side. */
export const standingOf = ({ learnerId, task }: Activity): string => `${learnerId} ${domainOf(task)}`;

/**
 * Adds the events to one learner's standing in one exam domain, and writes a milestone for each full hundred.
 * @param arrivals at most {@link MAX_TOGETHER}, all of one {@link standingOf}, no event id twice
 * @returns the outcome of each event id
 * @throws the SDK's errors, and then none of them was written
 */
export async function applyTogether(
  client: DynamoDBClient,
  tables: Tables,
  arrivals: readonly Arrival[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  let open = arrivals;
  let standing: Standing | undefined;
  for (let attempt = 1; open.length > 0; attempt++) {
    const records = open.flatMap((event) =>
      dedupePuts(tables.standings, event, { domain: { S: domainOf(event.task) } }).map((put) => ({ event, put })),
    );
    const writes = [...standingWrites(tables, open, standing), ...records.map(({ put }) => put)];
    const refusal = await transact(client, writes, signal);
    if (!refusal) {
      for (const { eventId } of open) outcomes.set(eventId, 'applied');
      return outcomes;
    }
    const { reasons, cause } = refusal;
    const ofRecords = reasons.slice(writes.length - records.length);
    const known = new Set(records.flatMap(({ event }, index) => (conditionFailed(ofRecords[index]) ? [event] : [])));
    for (const { eventId } of known) outcomes.set(eventId, 'duplicate');
    open = open.filter((event) => !known.has(event));
    if (conditionFailed(reasons[0])) {
      const { toNext, milestones } = reasons[0]?.Item ?? {};
      standing = {
        toNext: Number(toNext?.N ?? POINTS_PER_LEVEL),
        milestones: Number(milestones?.N ?? 0),
        exists: toNext !== undefined,
      };
    }
    if (open.length > 0 && attempt >= ATTEMPTS) throw cause;
    // What was just seen is fresh: a pause would only let it grow old.
    if (known.size === 0 && !conditionFailed(reasons[0])) await pause(attempt, signal);
  }
  return outcomes;
}

/** The change of the standing, and the milestones that it reaches. */
function standingWrites(tables: Tables, events: readonly Arrival[], seen: Standing | undefined): TransactWriteItem[] {
  const [{ learnerId, task }] = events as [Arrival];
  const domain = domainOf(task);
  const gains = events.map((event) => gainOf(event));
  const gain = gains.reduce((sum, { points }) => sum + points, 0);
  const count = (of: (each: (typeof gains)[number]) => boolean) => gains.filter(of).length;
  const raise = (set: string, condition: string, values: Record<string, number>): TransactWriteItem => ({
    Update: {
      TableName: tables.standings,
      Key: marshallKey(standingKey(learnerId, domain)),
      UpdateExpression:
        `SET ${set}, updatedAt = :now ADD points :gain, questionsRight :right, ` +
        'lessonsRead :lessons, drillsSolved :drills, questionsAnswered :questions',
      ConditionExpression: condition,
      ExpressionAttributeValues: {
        ':now': { S: new Date().toISOString() },
        ...numbers({
          ':gain': gain,
          ':right': count(({ questionsRight }) => questionsRight === 1),
          ':lessons': count(({ counter }) => counter === 'lessonsRead'),
          ':drills': count(({ counter }) => counter === 'drillsSolved'),
          ':questions': count(({ counter }) => counter === 'questionsAnswered'),
          ...values,
        }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  });

  // `toNext` counts down to the next milestone, so that the database itself tells an everyday write from one that
  // reaches a milestone, and nothing is read first. Writes to one standing do wait for each other: DynamoDB refuses a
  // transaction on an item that another holds.
  const standing = seen ?? { toNext: POINTS_PER_LEVEL, milestones: 0, exists: false };
  if (standing.toNext > gain) {
    const everyday = 'attribute_not_exists(toNext) OR toNext > :gain';
    return [raise('toNext = if_not_exists(toNext, :full) - :gain', everyday, { ':full': POINTS_PER_LEVEL })];
  }
  // Another write in between may move the count, as long as it stays with the same number of milestones.
  const levels = Math.floor((gain - standing.toNext) / POINTS_PER_LEVEL) + 1;
  const level = standing.milestones + levels;
  const values = { ':refill': levels * POINTS_PER_LEVEL - gain, ':level': level };
  const bounds = {
    ':least': gain - levels * POINTS_PER_LEVEL + 1,
    ':most': gain - (levels - 1) * POINTS_PER_LEVEL,
  };
  const between = 'toNext BETWEEN :least AND :most';
  const set = 'toNext = toNext + :refill, milestones = :level';
  const reaching = !standing.exists
    ? raise('toNext = :full + :refill, milestones = :level', 'attribute_not_exists(toNext)', {
        ...values,
        ':full': POINTS_PER_LEVEL,
      })
    : standing.milestones === 0
      ? raise(set, `${between} AND attribute_not_exists(milestones)`, { ...values, ...bounds })
      : raise(set, `${between} AND milestones = :before`, { ...values, ...bounds, ':before': standing.milestones });
  const sums = gains.map((_, index) => gains.slice(0, index + 1).reduce((sum, { points }) => sum + points, 0));
  const reachedBy = (nth: number) =>
    events[sums.findIndex((sum) => sum >= standing.toNext + (nth - 1) * POINTS_PER_LEVEL)] as Arrival;
  const milestones = Array.from({ length: levels }, (_, index) =>
    milestonePut(tables.milestones, reachedBy(index + 1), standing.milestones + index + 1),
  );
  return [reaching, ...milestones];
}

/** The milestone is the transaction's outbox: its table's stream tells the rest of the system, and never half. */
const milestonePut = (table: string, { learnerId, task, eventId }: Activity, level: number): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      ...marshallKey(milestoneKey(learnerId, domainOf(task), level)),
      learnerId: { S: learnerId },
      domain: { S: domainOf(task) },
      level: { N: String(level) },
      eventId: { S: eventId },
      reachedAt: { S: new Date().toISOString() },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
