/** Sends the events to a FIFO queue on the emulator, receives one, and then whatever else can be received. */
import { randomUUID } from 'node:crypto';
import type { Change, Sent } from '../../../lambda/shared/questions/integration/fifo-groups.ts';
import type { RunProof } from '../run.ts';
import { runCode } from '../run-code.ts';

/** `a1paid2`: customer, order, status, number of the event. */
const changes = (...rows: [string, string, string, string][]): Sent => ({
  changes: rows.map(([customer, order, status, event]): Change => ({ customer, order, status, event })),
});

export const fifoGroupsProof: RunProof<Sent> = {
  standsOn: ['lib/questions/integration/fifo-groups.ts', 'lib/questions/run-code.ts'],
  async perform({ changes: sent }, code, { sqs }) {
    const { QueueUrl } = await sqs.createQueue({
      QueueName: `certlab-question-${randomUUID().slice(0, 8)}.fifo`,
      Attributes: { FifoQueue: 'true', VisibilityTimeout: '60' },
    });
    try {
      for (const e of sent) {
        const ids = (await runCode(`return ${code};`, { e, randomUUID })) as Record<string, string>;
        await sqs.sendMessage({ QueueUrl, MessageBody: JSON.stringify(e), ...ids });
      }
      const { Attributes } = await sqs.getQueueAttributes({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages'],
      });
      await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 1 });
      let free = 0;
      for (let got = 1; got > 0; free += got) {
        const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
        got = Messages.length;
      }
      return { kept: Number(Attributes?.ApproximateNumberOfMessages), free };
    } finally {
      await sqs.deleteQueue({ QueueUrl });
    }
  },
  vectors: [
    {
      source:
        'Amazon SQS Developer Guide, "Using the message deduplication ID": one that was sent within five minutes is accepted, not delivered',
      setting: changes(['a', '1', 'new', '1'], ['a', '1', 'new', '1'], ['b', '2', 'new', '2']),
      code: "{ MessageGroupId: 'all', MessageDeduplicationId: e.event }",
      leaves: { kept: 2, free: 0 },
    },
    {
      source:
        '"FIFO queue delivery logic": no more messages of a group are returned while one of it is in flight, others are',
      setting: changes(['a', '1', 'new', '1'], ['a', '2', 'new', '2'], ['b', '3', 'new', '3']),
      code: '{ MessageGroupId: e.customer, MessageDeduplicationId: e.event }',
      leaves: { kept: 3, free: 1 },
    },
  ],
};
