/** What share of users Route 53 sends where, by weights and health. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Endpoint {
  readonly name: string;
  readonly weight: number;
  /** Whether its record has a health check, and what that says. */
  readonly health: 'healthy' | 'unhealthy' | 'not checked';
}

export interface Records {
  readonly asks: 'share' | 'seconds until moved' | 'weight for a share';
  readonly endpoints: readonly Endpoint[];
  /** Place of the endpoint that is asked about. */
  readonly of: number;
  /** Seconds: between two checks, failed checks needed, and the time to live. */
  readonly interval: number;
  readonly threshold: number;
  readonly ttl: number;
  /** Percent of the traffic that it is to get. */
  readonly wanted: number;
}

const REGIONS = ['Ireland', 'Virginia', 'Tokyo', 'Sydney', 'Frankfurt'];

export const dnsPolicies = defineFamily<Records, Amount>({
  id: 'dns-policies',
  kind: 'proven',
  tasks: ['SAA-C03/2.2', 'SAA-C03/3.4'],
  level: 'apply',
  read: [
    {
      guide: 'Amazon Route 53 Developer Guide',
      page: 'How Amazon Route 53 chooses records when health checking is configured',
    },
  ],
  asOf: '2026-11-27',
  names: REGIONS,
  misconceptions: {
    'a-weight-is-a-percentage': 'A weight of 20 is 20 % of the traffic, whatever the others have.',
    'unhealthy-records-keep-their-share': 'The share of an unhealthy record is lost, and the others keep theirs.',
    'a-record-without-a-check-is-left-out': 'A record without a health check is not answered once others are checked.',
    'weight-zero-is-equal': 'A weight of 0 means that nothing was set, and counts like every other.',
    'dns-moves-users-at-once': 'Once a check has failed, users are elsewhere.',
  },
  draw(random) {
    const names = random.some(REGIONS, random.pick([3, 4]));
    const endpoints = names.map(
      (name): Endpoint => ({
        name,
        weight: random.pick([0, 10, 20, 30, 40, 60, 100]),
        health: random.pick(['healthy', 'healthy', 'unhealthy', 'not checked']),
      }),
    );
    const answered = endpoints.filter(({ weight, health }) => weight > 0 && health !== 'unhealthy');
    if (answered.length < 2) return undefined;
    return {
      asks: random.pick(['share', 'share', 'seconds until moved', 'weight for a share']),
      endpoints,
      of: endpoints.indexOf(random.pick(answered)),
      interval: random.pick([10, 30]),
      threshold: random.pick([2, 3, 4, 5]),
      ttl: random.pick([30, 60, 120, 300]),
      wanted: random.pick([5, 10, 20, 25]),
    };
  },
  write({ asks, endpoints, of, interval, threshold, ttl, wanted }) {
    const round = (value: number) => Math.round(value * 10) / 10;
    const sum = (some: readonly Endpoint[]) => some.reduce((total, { weight }) => total + weight, 0);
    if (asks === 'seconds until moved') {
      const right = interval * threshold + ttl;
      const [primary, secondary] = endpoints as [Endpoint, Endpoint];
      return {
        stem: `Failover records send users to ${primary.name}, and to ${secondary.name} when a health check fails. It checks every ${interval} s and needs ${threshold} failures in a row; the records have a TTL of ${ttl} s, which resolvers keep to. After about how many seconds at most are users no longer sent to ${primary.name} once it is lost?`,
        decides: `TTL of ${ttl} s`,
        options: amounts(
          right,
          `${threshold} checks of ${interval} s until it counts as unhealthy, and ${ttl} s until the last answer is forgotten.`,
          [
            [interval * threshold, 'dns-moves-users-at-once', `Resolvers keep the old answer for another ${ttl} s.`],
            [
              ttl,
              'dns-moves-users-at-once',
              `First ${threshold} checks must fail, which takes ${interval * threshold} s.`,
            ],
            [interval + ttl, 'dns-moves-users-at-once', `One failure is not enough: ${threshold} are needed.`],
            [
              right + interval * threshold,
              'dns-moves-users-at-once',
              'The checks are waited for once.'.concat(' Then the TTL runs out.'),
            ],
            [
              threshold * (interval + ttl),
              'dns-moves-users-at-once',
              'The TTL runs once, after the last of the failures.',
            ],
          ],
          (amount) => `${amount} s`,
        ),
      };
    }
    if (asks === 'weight for a share') {
      const others = endpoints
        .filter((_, place) => place !== of)
        .map((one) => ({ ...one, health: 'healthy' as const, weight: Math.max(10, one.weight) }));
      const right = (sum(others) * wanted) / (100 - wanted);
      if (!Number.isInteger(right) || right > 255) return undefined;
      const name = endpoints[of]?.name as string;
      return {
        stem: `Weighted records send users to ${others.map((one) => `${one.name} (weight ${one.weight})`).join(', ')}, all healthy. A new one for ${name} is to get ${wanted} % of the traffic. Which weight does it need?`,
        decides: `${wanted} % of the traffic`,
        options: amounts(right, `${right} of ${sum(others)} + ${right} are ${wanted} %.`, [
          [
            wanted,
            'a-weight-is-a-percentage',
            `${wanted} of ${sum(others) + wanted} are ${round((100 * wanted) / (sum(others) + wanted))} %.`,
          ],
          [
            Math.round((sum(others) * wanted) / 100),
            'a-weight-is-a-percentage',
            'It takes the share of the others’ weight; its own weight is part of the whole.',
          ],
          [
            Math.round(sum(others) / (others.length + 1)),
            'weight-zero-is-equal',
            'That gives it an equal share with the others on average.',
          ],
          [100 - wanted, 'a-weight-is-a-percentage', 'That is the share of the others in percent, not its weight.'],
          [right * 2, 'unhealthy-records-keep-their-share', 'With twice the weight it gets more than was asked for.'],
        ]),
      };
    }
    const answered = endpoints.filter(({ health }) => health !== 'unhealthy');
    const own = endpoints[of] as Endpoint;
    const right = (100 * own.weight) / sum(answered);
    const says = { healthy: 'healthy', unhealthy: 'unhealthy', 'not checked': 'no health check' };
    const why = `${own.weight} of ${sum(answered)}: unhealthy records are left out, and those without a check count as healthy.`;
    return {
      stem:
        `Weighted records of one name: ${endpoints.map((one) => `${one.name}, weight ${one.weight}, ${says[one.health]}`).join('; ')}. About what share of the ` +
        `answers names ${own.name}?`,
      decides: `${own.name}, weight ${own.weight}, ${says[own.health]}`,
      options: amounts(
        round(right),
        why,
        [
          [own.weight, 'a-weight-is-a-percentage', `A weight is a part of the sum of weights. ${why}`],
          [round((100 * own.weight) / sum(endpoints)), 'unhealthy-records-keep-their-share', why],
          [
            round(
              (100 * own.weight) /
                Math.max(1, sum(endpoints.filter(({ health }, place) => health === 'healthy' || place === of))),
            ),
            'a-record-without-a-check-is-left-out',
            why,
          ],
          [
            round(100 / answered.length),
            'weight-zero-is-equal',
            `Weights count, and a record of weight 0 gets nothing. ${why}`,
          ],
          [
            round(100 - right),
            'a-weight-is-a-percentage',
            'That is the share of the others.'.concat(' It is asked for this one.'),
          ],
          [round(right / 2), 'unhealthy-records-keep-their-share', `Half of it is too little. ${why}`],
        ],
        (amount) => `${amount} %`,
      ),
    };
  },
});
