/** The effect on a standing, against a plain sum: whatever comes together, and who writes in between. */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BUS_KINDS, parseEvent } from '../../../lambda/event-pipeline/activity/activity.ts';
import { type Arrival, applyTogether } from '../../../lambda/event-pipeline/worker/apply.ts';
import { ATTEMPTS } from '../../../lambda/event-pipeline/worker/transaction.ts';
import { TableInMemory } from './table-in-memory.ts';
import { standing, tables } from './worker-fixtures.ts';

const common = { schemaVersion: 1, learnerId: 'ada', at: '2026-11-23T10:00:00Z' };
const task = 'SAA-C03/2.1';
/** What an event of each kind says, and what it adds by the README's table. */
const KINDS = [
  { kind: 'LessonRead', says: { lessonId: 'queues' }, adds: { points: 5, lessonsRead: 1 } },
  { kind: 'DrillSolved', says: { drillId: 'a/b', hintsUsed: 0 }, adds: { points: 20, drillsSolved: 1 } },
  { kind: 'DrillSolved', says: { drillId: 'a/b', hintsUsed: 2 }, adds: { points: 10, drillsSolved: 1 } },
  {
    kind: 'QuizAnswered',
    says: { questionId: 'q-1', correct: true },
    adds: { points: 10, questionsAnswered: 1, questionsRight: 1 },
  },
  { kind: 'QuizAnswered', says: { questionId: 'q-1', correct: false }, adds: { points: 0, questionsAnswered: 1 } },
] as const;
type Sort = 0 | 1 | 2 | 3 | 4;
const DRILL: Sort = 1;

let made = 0;
const event = (sort: Sort): Arrival & { readonly sort: Sort } => {
  const { kind, says } = KINDS[sort];
  const eventId = `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`;
  return { ...(parseEvent(kind, { ...common, task, eventId, ...says }, BUS_KINDS) as Arrival), sort };
};

/** What is in the table after these, in this order. */
function expected(events: readonly ReturnType<typeof event>[]) {
  const sums = { points: 0, lessonsRead: 0, drillsSolved: 0, questionsAnswered: 0, questionsRight: 0 };
  const milestones: { level: string; eventId: string }[] = [];
  for (const { sort, eventId } of events) {
    const before = Math.floor(sums.points / 100);
    for (const [name, more] of Object.entries(KINDS[sort].adds)) sums[name as keyof typeof sums] += more;
    const level = Math.floor(sums.points / 100);
    if (level > before) milestones.push({ level: String(level), eventId });
  }
  return {
    standing: {
      ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, String(sum)])),
      toNext: String(100 - (sums.points % 100)),
      ...(milestones.length > 0 && { milestones: String(milestones.length) }),
    },
    milestones,
  };
}

const milestonesIn = (table: TableInMemory) =>
  [...table.items.keys()]
    .filter((key) => key.includes('MILESTONE#'))
    .map((key) => table.read(...(key.split(' ') as [string, string])));
