/** The workers without the emulator: what AWS refuses, holds back or never answers, and what becomes of each event. */
import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseEvent } from '../../lambda/event-pipeline/activity.ts';
import { activityWorker } from '../../lambda/event-pipeline/apply-activity.ts';
import { moveCard } from '../../lambda/event-pipeline/move-card.ts';
import { logger } from '../../lambda/event-pipeline/observe.ts';
import { TableInMemory } from './table-in-memory.ts';

const context = (milliseconds = 10_000) => ({ getRemainingTimeInMillis: () => milliseconds }) as Context;
const tables = { standings: 'standings', milestones: 'milestones' };
const standing = (table: TableInMemory, learner = 'ada') => table.read(`LEARNER#${learner}`, 'STANDING#SAA-C03/2');

interface Sent {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, { StringValue: string }>;
  readonly MessageGroupId?: string;
}

/** The dead-letter queue; refuses what `refuse` says. */
function deadLetters(refuse?: () => Error | undefined) {
  const sent: Sent[] = [];
  const send = async ({ input }: { input: Sent }) => {
    const error = refuse?.();
    if (error) throw error;
    sent.push(input);
  };
  return { sent, sqs: { send } as unknown as SQSClient };
}

const drill = (change: object = {}) => ({
  schemaVersion: 1,
  eventId: randomUUID(),
  learnerId: 'ada',
  task: 'SAA-C03/2.1',
  drillId: 'event-pipeline/sample',
  hintsUsed: 0,
  at: '2026-11-23T10:00:00Z',
  ...change,
});
let made = 0;
const record = (body: unknown, deliveries = 1, group?: string): SQSRecord =>
  ({
    messageId: `message-${made++}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(deliveries), ...(group && { MessageGroupId: group }) },
  }) as unknown as SQSRecord;
const solved = (change: object = {}, deliveries = 1) =>
  record({ 'detail-type': 'DrillSolved', detail: drill(change) }, deliveries);

const workerOn = (table: TableInMemory, sqs = deadLetters().sqs) =>
  activityWorker({ dynamodb: table.client, sqs, tables, deadLetterQueueUrl: 'dead-letters' });

// The metrics' lines would fill the report.
vi.hoisted(() => {
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
});

beforeEach(() => {
  vi.spyOn(logger, 'warn').mockReturnValue();
  vi.spyOn(logger, 'error').mockReturnValue();
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

  it('is one transaction a batch', async () => {
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

  it('gives the same standing and milestones in any order, batching and repetition', async () => {
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

describe('a batch', () => {
  it('keeps what is good when a request is never answered', { timeout: 20_000 }, async () => {
    const table = new TableInMemory();
    const answering = table.client.send as (command: unknown) => Promise<unknown>;
    const silent = {
      send: (command: { input: unknown }, { abortSignal }: { abortSignal: AbortSignal }) =>
        JSON.stringify(command.input).includes('LEARNER#silent')
          ? new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(new Error('aborted'))))
          : answering(command),
    } as unknown as TableInMemory['client'];
    const handler = activityWorker({ dynamodb: silent, sqs: deadLetters().sqs, tables, deadLetterQueueUrl: 'q' });
    const stuck = solved({ learnerId: 'silent' });
    expect(await handler({ Records: [solved(), stuck, solved({ learnerId: 'bob' })] }, context(600))).toEqual({
      batchItemFailures: [{ itemIdentifier: stuck.messageId }],
    });
    expect([standing(table)?.points, standing(table, 'bob')?.points]).toEqual(['20', '20']);
  });

  it('writes alone what failed twice, so that one event cannot hold back the others of its learner', async () => {
    const table = new TableInMemory();
    const bad = drill();
    const answering = table.client.send as (command: unknown) => Promise<unknown>;
    const refusing = {
      send: async (command: { input: unknown }) => {
        if (JSON.stringify(command.input).includes(bad.eventId)) throw new Error('InternalServerError');
        return answering(command);
      },
    } as unknown as TableInMemory['client'];
    const handler = activityWorker({ dynamodb: refusing, sqs: deadLetters().sqs, tables, deadLetterQueueUrl: 'q' });
    const worse = record({ 'detail-type': 'DrillSolved', detail: bad }, 3);
    const { batchItemFailures } = await handler({ Records: [solved({}, 3), worse, solved({}, 3)] }, context());
    expect(batchItemFailures).toEqual([{ itemIdentifier: worse.messageId }]);
    expect(standing(table)?.points).toBe('40');
  });

  it('refuses what can never succeed by parking it, and says so when even that is refused', async () => {
    const queue = deadLetters();
    const handler = workerOn(new TableInMemory(), queue.sqs);
    expect(await handler({ Records: [solved({ at: '2062-01-01T00:00:00Z' }), record('{')] }, context())).toEqual({
      batchItemFailures: [],
    });
    expect(queue.sent.map(({ MessageAttributes }) => MessageAttributes.reason?.StringValue)).toEqual([
      'ClockAhead',
      'NotJson',
    ]);

    const refused = record('{');
    const refusing = workerOn(new TableInMemory(), deadLetters(() => new Error('AccessDenied')).sqs);
    expect(await refusing({ Records: [refused] }, context())).toEqual({
      batchItemFailures: [{ itemIdentifier: refused.messageId }],
    });
    expect(logger.error).toHaveBeenCalledWith(
      'not parked',
      expect.objectContaining({ messageId: refused.messageId, reason: 'NotJson', error: new Error('AccessDenied') }),
    );
  });
});

describe('a parked message', () => {
  const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u;

  it('has only characters that SQS takes, and a size within its limit, whatever came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
        async (text) => {
          const queue = deadLetters();
          await workerOn(new TableInMemory(), queue.sqs)(
            { Records: [solved({ [text]: 1 }), record(`${text}{`)] },
            context(),
          );
          for (const { MessageBody, MessageAttributes } of queue.sent) {
            expect(MessageBody).toMatch(ALLOWED);
            for (const { StringValue } of Object.values(MessageAttributes)) expect(StringValue).toMatch(ALLOWED);
          }
        },
      ),
    );
  });

  it('leaves room for its attributes when its body is as large as a message may be', async () => {
    const queue = deadLetters();
    await workerOn(new TableInMemory(), queue.sqs)({ Records: [record('é'.repeat(524_288))] }, context());
    const [{ MessageBody = '', MessageAttributes = {} } = {}] = queue.sent;
    const attributes = Object.entries(MessageAttributes).map(([name, value]) => name + value.StringValue + 'String');
    expect(Buffer.byteLength(MessageBody + attributes.join(''))).toBeLessThanOrEqual(1_048_576);
    expect(MessageAttributes.reason?.StringValue).toBe('TooLarge');
  });

  it('means the same JSON afterwards', async () => {
    const queue = deadLetters();
    const body = `{"detail-type":"Half","detail":{"half":"a\ud800b"}}`;
    await workerOn(new TableInMemory(), queue.sqs)({ Records: [record(body)] }, context());
    expect(JSON.parse(queue.sent[0]?.MessageBody ?? '')).toEqual(JSON.parse(body));
  });

  it('gets its own group in a FIFO queue, so that none hides behind another', async () => {
    const queue = deadLetters();
    const records = [record('{', 1, 'ada/c1'), record('{', 1, 'ada/c1')];
    await workerOn(new TableInMemory(), queue.sqs)({ Records: records }, context());
    expect(queue.sent.map(({ MessageGroupId }) => MessageGroupId)).toEqual(records.map(({ messageId }) => messageId));
  });
});

describe('a card', () => {
  const answer = (at: string) => {
    const detail = { schemaVersion: 1, eventId: randomUUID(), learnerId: 'ada', cardId: 'c1', correct: true, at };
    return parseEvent('CardReviewed', detail, ['CardReviewed']);
  };
  const lastReviewedAt = (table: TableInMemory, at: string) =>
    table.items.set('LEARNER#ada CARD#c1', {
      pk: { S: 'LEARNER#ada' },
      sk: { S: 'CARD#c1' },
      box: { N: '2' },
      reviews: { N: '1' },
      lastReviewedAt: { S: at },
    });

  it.each([
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.500Z', 'applied'],
    ['2026-11-23T10:00:00.500Z', '2026-11-23T10:00:00Z', 'late'],
    ['2026-11-23T10:00:00.5Z', '2026-11-23T10:00:00.500Z', 'applied'],
    ['2026-11-23T10:00:00Z', '2026-11-23T11:30:00+02:00', 'late'],
    ['2026-11-23T10:00Z', '2026-11-23t05:00:01-05:00', 'applied'],
    ['2062-01-01T00:00:00Z', '2026-11-23T10:00:00Z', 'applied'],
  ])('that was last answered at %s takes one of %s as %s', async (before, at, outcome) => {
    const table = new TableInMemory();
    lastReviewedAt(table, before);
    expect(await moveCard(table.client, 'standings', answer(at))).toBe(outcome);
    expect(table.read('LEARNER#ada', 'CARD#c1')?.reviews).toBe(outcome === 'applied' ? '2' : '1');
  });

  it('moves once for one answer, whoever delivers it at the same moment', async () => {
    const table = new TableInMemory();
    table.holds = 10;
    const review = answer('2026-11-23T10:00:00Z');
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => moveCard(table.client, 'standings', review)));
    expect(outcomes.toSorted()).toEqual(['applied', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    expect(table.read('LEARNER#ada', 'CARD#c1')).toMatchObject({ box: '2', reviews: '1' });
  });
});
