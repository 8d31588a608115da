/** A batch with a message that fails, is never answered, or can never succeed: what becomes of it and of the others. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../lambda/event-pipeline/observe.ts';
import { activityWorker } from '../../../lambda/event-pipeline/worker/apply-activity.ts';
import { cardWorker } from '../../../lambda/event-pipeline/worker/card-worker.ts';
import { TableInMemory } from './table-in-memory.ts';
import { context, deadLetters, drill, record, solved, standing, tables, workerOn } from './worker-fixtures.ts';

// The metrics' lines would fill the report.
vi.hoisted(() => {
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
});

beforeEach(() => {
  vi.spyOn(logger, 'warn').mockReturnValue();
  vi.spyOn(logger, 'error').mockReturnValue();
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

  it('of answers to cards, too, ends in time, and holds back only what comes after in the same group', async () => {
    const table = new TableInMemory();
    const answering = table.client.send as (command: unknown) => Promise<unknown>;
    const silent = {
      send: (command: { input: unknown }, { abortSignal }: { abortSignal: AbortSignal }) =>
        JSON.stringify(command.input).includes('CARD#silent')
          ? new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(new Error('aborted'))))
          : answering(command),
    } as unknown as TableInMemory['client'];
    const handler = cardWorker({
      dynamodb: silent,
      sqs: deadLetters().sqs,
      standings: tables.standings,
      deadLetterQueueUrl: 'q',
    });
    const answer = (cardId: string) => {
      const { task: _, drillId: __, hintsUsed: ___, ...common } = drill();
      return record({ ...common, cardId, correct: true }, 1, `ada/${cardId}`);
    };
    const [before, stuck, after] = [answer('c1'), answer('silent'), answer('silent')];
    expect(await handler({ Records: [before, stuck, after] }, context(400))).toEqual({
      batchItemFailures: [stuck, after].map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    expect(table.read('LEARNER#ada', 'CARD#c1')).toMatchObject({ box: '2', reviews: '1' });
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
    const attributes = Object.entries(MessageAttributes).map(([name, value]) => `${name}${value.StringValue}String`);
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
