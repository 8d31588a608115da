/** Addresses handed out one by one, against arithmetic. */
import type { SubnetClaim, SubnetNeed } from '../../../lambda/shared/questions/networks/subnet-size.ts';
import type { Proof } from '../proof.ts';

/** The addresses of a subnet that can be given away: all but its first four and its last. */
function* usable(prefix: number) {
  const size = 2 ** (32 - prefix);
  for (let address = 0; address < size; address++) if (address > 3 && address < size - 1) yield address;
}

/** How many units get all their addresses in a subnet. */
function unitsIn({ each, fixed }: SubnetNeed, prefix: number): number {
  let given = 0;
  for (const _ of usable(prefix)) given++;
  let units = 0;
  for (let left = given - fixed; left >= each; left -= each) units++;
  return units;
}

const holds = (need: SubnetNeed, amount: number): boolean => {
  if (need.asks === 'what fits') return unitsIn(need, need.prefix) === amount;
  if (need.asks === 'smallest prefix')
    return unitsIn(need, amount) >= need.units * need.growth && unitsIn(need, amount + 1) < need.units * need.growth;
  let given = 0;
  for (let subnet = 0; subnet < need.units; subnet++)
    for (const _ of usable(need.prefix + Math.log2(need.units))) given++;
  return given === amount;
};

export const subnetSizeProof: Proof<SubnetNeed, SubnetClaim> = {
  holds: (need, { amount }) => (amount >= 12 || need.asks !== 'smallest prefix' ? holds(need, amount) : false),
  second({ asks, each, fixed, growth, units, prefix }, { amount }) {
    const room = (length: number) => 2 ** (32 - length) - 5 - fixed;
    if (asks === 'what fits') return amount === Math.floor(room(prefix) / each);
    if (asks === 'subnets of a block') return amount === units * (2 ** (32 - prefix) / units - 5);
    return room(amount) >= units * growth * each && room(amount + 1) < units * growth * each;
  },
  explain: (need, { amount }) =>
    need.asks === 'smallest prefix'
      ? [
          `a /${amount} holds ${unitsIn(need, amount)}, ${need.units * need.growth} are needed`,
          `a /${amount + 1} would hold ${unitsIn(need, amount + 1)}`,
        ]
      : need.asks === 'what fits'
        ? [`handed out one by one, a /${need.prefix} holds ${unitsIn(need, need.prefix)}`]
        : [`each of the ${need.units} subnets gives away ${2 ** (32 - need.prefix) / need.units - 5}`],
  vectors: [
    {
      source: 'Amazon VPC User Guide, "Subnet CIDR blocks": of 10.0.0.0/24 the addresses .0 to .3 and .255 are kept',
      parameters: { asks: 'what fits', each: 1, fixed: 0, growth: 1, units: 0, prefix: 24 },
      claim: { amount: 251 },
      holds: true,
    },
    {
      source: 'Amazon VPC User Guide, "Subnet CIDR blocks": a /28, the smallest, has 16 addresses',
      parameters: { asks: 'what fits', each: 1, fixed: 0, growth: 1, units: 0, prefix: 28 },
      claim: { amount: 11 },
      holds: true,
    },
  ],
};
