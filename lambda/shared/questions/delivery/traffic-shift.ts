/** When a new version has the traffic that is asked about: canary and linear deployments of Lambda. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Shift {
  readonly asks:
    | 'minutes until all'
    | 'percent at a time'
    | 'requests served by the new version'
    | 'requests lost to a bad version';
  readonly kind: 'canary' | 'linear';
  /** Percent that moves at first, and with `linear` at every step. */
  readonly percent: number;
  /** Minutes until the rest follows, or between two steps. */
  readonly minutes: number;
  /** Minutes after the start that are asked about. */
  readonly at: number;
  readonly requestsAMinute: number;
}

const SERVICES = ['a checkout', 'a search', 'an upload', 'a login', 'a pricing', 'a booking'];

export const trafficShift = defineFamily<Shift, Amount>({
  id: 'traffic-shift',
  kind: 'proven',
  tasks: ['DVA-C03/3.3', 'DVA-C03/3.1'],
  level: 'apply',
  read: [
    { guide: 'AWS CodeDeploy User Guide', page: 'Working with deployment configurations in CodeDeploy' },
    { path: 'lib/projects/delivery-pipeline/README.md' },
  ],
  asOf: '2026-11-27',
  names: SERVICES,
  misconceptions: {
    'a-canary-grows-step-by-step': 'A canary deployment adds the same share again and again.',
    'linear-waits-and-then-moves-all': 'A linear deployment moves its first share, waits, and then moves the rest.',
    'the-first-step-waits-too': 'The first share moves after the first interval, not at the start.',
    'all-traffic-moves-at-once': 'The new version has all traffic from the start.',
  },
  draw(random) {
    const kind = random.pick<Shift['kind']>(['canary', 'linear']);
    const percent = random.pick(kind === 'canary' ? [5, 10, 20, 25] : [10, 20, 25]);
    const minutes = random.pick(kind === 'canary' ? [5, 10, 15, 30] : [1, 2, 3, 10]);
    const asks = random.pick<Shift['asks']>([
      'minutes until all',
      'percent at a time',
      'requests served by the new version',
      'requests lost to a bad version',
    ]);
    const end = kind === 'canary' ? minutes : minutes * (100 / percent - 1);
    // In the middle of an interval, so that nothing hangs on the very minute of a step.
    const step = random.whole(0, kind === 'canary' ? 0 : Math.max(0, 100 / percent - 2));
    return {
      asks,
      kind,
      percent,
      minutes,
      at: Math.min(step * minutes + minutes / 2, end - minutes / 2),
      requestsAMinute: random.pick([40, 100, 200, 400, 600]),
    };
  },
  write({ asks, kind, percent, minutes, at, requestsAMinute }, random) {
    const service = random.pick(SERVICES);
    const how =
      kind === 'canary'
        ? `a canary of ${percent} % for ${minutes} minutes`
        : `a linear shift of ${percent} % every ${minutes} minutes`;
    const scene = `CodeDeploy shifts the alias of ${service} function to a new version by ${how}`;
    const steps = 100 / percent;
    const done = kind === 'canary' ? minutes : minutes * (steps - 1);
    const shareAt = (
      rule: 'as it is' | 'canary grows' | 'linear waits' | 'first waits' | 'at once',
      time: number,
    ): number => {
      if (rule === 'at once') return 100;
      const passed = Math.floor(time / minutes);
      if (rule === 'first waits') return Math.min(100, passed * percent);
      const growing = kind === 'linear' ? rule !== 'linear waits' : rule === 'canary grows';
      return growing ? Math.min(100, (passed + 1) * percent) : passed >= 1 ? 100 : percent;
    };
    const served = (rule: Parameters<typeof shareAt>[0], until: number) => {
      // In whole numbers, so that a half is rounded as a half.
      let sum = 0;
      for (let half = 0; half < until * 2; half++) sum += shareAt(rule, half / 2) * requestsAMinute;
      return Math.round(sum / 200);
    };
    const other =
      kind === 'canary'
        ? (['canary grows', 'a-canary-grows-step-by-step'] as const)
        : (['linear waits', 'linear-waits-and-then-moves-all'] as const);
    const otherWhy =
      kind === 'canary'
        ? 'A canary moves the rest in one step when its time is over.'
        : 'Linear means the same share again at every interval.';
    const why =
      kind === 'canary'
        ? `${percent} % move at once, the rest after ${minutes} minutes.`
        : `${percent} % move at once, and ${percent} % more every ${minutes} minutes.`;
    switch (asks) {
      case 'minutes until all':
        return {
          stem: `${scene}. No alarm goes off. How many minutes after the shift began does the new version have all traffic?`,
          decides: how,
          options: amounts(done, why, [
            [kind === 'canary' ? minutes * (steps - 1) : minutes, other[1], otherWhy],
            [
              kind === 'canary' ? minutes * 2 : minutes * steps,
              'the-first-step-waits-too',
              'The first share moves when the shift begins.',
            ],
            [
              kind === 'canary' ? minutes + percent : minutes * (steps + 1),
              'the-first-step-waits-too',
              'Nothing waits before the first share or after the last.',
            ],
            [
              kind === 'canary' ? minutes / 2 : (minutes * (steps - 1)) / 2,
              'all-traffic-moves-at-once',
              'The time is over too early: the interval is waited for in full.',
            ],
          ]),
        };
      case 'percent at a time':
        return {
          stem: `${scene}. ${at} minutes after the shift began, what share of the calls reaches the new version?`,
          decides: `${at} minutes after the shift began`,
          options: amounts(
            shareAt('as it is', at),
            why,
            [
              [shareAt(other[0], at), other[1], otherWhy],
              [shareAt('first waits', at), 'the-first-step-waits-too', 'The first share moves when the shift begins.'],
              [100, 'all-traffic-moves-at-once', 'That is so only at its end.'],
              [shareAt('as it is', at) + percent, other[1], 'The next share has not moved yet.'],
              [100 - shareAt('as it is', at), 'all-traffic-moves-at-once', 'That is the share of the old version.'],
            ],
            (amount) => `${amount} %`,
          ),
        };
      default: {
        const until = asks === 'requests served by the new version' ? done : at;
        const lost = asks === 'requests lost to a bad version';
        return {
          stem: lost
            ? `${scene}. It gets ${requestsAMinute} requests a minute. Every call of the new version fails, and an alarm rolls the deployment back ${at} minutes after the shift began. About how many calls failed?`
            : `${scene}. It gets ${requestsAMinute} requests a minute, and no alarm goes off. About how many of them has the new version served by the time that it has all traffic?`,
          decides: how,
          options: amounts(
            served('as it is', until),
            `${why} Summed over ${until} minutes of ${requestsAMinute} requests.`,
            [
              [served(other[0], until), other[1], otherWhy],
              [
                served('first waits', until),
                'the-first-step-waits-too',
                'The first share moves when the shift begins.',
              ],
              [until * requestsAMinute, 'all-traffic-moves-at-once', 'That would be all requests of that time.'],
              [
                Math.round(served('as it is', until) / 2),
                'the-first-step-waits-too',
                'Half of it leaves out calls that the new version got.',
              ],
              [
                until * requestsAMinute - served('as it is', until),
                'all-traffic-moves-at-once',
                'So many went to the old version.',
              ],
            ],
          ),
        };
      }
    }
  },
});
