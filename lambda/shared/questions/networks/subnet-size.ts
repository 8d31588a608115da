/** How large a subnet must be, or what fits into one: AWS keeps five addresses of each. */
import { defineFamily } from '../family.ts';
import type { Claimed } from '../model.ts';

export interface SubnetNeed {
  readonly asks: 'smallest prefix' | 'what fits' | 'subnets of a block';
  /** Network interfaces that one unit of the workload takes. */
  readonly each: number;
  /** Interfaces that are there whatever the load: endpoints, a balancer's nodes. */
  readonly fixed: number;
  /** How many times as much it will be before anybody may touch the network again; a subnet cannot grow. */
  readonly growth: 1 | 2;
  /** Units of the workload; with `what fits` the prefix is given instead, with `subnets of a block` the zones. */
  readonly units: number;
  /** Length of the prefix that is given: the subnet's, or the block's. */
  readonly prefix: number;
}

export interface SubnetClaim {
  readonly amount: number;
}

/** What takes interfaces, and how it is called; `each` is part of the scenario. */
const WORKLOADS = [
  'tasks on Fargate',
  'instances',
  'pods with addresses of their own',
  'workers of a batch',
  'desktops',
] as const;
const EXTRAS = ['interface endpoints', 'nodes of a load balancer', 'nodes of a cache', 'mount targets and endpoints'];
const PREFIXES = [20, 21, 22, 23, 24, 25, 26, 27, 28];

const bitsFor = (addresses: number) => Math.ceil(Math.log2(addresses));

