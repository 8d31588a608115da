/** The bills of a month, hour by hour and thousand calls by thousand calls. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Size, Workload } from '../../../lambda/shared/questions/cost/function-or-container.ts';
import type { Proof } from '../proof.ts';

const THOUSAND = 1000;

/** Dollars of so many calls. */
function callsCost({ memory, milliseconds }: Size, calls: number): number {
  let [requests, gigabyteSeconds] = [0, 0];
  for (let done = 0; done < calls; done += THOUSAND) {
    const batch = Math.min(THOUSAND, calls - done);
    requests += batch;
    gigabyteSeconds += (batch * milliseconds * memory) / (1024 * 1000);
  }
  return (requests * 0.2) / 1e6 + gigabyteSeconds * 0.0000166667;
}

/** Dollars of the containers, paid for in each of 730 hours. */
function fleetCost({ containers, cpus, gigabytes }: Workload): number {
  let sum = 0;
  for (let container = 0; container < containers; container++)
    for (let hour = 0; hour < 730; hour++) sum += cpus * 0.04048 + gigabytes * 0.004445;
  return sum;
}

const isSize = (claim: Amount | Size): claim is Size => 'memory' in claim;

/** Whether no other size that is fast enough costs less (or more). */
function isChosen({ asks, sizes, within }: Workload, size: Size): boolean {
  if (size.milliseconds > within) return false;
  const own = callsCost(size, 1e6);
  return sizes.every((other) => {
    if (other.milliseconds > within) return true;
    const cost = callsCost(other, 1e6);
    return asks === 'cheapest size' ? own <= cost : own >= cost;
  });
}

/** Whether the containers cost more a little below so many millions of calls, and less a little above. */
function isBreakEven(load: Workload, millions: number): boolean {
  const fleet = fleetCost(load);
  const calls = (share: number) => callsCost(load, Math.round(millions * share * 1e6));
  return calls(0.99) < fleet && calls(1.01) > fleet;
}

const load: Workload = {
  ...{ asks: 'function a month', memory: 512, milliseconds: 1000, millions: 3 },
  ...{ containers: 1, cpus: 1, gigabytes: 2, sizes: [], within: 1000 },
};

export const functionOrContainerProof: Proof<Workload, Amount | Size> = {
  holds(given, claim) {
    if (isSize(claim)) return isChosen(given, claim);
    if (given.asks === 'break-even') return isBreakEven(given, claim.amount);
    const cost = given.asks === 'function a month' ? callsCost(given, given.millions * 1e6) : fleetCost(given);
    return Math.abs(cost - claim.amount) < 0.0051;
  },
  second(given, claim) {
    const ofAMillion = ({ memory, milliseconds }: Size) => 0.2 + (memory / 1024) * milliseconds * 0.0166667;
    const fleet = given.containers * (given.cpus * 29.5504 + given.gigabytes * 3.24485);
    if ('memory' in claim) {
      const fit = given.sizes.filter(({ milliseconds }) => milliseconds <= given.within).map(ofAMillion);
      const wanted = given.asks === 'cheapest size' ? Math.min(...fit) : Math.max(...fit);
      return claim.milliseconds <= given.within && Math.abs(ofAMillion(claim) - wanted) < 1e-9;
    }
    if (given.asks === 'break-even') return Math.abs(claim.amount / (fleet / ofAMillion(given)) - 1) < 0.01;
    return (
      Math.abs((given.asks === 'function a month' ? given.millions * ofAMillion(given) : fleet) - claim.amount) < 0.0051
    );
  },
  explain: (given, claim) => [
    isSize(claim)
      ? `a million calls of ${claim.milliseconds} ms with ${claim.memory} MB: $${callsCost(claim, 1e6).toFixed(4)}`
      : `the function: $${callsCost(given, given.millions * 1e6).toFixed(2)} for ${given.millions} million calls; the containers: $${fleetCost(given).toFixed(2)}`,
  ],
  vectors: [
    {
      source:
        'AWS Lambda Pricing, an example: 3 million calls of 1 s with 512 MB are 1,500,000 GB-seconds, so $25.00, and $0.60 for requests, before what is free',
      parameters: load,
      claim: { amount: 25.6 },
      holds: true,
    },
    {
      source: 'AWS Fargate Pricing: vCPU and memory are paid for by the hour, from the start of a task to its end',
      parameters: { ...load, asks: 'containers a month' },
      claim: { amount: 36.04 },
      holds: true,
    },
    {
      source:
        'AWS Lambda Developer Guide, "Configure Lambda function memory": twice the memory for half the time costs the same, and less time than half costs less',
      parameters: {
        ...load,
        asks: 'cheapest size',
        sizes: [
          { memory: 512, milliseconds: 400 },
          { memory: 1024, milliseconds: 190 },
        ],
      },
      claim: { memory: 1024, milliseconds: 190 },
      holds: true,
    },
  ],
};