const A_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
const apply = (table: TableInMemory, events: readonly Arrival[]) => applyTogether(table.client, tables, events);
const anEvent = fc.constantFrom<Sort>(0, 1, 2, 3, 4);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('events of one standing', () => {
  it('add up to what they are worth, in whatever batches they come, with a milestone for each full hundred', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anEvent, { minLength: 1, maxLength: 20 }), { maxLength: 6 }),
        async (sorts) => {
          const table = new TableInMemory();
          const batches = sorts.map((batch) => batch.map(event));
          for (const batch of batches)
            expect([...(await apply(table, batch)).values()]).toEqual(batch.map(() => 'applied'));
          const all = batches.flat();
          const wanted = expected(all);
          if (all.length > 0)
            expect(standing(table)).toEqual({
              ...wanted.standing,
              pk: 'LEARNER#ada',
              sk: 'STANDING#SAA-C03/2',
              updatedAt: A_TIME,
            });
          expect(milestonesIn(table)).toEqual(
            wanted.milestones.map(({ level, eventId }) => ({
              pk: 'LEARNER#ada',
              sk: `MILESTONE#SAA-C03/2#${level}`,
              learnerId: 'ada',
              domain: 'SAA-C03/2',
              level,
              eventId,
              reachedAt: A_TIME,
            })),
          );
          for (const { eventId } of all)
            expect(table.read(`EVENT#${eventId}`, 'APPLIED')).toMatchObject({ domain: 'SAA-C03/2' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('count once, and only what is new of a batch that partly came before', async () => {
    const table = new TableInMemory();
    const [first, second, third] = [event(DRILL), event(0), event(3)];
    await apply(table, [first, second]);
    expect(Object.fromEntries(await apply(table, [second, third, first]))).toEqual({
      [first.eventId]: 'duplicate',
      [second.eventId]: 'duplicate',
      [third.eventId]: 'applied',
    });
    expect(standing(table)).toMatchObject(expected([first, second, third]).standing);
    expect(Object.fromEntries(await apply(table, [first]))).toEqual({ [first.eventId]: 'duplicate' });
  });

  it('add up just the same when another worker writes between the refusal and the next try', async () => {
    await fc.assert(
      fc.asyncProperty(
        ...([fc.nat(12), fc.nat(8), fc.integer({ min: 1, max: 12 })] as const),
        fc.array(anEvent, { maxLength: 3 }),
        async (before, between, together, more) => {
          const table = new TableInMemory();
          const drills = (count: number) => Array.from({ length: count }, () => event(DRILL));
          const [first, other, ours] = [drills(before), [...drills(between), ...more.map(event)], drills(together)];
          if (first.length > 0) await apply(table, first);
          let interrupted = false;
          const send = async (...input: Parameters<typeof table.client.send>) => {
            try {
              return await table.client.send(...input);
            } catch (error) {
              if (!interrupted && other.length > 0) await apply(table, other);
              interrupted = true;
              throw error;
            }
          };
          await applyTogether({ send } as unknown as typeof table.client, tables, ours);
          const all = [...first, ...(interrupted ? other : []), ...ours];
          const wanted = expected(all);
          expect(standing(table)).toMatchObject(wanted.standing);
          expect(milestonesIn(table).map((one) => one?.level)).toEqual(wanted.milestones.map(({ level }) => level));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a transaction that is refused', () => {
  const refusing = (codes: readonly string[]) => {
    const send = vi.fn(async (_: { input: { TransactItems: unknown[] } }) => {
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
    });
    return { send, client: { send } as unknown as TableInMemory['client'] };
  };

  it('because others hold the item is tried again after a pause, so often and no more', async () => {
    const dice = vi.spyOn(Math, 'random').mockReturnValue(0);
    const { send, client } = refusing(['TransactionConflict', 'None']);
    await expect(applyTogether(client, tables, [event(DRILL)])).rejects.toThrow('Transaction cancelled');
    expect(send).toHaveBeenCalledTimes(ATTEMPTS);
    expect(dice).toHaveBeenCalledTimes(ATTEMPTS - 1);
  });

  it('because the standing differs is tried again at once, since what was just seen is fresh', async () => {
    const dice = vi.spyOn(Math, 'random').mockReturnValue(0);
    const { client } = refusing(['ConditionalCheckFailed', 'None']);
    await expect(applyTogether(client, tables, [event(DRILL)])).rejects.toThrow('Transaction cancelled');
    expect(dice).not.toHaveBeenCalled();
  });

  it('because all of it was applied before is not tried again, and not an error', async () => {
    const dice = vi.spyOn(Math, 'random').mockReturnValue(0);
    const { send, client } = refusing(['None', 'ConditionalCheckFailed']);
    const one = event(DRILL);
    expect(Object.fromEntries(await applyTogether(client, tables, [one]))).toEqual({ [one.eventId]: 'duplicate' });
    expect(send).toHaveBeenCalledTimes(1);
    expect(dice).not.toHaveBeenCalled();
  });
});
