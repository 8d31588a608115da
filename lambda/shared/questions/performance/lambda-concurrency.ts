/** How many executions a load takes, and what happens where there are fewer. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface FunctionLoad {
  readonly asks: 'executions needed' | 'throttled a second' | 'most requests' | 'longest duration';
  readonly perSecond: number;
  readonly milliseconds: number;
  /** Executions that the function may use at once. */
  readonly limit: number;
}

const CALLERS = [
  'an HTTP API',
  'an Application Load Balancer',
  'a function URL',
  'an AppSync resolver',
  'a service of ours through its API',
];

export const lambdaConcurrency = defineFamily<FunctionLoad, Amount>({
  id: 'lambda-concurrency',
  kind: 'proven',
  tasks: ['SAA-C03/3.2', 'DVA-C03/1.2', 'DVA-C03/4.3'],
  level: 'apply',
  read: [{ guide: 'AWS Lambda Developer Guide', page: 'Understanding Lambda function scaling' }],
  asOf: '2026-11-27',
  names: CALLERS,
  misconceptions: {
    'concurrency-is-requests-a-second': 'A concurrency of 100 is 100 requests a second, however long they take.',
    'duration-does-not-count': 'How long an invocation takes does not change how many run at once.',
    'seconds-are-milliseconds': 'A duration in milliseconds is taken for one in seconds, or the other way round.',
    'half-is-kept-back': 'Lambda keeps half of the limit back for bursts.',
  },
  draw(random) {
    const asks = random.pick<FunctionLoad['asks']>([
      'executions needed',
      'throttled a second',
      'most requests',
      'longest duration',
    ]);
    const milliseconds = random.pick([100, 125, 200, 250, 400, 500, 800, 1250, 2000, 2500]);
    const perSecond = random.pick([40, 80, 120, 160, 200, 320, 400, 600, 800, 1200]);
    const limit = random.pick([20, 40, 50, 80, 100, 160, 200, 250, 400]);
    const load = { asks, milliseconds, perSecond, limit };
    if (asks === 'throttled a second' && (perSecond * milliseconds) / 1000 <= limit) return undefined;
    if (asks === 'longest duration' && (limit * 1000) % perSecond !== 0) return undefined;
    return load;
  },
  write({ asks, perSecond, milliseconds, limit }, random) {
    const caller = random.pick(CALLERS);
    const kind = random.pick([
      'reserved concurrency',
      'unreserved concurrency',
      'concurrency in its account',
      'executions that the other functions leave it',
    ]);
    const slots = `${limit} ${kind}`;
    const needed = (perSecond * milliseconds) / 1000;
    const served = (limit * 1000) / milliseconds;
    const rule = `${perSecond} a second for ${milliseconds} ms each are ${needed} at once`;
    const warm = 'It is called evenly, and no new environment is started.';
    switch (asks) {
      case 'executions needed':
        return {
          stem: `A function behind ${caller} is called ${perSecond} times a second and takes ${milliseconds} ms. ${warm} How many executions run at once?`,
          decides: `takes ${milliseconds} ms`,
          options: amounts(needed, `${rule}.`, [
            [
              perSecond,
              'concurrency-is-requests-a-second',
              `It takes requests a second for executions at once; ${rule}.`,
            ],
            [
              Math.ceil((perSecond * 1000) / milliseconds),
              'seconds-are-milliseconds',
              `It divides by the duration, where it multiplies: ${rule}.`,
            ],
            [Math.ceil(needed / 2), 'half-is-kept-back', `Nothing is halved: ${rule}.`],
            [needed * 2, 'half-is-kept-back', `Nothing is doubled: ${rule}.`],
          ]),
        };
      case 'throttled a second':
        return {
          stem: `A function behind ${caller} is called ${perSecond} times a second, takes ${milliseconds} ms and has ${slots}. ${warm} About how many calls a second are throttled?`,
          decides: slots,
          options: amounts(
            Math.ceil(perSecond - served),
            `${limit} at once serve ${Math.floor(served)} calls of ${milliseconds} ms a second; the rest is throttled.`,
            [
              [
                perSecond - limit,
                'concurrency-is-requests-a-second',
                `It lets ${limit} calls a second through; they take ${milliseconds} ms, not a second.`,
              ],
              [
                Math.ceil(needed - limit),
                'duration-does-not-count',
                `That many executions are missing at once; calls a second are asked for.`,
              ],
              [
                Math.ceil(perSecond - served / 2),
                'half-is-kept-back',
                'It lets half of the limit go unused; all of it serves.',
              ],
              [Math.ceil(served), 'seconds-are-milliseconds', 'So many are served, not throttled.'],
            ],
          ),
        };
      case 'most requests':
        return {
          stem: `A function behind ${caller} takes ${milliseconds} ms and has ${slots}. ${warm} How many calls a second does it serve at most?`,
          decides: slots,
          options: amounts(
            Math.floor(served),
            `Each of ${limit} executions serves ${1000 / milliseconds} calls a second.`,
            [
              [
                limit,
                'concurrency-is-requests-a-second',
                `It takes ${limit} executions for ${limit} calls a second; each takes ${milliseconds} ms.`,
              ],
              [
                Math.ceil((limit * milliseconds) / 1000),
                'seconds-are-milliseconds',
                'It multiplies by the duration, where it divides.',
              ],
              [Math.floor(served / 2), 'half-is-kept-back', 'Nothing of the limit is kept back.'],
              [
                Math.floor(served * 2),
                'duration-does-not-count',
                `An execution is busy for the whole ${milliseconds} ms, and serves one call at a time.`,
              ],
            ],
          ),
        };
      case 'longest duration': {
        const most = (limit * 1000) / perSecond;
        return {
          stem: `A function behind ${caller} is called ${perSecond} times a second and has ${slots}. ${warm} How long may a call take on average before calls are throttled?`,
          decides: slots,
          options: amounts(
            most,
            `${limit} at once, shared by ${perSecond} calls a second, leave ${most} ms for each.`,
            [
              [
                Math.round((perSecond * 1000) / limit),
                'seconds-are-milliseconds',
                'It divides the wrong way round: more calls leave less time.',
              ],
              [
                1000,
                'concurrency-is-requests-a-second',
                'A second would do where calls a second and executions were equal.',
              ],
              [most / 2, 'half-is-kept-back', 'Nothing of the limit is kept back.'],
              [most * 2, 'duration-does-not-count', 'With twice the time twice as many run at once.'],
            ],
            (amount) => `${amount} ms`,
          ),
        };
      }
    }
  },
});
