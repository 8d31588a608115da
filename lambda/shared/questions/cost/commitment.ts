/** From which use on a commitment pays, and how much of a changing load should be committed. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

export interface Compute {
  readonly asks: 'break-even hours' | 'instances to commit' | 'monthly cost' | 'Spot share';
  /**
   * Tenths of a cent an hour: on demand, committed, Spot. No instance's list price, and shares of the first that occur: a Savings Plan takes
   * up to 72 % off (Savings Plans User Guide, "What are Savings Plans?"), Spot up to 90 % (Amazon EC2 User Guide, "Spot Instances"); both
   * looked up on 2026-11-28.
   */
  readonly onDemand: number;
  readonly committed: number;
  readonly spot: number;
  /** Instances that run in each of the 24 hours of a day. */
  readonly load: readonly number[];
  readonly commit: number;
  readonly budget: number;
}

const FLEETS = ['a web tier', 'a rendering farm', 'a build fleet', 'an API tier', 'a game backend'];
const HOURS = 730;
const dollars = (tenths: number) => (tenths / 1000).toFixed(3);

/** Cost of a day in tenths of a cent with `commit` instances paid all day, and the rest on demand. */
const dayOf = ({ onDemand, committed, load }: Compute, commit: number) =>
  load.reduce((sum, running) => sum + commit * committed + Math.max(0, running - commit) * onDemand, 0);

