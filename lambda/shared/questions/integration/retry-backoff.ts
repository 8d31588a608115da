/** Step Functions' Retry: how long a state waits, how often it tries, and which retrier takes an error. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

/** One retrier of a state that fails with `error`, `failures` times before it would succeed. */
export interface Retry {
  readonly asks: 'seconds waited' | 'attempts' | 'last wait';
  readonly error: 'States.Timeout' | 'Lambda.TooManyRequestsException' | 'OutOfStock';
  readonly errorEquals: readonly string[];
  readonly interval: number;
  readonly rate: number;
  readonly maxAttempts: number;
  /** Seconds that one wait takes at most; absent where nothing bounds it. */
  readonly maxDelay?: number;
  readonly failures: number;
}

const TASKS = ['ChargeCard', 'ReserveSeats', 'PrintLabel', 'SendInvoice', 'UpdateStock'];

export const retryBackoff = defineFamily<Retry, Amount>({
  id: 'retry-backoff',
  kind: 'proven',
  tasks: ['SAA-C03/2.1', 'DVA-C03/1.1'],
  level: 'apply',
  read: [
    { guide: 'AWS Step Functions Developer Guide', page: 'Handling errors in Step Functions workflows' },
    { path: 'lib/projects/event-pipeline/README.md' },
  ],
  asOf: '2026-11-27',
  names: TASKS,
  misconceptions: {
    'max-attempts-counts-the-first-try': 'MaxAttempts counts the first try as well.',
    'every-wait-is-the-same': 'A retrier waits the interval each time.',
    'the-rate-is-added': 'The backoff rate is added to the wait.',
    'the-first-wait-is-multiplied': 'The rate counts for the first wait already.',
    'states-all-is-only-for-states-errors': 'A retrier takes only the errors that it names.',
  },
  draw(random) {
    const error = random.pick<Retry['error']>(['States.Timeout', 'Lambda.TooManyRequestsException', 'OutOfStock']);
    const maxAttempts = random.pick([2, 3, 4, 5]);
    return {
      asks: random.pick(['seconds waited', 'attempts', 'last wait']),
      error,
      errorEquals: random.pick([[error], ['States.ALL'], ['States.TaskFailed', error]]),
      interval: random.pick([1, 2, 3, 5]),
      rate: random.pick([1.5, 2, 3]),
      maxAttempts,
      ...(random.chance(0.4) && { maxDelay: random.pick([6, 8, 10]) }),
      failures: random.chance(0.5) ? maxAttempts + random.whole(1, 3) : random.whole(2, maxAttempts),
    };
  },
  write({ asks, error, errorEquals, interval, rate, maxAttempts, maxDelay, failures }, random) {
    const waits = (rule: 'as it is' | 'same' | 'added' | 'first multiplied', retries: number) =>
      Array.from({ length: retries }, (_, at) => {
        const wait =
          rule === 'same'
            ? interval
            : rule === 'added'
              ? interval + rate * at
              : interval * rate ** (rule === 'first multiplied' ? at + 1 : at);
        return Math.min(wait, maxDelay ?? Number.POSITIVE_INFINITY);
      });
    const sum = (all: readonly number[]) => Math.round(all.reduce((a, b) => a + b, 0) * 100) / 100;
    const retries = Math.min(failures, maxAttempts);
    const goesOn = failures > maxAttempts;
    const name = random.pick(TASKS);
    const code = {
      text: JSON.stringify(
        {
          ErrorEquals: errorEquals,
          IntervalSeconds: interval,
          BackoffRate: rate,
          MaxAttempts: maxAttempts,
          ...(maxDelay && { MaxDelaySeconds: maxDelay }),
        },
        null,
        1,
      ),
      words: `A retrier for ${errorEquals.join(' and ')}: interval ${interval} seconds, backoff rate ${rate}, ${maxAttempts} attempts at most${maxDelay ? `, delay ${maxDelay} seconds at most` : ''}.`,
    };
    const fails = goesOn
      ? 'each time that it runs'
      : `the first ${failures} times that it runs, and succeeds after that`;
    const scene = `The task ${name} has this retrier and no other. It fails with ${error} ${fails}.`;
    const rule = `It waits ${waits('as it is', retries).join(', ')} s${maxDelay ? `, none longer than ${maxDelay} s` : ''}.`;
    if (asks === 'attempts')
      return {
        code,
        stem: `${scene} How often does it run in all?`,
        decides: `fails with ${error} ${fails}`,
        options: amounts(
          retries + 1,
          `Once, and ${retries} ${retries === 1 ? 'time' : 'times'} again.`.concat(' MaxAttempts counts the retries.'),
          [
            [
              retries,
              'max-attempts-counts-the-first-try',
              'The first run is no retry: MaxAttempts counts what comes after it.',
            ],
            [
              1,
              'states-all-is-only-for-states-errors',
              `The retrier takes ${error}: ${errorEquals.join(' and ')} ${errorEquals.includes(error) ? 'names it' : 'takes every error but those of the runtime'}.`,
            ],
            [
              retries + 2,
              'max-attempts-counts-the-first-try',
              'After the last retry the state fails, or has succeeded.',
            ],
            [
              maxAttempts * 2,
              'every-wait-is-the-same',
              'Nothing doubles the attempts.'.concat(' They are counted one by one.'),
            ],
          ],
        ),
      };
    const last = (all: readonly number[]) => Math.round((all.at(-1) as number) * 100) / 100;
    const of = asks === 'last wait' ? last : sum;
    const more = waits('as it is', retries + 1);
    return {
      code,
      stem: `${scene} The runs themselves take no time. ${asks === 'last wait' ? 'How long is the last wait?' : 'For how many seconds does the retrier wait in all?'}`,
      decides: `fails with ${error} ${fails}`,
      options: amounts(
        of(waits('as it is', retries)),
        rule,
        [
          [of(waits('same', retries)), 'every-wait-is-the-same', `Each wait is ${rate} times the one before. ${rule}`],
          [of(waits('added', retries)), 'the-rate-is-added', `The rate multiplies. ${rule}`],
          [
            of(waits('first multiplied', retries)),
            'the-first-wait-is-multiplied',
            `The first wait is the interval itself. ${rule}`,
          ],
          [
            of(waits('as it is', Math.max(1, retries - 1))),
            'max-attempts-counts-the-first-try',
            `It leaves out a retry: MaxAttempts does not count the first run. ${rule}`,
          ],
          [of(more), 'max-attempts-counts-the-first-try', `It waits once too often. ${rule}`],
        ],
        (amount) => `${amount} s`,
      ),
    };
  },
});
