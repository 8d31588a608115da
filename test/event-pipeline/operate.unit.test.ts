/** What a person on call does, at an SQS that refuses what AWS refuses. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Deployed } from '../../lib/lab/lab.ts';
import { batchesOf, redrive, replay } from '../../lib/projects/event-pipeline/operate.ts';

const MIB = 1_048_576;
const deployed = {
  target: { clientConfig: { region: 'us-east-1' } },
  outputs: { ActivityQueueUrl: 'queue', ActivityDeadLetterQueueUrl: 'dead' },
} as unknown as Deployed;

afterEach(() => vi.restoreAllMocks());

/** A dead-letter queue with these bodies; `accepts` says of each body what the queue does with it. */
function queues(bodies: readonly string[], accepts: (body: string) => boolean = () => true) {
  const waiting = bodies.map((Body, index) => ({ Body, MessageId: `m-${index}`, ReceiptHandle: `r-${index}` }));
  const seen = { sent: [] as string[], deleted: [] as string[], visibleAgain: [] as string[] };
  vi.spyOn(SQSClient.prototype, 'send').mockImplementation((async (command: { input: Record<string, never> }) => {
    const { Entries, MaxNumberOfMessages } = command.input as {
      Entries?: { Id: string; MessageBody?: string; ReceiptHandle: string; VisibilityTimeout?: number }[];
      MaxNumberOfMessages?: number;
    };
    if (MaxNumberOfMessages) {
      const Messages = waiting.splice(0, MaxNumberOfMessages);
      return { Messages: Messages.map((message) => ({ ...message, Attributes: { SentTimestamp: '1' } })) };
    }
    if (!Entries?.length) throw new Error('EmptyBatchRequest');
    if (Entries.length > 10) throw new Error('TooManyEntriesInBatchRequest');
    if (Entries[0]?.MessageBody !== undefined) {
      if (Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0) > MIB) {
        throw new Error('BatchRequestTooLong');
      }
      const taken = Entries.filter(({ MessageBody = '' }) => accepts(MessageBody));
      seen.sent.push(...taken.map(({ MessageBody = '' }) => MessageBody));
      return { Successful: taken.map(({ Id }) => ({ Id })), Failed: [] };
    }
    const handles = Entries.map(({ ReceiptHandle }) => ReceiptHandle);
    (Entries[0]?.VisibilityTimeout === 0 ? seen.visibleAgain : seen.deleted).push(...handles);
    return {};
  }) as never);
  return seen;
}

describe('redrive', () => {
  it('moves messages that together are larger than a batch may be', async () => {
    const bodies = ['a'.repeat(700_000), 'b'.repeat(700_000), 'c', 'd'.repeat(MIB)];
    const seen = queues(bodies);
    expect(await redrive(deployed, 'activity')).toBe(4);
    expect(seen.sent).toEqual(bodies);
    expect(seen.deleted).toHaveLength(4);
  });

  it('gives back at once what the queue did not accept, and deletes only what it did', async () => {
    const seen = queues(['good', 'refused', 'good'], (body) => body === 'good');
    expect(await redrive(deployed, 'activity')).toBe(2);
    expect(seen).toMatchObject({ deleted: ['r-0', 'r-2'], visibleAgain: ['r-1'] });
  });

  it('gives back at once what was received when sending fails', async () => {
    const seen = queues(['one', 'two'], () => {
      throw new Error('ServiceUnavailable');
    });
    await expect(redrive(deployed, 'activity')).rejects.toThrow('ServiceUnavailable');
    expect(seen).toMatchObject({ deleted: [], visibleAgain: ['r-0', 'r-1'] });
  });

  it('moves only what was parked for the reason that is asked for', async () => {
    const seen = queues(['one']);
    expect(await redrive(deployed, 'activity', 'FutureVersion')).toBe(0);
    expect(seen).toMatchObject({ sent: [], visibleAgain: ['r-0'] });
  });

  it('ends, although what it moves is parked again at once', async () => {
    const seen = queues([]);
    let rounds = 0;
    const again = { Body: 'again', MessageId: 'm', ReceiptHandle: 'r' };
    const send = vi.mocked(SQSClient.prototype.send).getMockImplementation() as (command: unknown) => Promise<unknown>;
    vi.mocked(SQSClient.prototype.send).mockImplementation((async (command: {
      input: { MaxNumberOfMessages?: number };
    }) => {
      if (!command.input.MaxNumberOfMessages) return send(command);
      rounds++;
      if (rounds > 3) return {};
      return { Messages: [{ ...again, Attributes: { SentTimestamp: String(rounds === 1 ? 1 : Date.now() + 1_000) } }] };
    }) as never);
    expect(await redrive(deployed, 'activity')).toBe(1);
    expect(seen.sent).toEqual(['again']);
  });
});

describe('batches', () => {
  it('hold ten messages at most, in their order', () => {
    const messages = Array.from({ length: 23 }, (_, index) => ({ Body: String(index) }));
    expect(batchesOf(messages).map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(batchesOf(messages).flat()).toEqual(messages);
    expect(batchesOf([])).toEqual([]);
  });
});

describe('replay', () => {
  /** A bus with an archive, and with these rules that lead to the queue; says by which rules something was replayed. */
  function busWith(...rules: string[]) {
    const started: { readonly Destination?: { readonly FilterArns?: readonly string[] } }[] = [];
    const answers: Readonly<Record<string, (input: Record<string, string>) => object>> = {
      ListArchivesCommand: () => ({ Archives: [{ ArchiveName: 'archive' }] }),
      DescribeArchiveCommand: () => ({ ArchiveArn: 'archive-arn' }),
      ListRuleNamesByTargetCommand: ({ TargetArn }) => ({ RuleNames: TargetArn === 'queue-arn' ? rules : [] }),
      DescribeRuleCommand: ({ Name }) => ({ Arn: `rule/${Name}` }),
      StartReplayCommand: (input) => ({ started: started.push(input as never) }),
      DescribeReplayCommand: () => ({ State: 'COMPLETED' }),
    };
    vi.spyOn(EventBridgeClient.prototype, 'send').mockImplementation((async (command: {
      input: Record<string, string>;
    }) => answers[command.constructor.name]?.(command.input)) as never);
    vi.spyOn(SQSClient.prototype, 'send').mockImplementation((async () => ({
      Attributes: { QueueArn: 'queue-arn' },
    })) as never);
    return started;
  }
  const again = () => replay(deployed, new Date(0), new Date(1));

  it('goes through whatever rules lead to the queue, by any name', async () => {
    const started = busWith('made-again', 'another');
    expect(await again()).toEqual({ archive: 'archive' });
    expect(started).toMatchObject([{ Destination: { FilterArns: ['rule/made-again', 'rule/another'] } }]);
  });

  it('refuses where no rule leads there, and replays nothing', async () => {
    const started = busWith();
    await expect(again()).rejects.toMatchObject({ code: 'NoRule' });
    expect(started).toEqual([]);
  });
});
