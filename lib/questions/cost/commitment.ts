/** Bills of every choice, hour by hour, compared. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Compute } from '../../../lambda/shared/questions/cost/commitment.ts';
import type { Proof } from '../proof.ts';

/** Dollars of a day with some instances committed. */
function day({ onDemand, committed, load }: Compute, commit: number): number {
  let tenths = 0;
  for (const running of load)
    for (let instance = 1; instance <= Math.max(running, commit); instance++)
      tenths += instance <= commit ? committed : onDemand;
  return tenths / 1000;
}

const holds = (compute: Compute, amount: number): boolean => {
  const { asks, onDemand, committed, spot, load, commit, budget } = compute;
  switch (asks) {
    case 'break-even hours': {
      const committedBill = 730 * committed;
      let hours = 0;
      while (hours * onDemand < committedBill) hours++;
      return amount === hours;
    }
    case 'instances to commit': {
      const all = Array.from({ length: Math.max(...load) + 1 }, (_, one) => day(compute, one));
      return all.every((cost, one) => one === amount || cost > (all[amount] as number));
    }
    case 'monthly cost':
      return Math.abs(30 * day(compute, commit) - amount) < 0.006;
    case 'Spot share': {
      const mixed = (share: number) => (share * spot + (100 - share) * onDemand) / 100;
      return mixed(amount) <= (onDemand * budget) / 100 && mixed(amount - 1) > (onDemand * budget) / 100;
    }
  }
};

const compute: Compute = {
  asks: 'break-even hours',
  onDemand: 100,
  committed: 50,
  spot: 30,
  load: [1],
  commit: 1,
  budget: 50,
};

export const commitmentProof: Proof<Compute, Amount> = {
  holds: (parameters, { amount }) => holds(parameters, amount),
  second({ asks, onDemand, committed, spot, load, commit, budget }, { amount }) {
    switch (asks) {
      case 'break-even hours':
        return amount === Math.ceil((730 * committed) / onDemand - 1e-9);
      case 'instances to commit': {
        // An instance is committed where it runs for more hours than it takes to pay for a day of the commitment.
        const runs = (instance: number) => load.filter((running) => running >= instance).length;
        const pays = (instance: number) => runs(instance) * onDemand > load.length * committed;
        return (amount === 0 || pays(amount)) && !pays(amount + 1);
      }
      case 'monthly cost': {
        const above = load.map((running) => Math.max(0, running - commit)).reduce((sum, one) => sum + one, 0);
        return Math.abs(0.03 * (load.length * commit * committed + above * onDemand) - amount) < 0.006;
      }
      case 'Spot share':
        return amount === Math.ceil((onDemand * (100 - budget)) / (onDemand - spot) - 1e-9);
    }
  },
  explain: (parameters, { amount }) =>
    parameters.asks === 'instances to commit'
      ? [
          `a day with ${amount} committed: $${day(parameters, amount).toFixed(3)}; one less $${day(parameters, amount - 1).toFixed(3)}, one more $${day(parameters, amount + 1).toFixed(3)}`,
        ]
      : [holds(parameters, amount) ? 'the bills agree with it' : 'the bills say otherwise'],
  vectors: [
    {
      source:
        'Savings Plans User Guide, "Understanding how Savings Plans apply": a commitment is charged in every hour',
      parameters: compute,
      claim: { amount: 365 },
      holds: true,
    },
    {
      source: 'Savings Plans User Guide: use above the commitment is charged on demand',
      parameters: { ...compute, asks: 'monthly cost', load: [3], commit: 1 },
      claim: { amount: 7.5 },
      holds: true,
    },
  ],
};
