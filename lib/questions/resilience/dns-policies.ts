/** Every answer of a resolver, one ticket for each unit of weight; and a clock for failover. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Records } from '../../../lambda/shared/questions/resilience/dns-policies.ts';
import type { Proof } from '../proof.ts';

/** Names in a drum, as often as their weight says. */
function drumOf(endpoints: Records['endpoints']): string[] {
  const usable = endpoints.filter(({ health }) => health !== 'unhealthy');
  return usable.flatMap(({ name, weight }) => Array.from({ length: weight }, () => name));
}

const shareOf = (drum: readonly string[], name: string) =>
  (100 * drum.filter((one) => one === name).length) / drum.length;

/** Seconds until the last user is gone: the site is lost right after a check, and a resolver asked right before the switch. */
function lastUser({ interval, threshold, ttl }: Records): number {
  let [second, failures] = [0, 0];
  while (failures < threshold) {
    second++;
    if (second % interval === 0) failures++;
  }
  return second + ttl;
}

function answerTo(records: Records): number {
  const { asks, endpoints, of, wanted } = records;
  const name = endpoints[of]?.name as string;
  if (asks === 'seconds until moved') return lastUser(records);
  if (asks === 'share') return shareOf(drumOf(endpoints), name);
  const others = endpoints.map((one, place) => ({
    ...one,
    health: 'healthy' as const,
    weight: place === of ? 0 : Math.max(10, one.weight),
  }));
  for (let weight = 1; weight <= 255; weight++) {
    const share = shareOf(drumOf(others.map((one, place) => (place === of ? { ...one, weight } : one))), name);
    if (share >= wanted - 1e-9) return weight;
  }
  return Number.NaN;
}

const records: Records = {
  asks: 'share',
  endpoints: [
    { name: 'a', weight: 1, health: 'not checked' },
    { name: 'b', weight: 255, health: 'healthy' },
  ],
  of: 0,
  interval: 30,
  threshold: 3,
  ttl: 60,
  wanted: 10,
};
const guide = 'Amazon Route 53 Developer Guide';

export const dnsPoliciesProof: Proof<Records, Amount> = {
  holds: (parameters, { amount }) => Math.abs(answerTo(parameters) - amount) <= 0.051,
  second({ asks, endpoints, of, interval, threshold, ttl, wanted }, { amount }) {
    if (asks === 'seconds until moved') return amount === interval * threshold + ttl;
    const own = endpoints[of]?.weight ?? 0;
    if (asks === 'share') {
      const sum = endpoints.reduce((all, { weight, health }) => all + (health === 'unhealthy' ? 0 : weight), 0);
      return Math.abs((100 * own) / sum - amount) <= 0.051;
    }
    // The others are healthy, and none weighs less than 10: w of w + others is the share that is wanted.
    const others = endpoints.reduce((all, { weight }, place) => all + (place === of ? 0 : Math.max(10, weight)), 0);
    return amount === Math.ceil((others * wanted) / (100 - wanted) - 1e-9);
  },
  explain: (parameters) => [
    `drawn from a drum with a ticket for each unit, or by the clock: ${Math.round(answerTo(parameters) * 10) / 10}`,
  ],
  vectors: [
    {
      source: `${guide}, "Weighted routing": weights 1 and 255 give 1/256 and 255/256`,
      parameters: records,
      claim: { amount: 0.4 },
      holds: true,
    },
    {
      source: `${guide}, "How Amazon Route 53 chooses records": a record without a health check counts as healthy`,
      parameters: {
        ...records,
        endpoints: [
          { name: 'a', weight: 1, health: 'not checked' },
          { name: 'b', weight: 3, health: 'unhealthy' },
        ],
      },
      claim: { amount: 100 },
      holds: true,
    },
  ],
};
