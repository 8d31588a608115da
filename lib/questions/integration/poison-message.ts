/** A queue second by second, against arithmetic. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Queue } from '../../../lambda/shared/questions/integration/poison-message.ts';
import type { Proof } from '../proof.ts';

/** Lets the clock run. `limit` is the redrive policy's count, or none. */
function live({ visibility, retention }: Queue, limit?: number) {
  let receives = 0;
  let hiddenUntil = 0;
  for (let now = 0; now < retention * 10; now++) {
    if (limit === undefined && now > retention) return { receives, end: now, moved: false };
    if (now < hiddenUntil) continue;
    if (limit !== undefined && receives >= limit) return { receives, end: now, moved: true };
    receives++;
    hiddenUntil = now + visibility;
  }
  return { receives, end: retention * 10, moved: false };
}

export const poisonMessageProof: Proof<Queue, Amount> = {
  holds(queue, { amount }) {
    const { asks, maxReceiveCount, fails } = queue;
    if (asks === 'seconds until moved') return live(queue, maxReceiveCount).end === amount;
    if (asks === 'attempts') return live(queue, maxReceiveCount).receives === amount;
    if (asks === 'attempts before retention ends') return live(queue).receives === amount;
    // "at least six times the timeout that you configure on your function"
    return amount / (fails * 10) === 6;
  },
  second({ asks, visibility, fails, maxReceiveCount, retention }, { amount }) {
    if (asks === 'seconds until moved') return amount === visibility * maxReceiveCount;
    if (asks === 'attempts') return amount === maxReceiveCount;
    if (asks === 'attempts before retention ends') return amount === 1 + Math.floor(retention / visibility);
    return amount === fails * 60;
  },
  explain(queue) {
    const withLimit = queue.asks === 'attempts before retention ends' ? undefined : queue.maxReceiveCount;
    if (queue.asks === 'least timeout of visibility')
      return [`six times ${queue.fails * 10} s are ${queue.fails * 60} s`];
    const { receives, end, moved } = live(queue, withLimit);
    return [`second by second: ${receives} receives, then ${moved ? 'moved' : 'deleted'} at ${end} s`];
  },
  vectors: [
    {
      source:
        'Amazon SQS Developer Guide, "Using dead-letter queues": with maxReceiveCount 5 and five receives it is moved',
      parameters: { asks: 'attempts', visibility: 30, fails: 1, maxReceiveCount: 5, retention: 345_600 },
      claim: { amount: 5 },
      holds: true,
    },
    {
      source:
        'AWS Lambda Developer Guide, "Configuring a queue to use with Lambda": six times the timeout of the function',
      parameters: {
        asks: 'least timeout of visibility',
        visibility: 30,
        fails: 3,
        maxReceiveCount: 5,
        retention: 1000,
      },
      claim: { amount: 180 },
      holds: true,
    },
  ],
};
