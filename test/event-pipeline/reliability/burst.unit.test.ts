/** Many events of one learner, in any order and repeated, while DynamoDB holds items as it does on AWS. */
import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../lambda/event-pipeline/observe.ts';
import { TableInMemory } from '../worker/table-in-memory.ts';
import { context, drill, record, solved, standing, workerOn } from '../worker/worker-fixtures.ts';

// The metrics' lines would fill the report.
vi.hoisted(() => {
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
});

/** Works messages off as the mapping does: so many workers, tens, and five deliveries before a message is parked. */
async function workOff(table: TableInMemory, messages: readonly SQSRecord[], workers: number) {
  const queue = messages.map((message) => ({ message, deliveries: 0 }));
  const parked: SQSRecord[] = [];
  const handler = workerOn(table);
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (let batch = queue.splice(0, 10); batch.length > 0; batch = queue.splice(0, 10)) {
        for (const entry of batch) entry.deliveries++;
        const Records = batch.map(({ message, deliveries }) => ({
          ...message,
          attributes: { ...message.attributes, ApproximateReceiveCount: String(deliveries) },
        }));
        const { batchItemFailures } = await handler({ Records }, context());
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const entry of batch.filter(({ message }) => failed.has(message.messageId))) {
          if (entry.deliveries >= 5) parked.push(entry.message);
          else queue.push(entry);
        }
      }
    }),
  );
  return parked;
}

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
});

describe("a learner's burst", () => {
  it('loses, doubles and parks nothing: 500 events, ten workers, items held for 20 ms', {
    timeout: 120_000,
  }, async () => {
    const table = new TableInMemory();
    table.holds = 20;
    const parked = await workOff(
      table,
      Array.from({ length: 500 }, () => solved()),
      10,
    );
    expect(parked).toEqual([]);
    expect(table.conflicts).toBeGreaterThan(0);
    expect(standing(table)).toMatchObject({ points: '10000', drillsSolved: '500', milestones: '100', toNext: '100' });
    for (let level = 1; level <= 100; level++) {
      expect(table.read('LEARNER#ada', `MILESTONE#SAA-C03/2#${level}`), String(level)).toBeDefined();
    }
  });

  it('is one transaction per batch', async () => {
    const table = new TableInMemory();
    await workerOn(table)({ Records: Array.from({ length: 10 }, () => solved({ hintsUsed: 3 })) }, context());
    expect(table.transactions).toBe(1);
    expect(standing(table)).toMatchObject({ points: '50', drillsSolved: '10' });
  });

  it('stays within the limits of a transaction however large the batch is', async () => {
    const table = new TableInMemory();
    const upper = () => solved({ eventId: randomUUID().toUpperCase() });
    expect(await workerOn(table)({ Records: Array.from({ length: 300 }, upper) }, context())).toEqual({
      batchItemFailures: [],
    });
    expect(standing(table)).toMatchObject({ points: '6000', milestones: '60' });
  });

  it('gives the same standing and milestones in any order, batching and repetition', { timeout: 60_000 }, async () => {
    const hints = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        hints,
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 15 }),
        async (all, again, size) => {
          const table = new TableInMemory();
          const once = all.map((hintsUsed) => drill({ hintsUsed }));
          const sent = [...once, ...again.map((index) => once[index % once.length])];
          const handler = workerOn(table);
          for (let first = 0; first < sent.length; first += size) {
            const Records = sent
              .slice(first, first + size)
              .map((detail) => record({ 'detail-type': 'DrillSolved', detail }));
            expect(await handler({ Records }, context())).toEqual({ batchItemFailures: [] });
          }
          const points = all.reduce((sum, used) => sum + Math.max(5, 20 - 5 * used), 0);
          const levels = Math.floor(points / 100);
          expect(standing(table)).toMatchObject({
            points: String(points),
            drillsSolved: String(all.length),
            toNext: String(100 - (points % 100)),
            ...(levels > 0 && { milestones: String(levels) }),
          });
          const milestones = [...table.items.keys()].filter((key) => key.includes('MILESTONE#'));
          expect(milestones).toHaveLength(levels);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reaches a milestone with the event that fills exactly a hundred', async () => {
    const table = new TableInMemory();
    const last = drill();
    for (const detail of [drill(), drill(), drill(), drill(), last]) {
      await workerOn(table)({ Records: [record({ 'detail-type': 'DrillSolved', detail })] }, context());
    }
    expect(table.read('LEARNER#ada', 'MILESTONE#SAA-C03/2#1')).toMatchObject({ eventId: last.eventId, level: '1' });
  });
});

describe('an event that was seen before', () => {
  it.each([
    ['in another case', (id: string) => id.toUpperCase(), (id: string) => id],
    ['in the case it comes in now', (id: string) => id, (id: string) => id.toUpperCase()],
    ['before there was a normal form', (id: string) => id.toUpperCase(), (id: string) => id.toUpperCase()],
  ])('counts once when it was written %s', async (_, was, is) => {
    const table = new TableInMemory();
    const eventId = 'abcdef12-3456-4789-8abc-def012345678';
    const first = drill({ eventId: was(eventId) });
    if (was(eventId) === is(eventId)) {
      const pk = `EVENT#${is(eventId)}`;
      table.items.set(`${pk} APPLIED`, { pk: { S: pk }, sk: { S: 'APPLIED' } });
    } else await workerOn(table)({ Records: [record({ 'detail-type': 'DrillSolved', detail: first })] }, context());
    const points = standing(table)?.points;
    await workerOn(table)({ Records: [solved({ eventId: is(eventId) })] }, context());
    expect(standing(table)?.points).toBe(points);
  });
});