export const subnetSize = defineFamily<SubnetNeed, SubnetClaim>({
  id: 'subnet-size',
  kind: 'proven',
  tasks: ['SAA-C03/1.2', 'SAA-C03/3.4'],
  level: 'apply',
  read: [{ guide: 'Amazon VPC User Guide', page: 'Subnet CIDR blocks' }],
  asOf: '2026-11-27',
  names: [...WORKLOADS, ...EXTRAS],
  misconceptions: {
    'two-addresses-are-kept': 'As at home, only the first and the last address of a subnet cannot be used.',
    'no-address-is-kept': 'Every address of a subnet can be given to something.',
    'a-bit-to-be-safe': 'The next larger block is the right one, because a full subnet is bad.',
    'what-is-fixed-is-free': 'Endpoints and balancers take no addresses of the subnet.',
    'five-of-the-whole-block': 'AWS keeps five addresses of the block, however many subnets it is cut into.',
  },
  draw(random) {
    const asks = random.pick<SubnetNeed['asks']>(['smallest prefix', 'what fits', 'subnets of a block']);
    const prefix = random.pick(PREFIXES);
    const each = asks === 'subnets of a block' ? 1 : random.pick([1, 1, 2, 3]);
    const fixed = asks === 'subnets of a block' ? 0 : random.pick([0, 2, 3, 4]);
    if (asks === 'subnets of a block')
      return { asks, each, fixed, growth: 1, units: random.pick([2, 4, 8]), prefix: random.whole(20, 24) };
    // Near the edge, where the addresses that AWS keeps decide.
    const free = 2 ** (32 - prefix) - 5 - fixed;
    const growth = asks === 'smallest prefix' ? random.pick<1 | 2>([1, 2]) : 1;
    const units = Math.floor(free / each / growth) + random.pick([-1, 0, 1, 2]);
    return units < 3 ? undefined : { asks, each, fixed, growth, units, prefix };
  },
  write({ asks, each, fixed, growth, units, prefix }, random) {
    const workload = random.pick(WORKLOADS);
    const takes = each === 1 ? 'one network interface' : `${each} network interfaces`;
    const beside = fixed === 0 ? '' : ` Beside them ${fixed} ${random.pick(EXTRAS)} stand in it, an interface each.`;
    if (asks === 'subnets of a block') {
      const size = 2 ** (32 - prefix);
      const right = size - 5 * units;
      return numbers(
        `A VPC has the block 10.0.0.0/${prefix}, cut into ${units} subnets of equal size. To how many network interfaces ` +
          'can it give an address in all?',
        `cut into ${units} subnets`,
        right,
        `${size} addresses, less five in each of the ${units} subnets.`,
        [
          [
            size - 2 * units,
            'two-addresses-are-kept',
            'It takes two away from each subnet; AWS keeps five: network, router, DNS, one for later, broadcast.',
          ],
          [size, 'no-address-is-kept', 'It takes none away, though five of each subnet are kept.'],
          [
            size - 5,
            'five-of-the-whole-block',
            `It takes five away once; each of the ${units} subnets has its own five.`,
          ],
          [size - 2, 'two-addresses-are-kept', 'It takes two away once; five are kept, and in each subnet.'],
        ],
      );
    }
    if (asks === 'what fits') {
      const free = 2 ** (32 - prefix);
      const unitsLeft = (kept: number, other = fixed) => Math.floor((free - kept - other) / each);
      return numbers(
        `A /${prefix} subnet is for ${workload}, each of which takes ${takes}.${beside} How many of them fit?`,
        `/${prefix}`,
        unitsLeft(5),
        `${free} addresses, less the five that AWS keeps${fixed ? ` and ${fixed}` : ''}, for ${each} each.`,
        [
          [unitsLeft(2), 'two-addresses-are-kept', 'It takes two addresses away; AWS keeps five of each subnet.'],
          [unitsLeft(0), 'no-address-is-kept', 'It gives away the five addresses that AWS keeps.'],
          [unitsLeft(5, 0), 'what-is-fixed-is-free', `It forgets the ${fixed} interfaces that stand there anyway.`],
          [
            unitsLeft(2 ** (32 - prefix - 1) + 5),
            'a-bit-to-be-safe',
            'It leaves half of the subnet empty, which nobody asked for.',
          ],
          [unitsLeft(5) - 1, 'what-is-fixed-is-free', 'One more fits: nothing else stands in the subnet.'],
        ],
      );
    }
    const smallest = (kept: number, other = fixed) => 32 - bitsFor(units * growth * each + other + kept);
    const right = smallest(5);
    const need = units * growth * each + fixed;
    return numbers(
      `A subnet is to hold ${units} ${workload} at once, each of which takes ${takes}.${beside}${growth === 2 ? ' Within the year there will be twice as many of them, and it may not be changed then.' : ''} Which is the smallest that does?`,
      `${units} ${workload}`,
      right,
      `${need} interfaces and the five that AWS keeps are ${need + 5}; a /${right} has ${2 ** (32 - right)}.`,
      [
        [
          right + 1,
          'no-address-is-kept',
          `A /${right + 1} has ${2 ** (31 - right)} addresses, of which five are kept: too few for ${need}.`,
        ],
        [right - 1, 'a-bit-to-be-safe', `A /${right - 1} has room for twice as many; a /${right} is enough.`],
        [
          right + 2,
          'what-is-fixed-is-free',
          `A /${right + 2} has ${2 ** (30 - right)} addresses, and ${need} are needed beside the five.`,
        ],
        [right - 2, 'a-bit-to-be-safe', `A /${right - 2} is four times as large as a /${right}, which is enough.`],
      ],
      (length) => `/${length}`,
    );
  },
});

function numbers(
  stem: string,
  decides: string,
  right: number,
  reason: string,
  wrong: readonly (readonly [number, string, string])[],
  say: (amount: number) => string = String,
) {
  const options: Claimed<SubnetClaim>[] = [
    { text: say(right), claim: { amount: right }, reason },
    ...wrong.map(([amount, misconception, why]) => ({
      text: say(amount),
      claim: { amount },
      misconception,
      reason: why,
    })),
  ];
  return right > 0 ? { stem, decides, options } : undefined;
}
