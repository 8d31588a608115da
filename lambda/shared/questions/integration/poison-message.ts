/** When a message that fails each time reaches the dead-letter queue, and how often it was tried. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Queue {
  readonly asks: 'seconds until moved' | 'attempts' | 'least timeout of visibility' | 'attempts before retention ends';
  /** Seconds: how long a received message is hidden, and how long the consumer takes before it fails. */
  readonly visibility: number;
  readonly fails: number;
  readonly maxReceiveCount: number;
  /** Seconds that the queue keeps a message. */
  readonly retention: number;
}

const CONSUMERS = ['A Lambda function', 'A container task', 'A worker on an instance', 'A consumer that polls'];

export const poisonMessage = defineFamily<Queue, Amount>({
  id: 'poison-message',
  kind: 'proven',
  tasks: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/1.2', 'DVA-C03/4.1'],
  level: 'apply',
  read: [
    { guide: 'Amazon SQS Developer Guide', page: 'Using dead-letter queues in Amazon SQS' },
    { guide: 'Amazon SQS Developer Guide', page: 'Amazon SQS visibility timeout' },
    { path: 'lib/projects/event-pipeline/README.md' },
  ],
  asOf: '2026-11-27',
  names: CONSUMERS,
  misconceptions: {
    'a-failure-gives-back-at-once': 'When a consumer fails, the message is there again at once.',
    'the-first-delivery-does-not-count': 'The first delivery is none of the receives that are counted.',
    'redrive-comes-one-receive-later': 'The message is handed out once more after the limit is reached.',
    'one-timeout-is-enough': 'The message is moved as soon as the visibility timeout ends once.',
    'the-dead-letter-queue-waits-for-retention': 'A message is moved when its retention ends.',
  },
  draw(random) {
    const asks = random.pick<Queue['asks']>([
      'seconds until moved',
      'attempts',
      'attempts before retention ends',
      'least timeout of visibility',
    ]);
    const visibility = random.pick([30, 45, 60, 90, 120, 180, 300]);
    return {
      asks,
      visibility,
      fails: random.pick([2, 3, 5, 6, 9, 12]),
      maxReceiveCount: random.pick([2, 3, 4, 5, 6, 8]),
      // A multiple and a bit, so that the last attempt is not on the edge.
      retention: visibility * random.whole(4, 12) + Math.floor(visibility / 2),
    };
  },
  write({ asks, visibility, fails, maxReceiveCount, retention }, random) {
    const consumer = random.pick(CONSUMERS);
    const scene = `${consumer} takes one message at a time from a standard queue, fails after ${fails} s on a certain message, each time, and reports nothing to the queue.`;
    const polls = 'The queue is empty otherwise and polled without a pause.';
    switch (asks) {
      case 'seconds until moved':
        return {
          stem: `${scene} The queue hides a received message for ${visibility} s and has a redrive policy with maxReceiveCount ${maxReceiveCount}. ${polls} About how many seconds after its first receive is the message moved to the dead-letter queue?`,
          decides: `hides a received message for ${visibility} s`,
          options: amounts(
            maxReceiveCount * visibility,
            `It is received ${maxReceiveCount} times, hidden for ${visibility} s each time, and moved when it would be received once more.`,
            [
              [
                maxReceiveCount * fails,
                'a-failure-gives-back-at-once',
                `A failure says nothing to the queue: the message stays hidden for ${visibility} s.`,
              ],
              [
                (maxReceiveCount - 1) * visibility,
                'the-first-delivery-does-not-count',
                'The first receive counts, and its time too.',
              ],
              [
                (maxReceiveCount + 1) * visibility,
                'redrive-comes-one-receive-later',
                `After ${maxReceiveCount} receives it is not handed out again.`,
              ],
              [visibility, 'one-timeout-is-enough', `One timeout is one of ${maxReceiveCount} receives.`],
              [
                retention,
                'the-dead-letter-queue-waits-for-retention',
                'What outlives its retention is deleted, not moved.',
              ],
            ],
            (amount) => `${amount} s`,
          ),
        };
      case 'attempts':
        return {
          stem: `${scene} The queue hides a received message for ${visibility} s, keeps messages for ${retention * 10} s and has a redrive policy with maxReceiveCount ${maxReceiveCount}. ${polls} How often is the message tried before it stands in the dead-letter queue?`,
          decides: `maxReceiveCount ${maxReceiveCount}`,
          options: amounts(maxReceiveCount, `Each receive counts, the first too: ${maxReceiveCount} attempts.`, [
            [
              maxReceiveCount - 1,
              'redrive-comes-one-receive-later',
              'It is moved after so many receives were reached, not before the last.',
            ],
            [maxReceiveCount + 1, 'the-first-delivery-does-not-count', 'The first receive counts like every other.'],
            [
              Math.floor((retention * 10) / visibility),
              'the-dead-letter-queue-waits-for-retention',
              'So many would fit into the retention; the limit of receives comes first.',
            ],
            [
              Math.max(1, Math.floor(visibility / fails)),
              'a-failure-gives-back-at-once',
              'So often it could fail within one timeout, during which it is hidden.',
            ],
            [2 * maxReceiveCount, 'one-timeout-is-enough', 'Nothing doubles the limit of receives.'],
          ]),
        };
      case 'attempts before retention ends':
        return {
          stem: `${scene} The queue hides a received message for ${visibility} s, keeps messages for ${retention} s and has no redrive policy. ${polls} The message is received at once when it is sent. How often is it tried?`,
          decides: 'has no redrive policy',
          options: amounts(
            Math.floor(retention / visibility) + 1,
            `At 0 s and every ${visibility} s after that until it is ${retention} s old, and then it is deleted.`,
            [
              [
                Math.floor(retention / visibility),
                'the-first-delivery-does-not-count',
                'The attempt at 0 s counts too.',
              ],
              [
                Math.floor(retention / fails),
                'a-failure-gives-back-at-once',
                `It is hidden for ${visibility} s after each attempt.`,
              ],
              [maxReceiveCount, 'redrive-comes-one-receive-later', 'Without a redrive policy nothing counts receives.'],
              [1, 'one-timeout-is-enough', 'After the timeout it is received again.'],
              [
                Math.floor(retention / visibility) + 2,
                'the-dead-letter-queue-waits-for-retention',
                'Its retention ends before that.',
              ],
            ],
          ),
        };
      case 'least timeout of visibility': {
        const timeout = fails * 10;
        return {
          stem: `A Lambda function has a timeout of ${timeout} s and takes messages from a queue that keeps them for ${retention * 10} s. An event source mapping polls, with batches of ${maxReceiveCount} and no batching window. Which visibility timeout does AWS recommend for the queue at least?`,
          decides: `timeout of ${timeout} s`,
          options: amounts(
            6 * timeout,
            `Six times the function's timeout, so that there is time to try again when the function is throttled.`,
            [
              [
                timeout,
                'one-timeout-is-enough',
                `With ${timeout} s a message shows up again while the retry of a throttled batch is still under way.`,
              ],
              [
                maxReceiveCount * timeout,
                'redrive-comes-one-receive-later',
                'The size of a batch does not count: the function has its timeout for the whole batch.',
              ],
              [
                2 * timeout,
                'a-failure-gives-back-at-once',
                'Twice leaves room for one attempt more; AWS says six times.',
              ],
              [
                retention * 10,
                'the-dead-letter-queue-waits-for-retention',
                'Hidden for as long as it is kept, a failed message would never be tried again.',
              ],
            ],
            (amount) => `${amount} s`,
          ),
        };
      }
    }
  },
});
