/** How a dead-letter queue is looked through on AWS: polls that ask some of the servers, messages that come back, and no end of them. */
import { expect, test } from 'vitest';
import { CouldNotLook } from '../../lib/lab/drills/drill.ts';
import { parkedIn, takeParked } from '../../lib/projects/event-pipeline/health/parked.ts';

interface Receive {
  readonly MaxNumberOfMessages: number;
  readonly WaitTimeSeconds?: number;
}

/** A queue with so many messages; the n-th has the body `<n>`. */
function labWith(count: number, { comesBackAfter = Number.POSITIVE_INFINITY } = {}) {
  let visible = Array.from({ length: count }, (_, nth) => nth);
  let receives = 0;
  let longPolls = 0;
  const hidden: number[] = [];
  const sqs = {
    async receiveMessage({ MaxNumberOfMessages, WaitTimeSeconds = 0 }: Receive) {
      receives += 1;
      // The servers that a short poll asks hold nothing; a long one asks them all.
      if (WaitTimeSeconds === 0) return {};
      longPolls += 1;
      if (receives > comesBackAfter) visible.push(...hidden.splice(0));
      const given = visible.slice(0, MaxNumberOfMessages);
      visible = visible.slice(MaxNumberOfMessages);
      hidden.push(...given);
      return { Messages: given.map((nth) => ({ Body: `<${nth}>`, MessageId: `${nth}`, ReceiptHandle: `${nth}` })) };
    },
    getQueueAttributes: async () => ({ Attributes: { ApproximateNumberOfMessages: `${visible.length}` } }),
    async deleteMessage({ ReceiptHandle }: { ReceiptHandle: string }) {
      hidden.splice(hidden.indexOf(Number(ReceiptHandle)), 1);
    },
    async changeMessageVisibilityBatch({ Entries }: { Entries: { ReceiptHandle: string }[] }) {
      for (const { ReceiptHandle } of Entries) hidden.splice(hidden.indexOf(Number(ReceiptHandle)), 1);
      visible.push(...Entries.map(({ ReceiptHandle }) => Number(ReceiptHandle)));
    },
  };
  const lab = { aws: { sqs }, outputs: { ActivityDeadLetterQueueUrl: 'dead' } } as unknown as Parameters<
    typeof takeParked
  >[0];
  return { lab, visible: () => visible.length, hidden: () => hidden.length, longPolls: () => longPolls };
}

test('a queue that counts nothing is not polled for a second', async () => {
  const { lab, longPolls } = labWith(0);
  expect(await parkedIn(lab, 'dead')).toEqual([]);
  expect(longPolls()).toBe(0);
});

test('a message that a short poll does not see is found, and taken off', async () => {
  const { lab, visible, hidden } = labWith(25);
  expect((await takeParked(lab, '<24>'))?.Body).toBe('<24>');
  expect([visible(), hidden()]).toEqual([24, 0]);
});

test('what comes back while it is looked at ends the look, and counts once', async () => {
  const { lab } = labWith(25, { comesBackAfter: 3 });
  expect(await parkedIn(lab, 'dead')).toHaveLength(25);
});

test('more than anybody looks through is no finding, and all of it is given back', async () => {
  const { lab, visible, hidden } = labWith(2_500);
  await expect(takeParked(lab, '<none>')).rejects.toThrow(CouldNotLook);
  expect([visible(), hidden()]).toEqual([2_500, 0]);
});