export const commitment = defineFamily<Compute, Amount>({
  id: 'commitment',
  kind: 'proven',
  tasks: ['SAA-C03/4.2', 'SAA-C03/3.2'],
  level: 'analyse',
  read: [{ guide: 'Savings Plans User Guide', page: 'What are Savings Plans?' }],
  asOf: '2026-11-28',
  names: FLEETS,
  misconceptions: {
    'commit-to-the-peak': 'A commitment should cover the most that ever runs.',
    'commit-to-the-average': 'A commitment should cover what runs on average.',
    'commit-to-the-minimum': 'A commitment pays only for what runs all the time.',
    'a-commitment-is-paid-when-used': 'A commitment costs only in the hours in which something runs.',
    'the-discount-is-the-share': 'A discount of 40 % pays from 40 % of the time on.',
  },
  draw(random) {
    const onDemand = random.pick([80, 100, 120, 160, 200]);
    const low = random.pick([2, 3, 4, 6]);
    const [high, middle] = [low + random.pick([4, 6, 8]), low + random.pick([2, 3])];
    const [peak, half] = [random.pick([3, 4, 6, 8]), random.pick([5, 6, 8, 10])];
    return {
      asks: random.pick(['break-even hours', 'instances to commit', 'monthly cost', 'Spot share']),
      onDemand,
      committed: (onDemand * random.pick([50, 60, 65, 70])) / 100,
      spot: (onDemand * random.pick([25, 30, 40])) / 100,
      load: Array.from({ length: 24 }, (_, hour) => (hour < peak ? high : hour < peak + half ? middle : low)),
      commit: middle,
      budget: random.pick([45, 50, 55, 60, 70]),
    };
  },
  write(compute, random) {
    const { asks, onDemand, committed, spot, load, commit, budget } = compute;
    const fleet = random.pick(FLEETS);
    const prices = `An instance costs $${dollars(onDemand)} an hour on demand and $${dollars(committed)} with a commitment, which is paid for every hour, used or not.`;
    const levels = [...new Set(load)];
    const curve = levels
      .map((running) => `${running} for ${load.filter((one) => one === running).length} hours`)
      .join(', ');
    switch (asks) {
      case 'break-even hours': {
        const right = Math.ceil((HOURS * committed) / onDemand);
        return {
          stem: `${prices} A month has ${HOURS} hours. An instance of ${fleet} runs for some of them. From about how many hours a month on does the commitment cost less?`,
          decides: 'paid for every hour, used or not',
          options: amounts(
            right,
            `${HOURS} × ${dollars(committed)} are as much as ${right} × ${dollars(onDemand)}, about.`,
            [
              [HOURS - right, 'the-discount-is-the-share', 'The discount says what is saved, not from when on.'],
              [1, 'a-commitment-is-paid-when-used', 'It is paid for in every hour, also when nothing runs.'],
              [HOURS, 'commit-to-the-minimum', 'It pays long before an instance runs all the time.'],
              [HOURS / 2, 'commit-to-the-average', 'Half of the month has nothing to do with the two prices.'],
              [
                Math.round((right + HOURS) / 2),
                'commit-to-the-minimum',
                'It pays before that: compare the two bills at this number of hours.',
              ],
            ],
          ),
        };
      }
      case 'instances to commit': {
        const costs = Array.from({ length: Math.max(...load) + 1 }, (_, one) => dayOf(compute, one));
        const right = costs.indexOf(Math.min(...costs));
        if (right === 0 || costs.filter((cost) => cost === costs[right]).length > 1) return undefined;
        const average = Math.round(load.reduce((a, b) => a + b, 0) / 24);
        const share = `An instance is worth a commitment when it runs ${Math.round((committed / onDemand) * 24 * 10) / 10} hours a day or more.`;
        return {
          stem: `${prices} Of ${fleet} run, every day alike, ${curve}. For how many instances is a commitment made so that the whole costs least?`,
          decides: curve,
          options: amounts(right, `${share} So many do.`, [
            [Math.max(...load), 'commit-to-the-peak', share],
            [Math.min(...load), 'commit-to-the-minimum', share],
            [average, 'commit-to-the-average', `The average says nothing of how long the last one runs. ${share}`],
            [right + 1, 'commit-to-the-peak', share],
            [right - 1, 'commit-to-the-minimum', share],
            [levels[1] as number, 'commit-to-the-average', share],
          ]),
        };
      }
      case 'monthly cost': {
        const month = (tenths: number) => Math.round((tenths * 30) / 10) / 100;
        const right = month(dayOf(compute, commit));
        return {
          stem: `${prices} Of ${fleet} run, every day alike, ${curve}. For ${commit} of them there is a commitment; the rest runs on demand. What does a month of 30 days cost?`,
          decides: `For ${commit} of them there is a commitment`,
          options: amounts(
            right,
            `${commit} are paid for 24 hours a day, and above them what runs on demand.`,
            [
              [
                month(load.reduce((sum, running) => sum + running * onDemand, 0)),
                'a-commitment-is-paid-when-used',
                'So much would all of it cost on demand.',
              ],
              [
                month(
                  load.reduce(
                    (sum, running) =>
                      sum + Math.min(running, commit) * committed + Math.max(0, running - commit) * onDemand,
                    0,
                  ),
                ),
                'a-commitment-is-paid-when-used',
                `In hours with fewer than ${commit} the commitment is paid all the same.`,
              ],
              [
                month(24 * Math.max(...load) * committed),
                'commit-to-the-peak',
                'So much would a commitment for the most cost.',
              ],
              [
                month(load.reduce((sum, running) => sum + running * committed, 0)),
                'commit-to-the-peak',
                'Above the commitment the price on demand counts.',
              ],
              [
                month(24 * commit * committed),
                'commit-to-the-average',
                'That leaves out what runs above the commitment.',
              ],
            ],
            (amount) => `$${amount.toFixed(2)}`,
          ),
        };
      }
      case 'Spot share': {
        const least = (onDemand - (onDemand * budget) / 100) / (onDemand - spot);
        const right = Math.ceil(least * 100);
        if (right >= 100 || Math.abs(least * 100 - right) > 0.95) return undefined;
        return {
          stem: `Instances of ${fleet} cost $${dollars(onDemand)} an hour on demand and $${dollars(spot)} as Spot, and can be interrupted without loss. What share of their hours must be Spot, in whole percent, so that an hour costs ${budget} % of its price on demand or less?`,
          decides: `costs ${budget} % of its price on demand or less`,
          options: amounts(
            right,
            `Each percent of Spot takes ${(((onDemand - spot) / onDemand) * 1).toFixed(2)} % off, and ${100 - budget} % have to go.`,
            [
              [
                100 - budget,
                'the-discount-is-the-share',
                'Spot is not free: a percent of it saves less than a percent.',
              ],
              [budget, 'the-discount-is-the-share', 'That is what may remain of the cost, not the share of Spot.'],
              [
                Math.round((budget / 100) * (spot / onDemand) * 100),
                'the-discount-is-the-share',
                'It multiplies two shares that have nothing to do with each other.',
              ],
              [
                Math.round((spot / onDemand) * 100),
                'the-discount-is-the-share',
                'That is the price of Spot, not its share.',
              ],
              [
                Math.min(99, right + 10),
                'commit-to-the-peak',
                'Less is enough.'.concat(' Compare the mixed price at this share.'),
              ],
            ],
            (amount) => `${amount} %`,
          ),
        };
      }
    }
  },
});
