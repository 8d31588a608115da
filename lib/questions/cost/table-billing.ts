/** The bill of a month, hour by hour and unit by unit, of each way; an option holds where few others are beyond it. */
import type { Billing, TableLoad } from '../../../lambda/shared/questions/cost/table-billing.ts';
import { isOneOfTwo } from '../one-of-two.ts';
import type { Proof } from '../proof.ts';

/**
 * Dollars of 30 days.
 * @throws Error where the way does not carry the load, or reserves what is not sold: units come by the hundred (Amazon DynamoDB
 *   pricing, "Reserved capacity"); neither is an option
 */
function bill(load: TableLoad, { mode, reserved, busy, quiet }: Billing): number {
  if (reserved % 100 !== 0) throw new Error(`${reserved} units are not sold: reserved ones come by the hundred.`);
  let dollars = 0;
  for (let hour = 0; hour < 24; hour++) {
    const isBusy = hour < load.busyHours;
    const writes = isBusy ? load.busy : load.quiet;
    if (mode === 'on demand') {
      dollars += ((writes * 3600) / 1e6) * load.onDemand;
      continue;
    }
    const units = isBusy ? busy : quiet;
    if (units < writes) throw new Error(`${units} units do not carry ${writes} writes a second.`);
    const above = units > reserved ? units - reserved : 0;
    dollars += (reserved / 1000) * load.reserved + (above / 1000) * load.provisioned;
  }
  return 30 * dollars;
}

const billsOf = (load: TableLoad) => load.offered.map((other) => bill(load, other));

const units = (reserved: number, busy: number, quiet: number): Billing => ({ mode: 'units', reserved, busy, quiet });
const onDemand: Billing = { mode: 'on demand', reserved: 0, busy: 200, quiet: 200 };
/** A load without a curve, and one with a short peak. */
const flat: TableLoad = {
  asks: 'least',
  busy: 200,
  quiet: 200,
  busyHours: 12,
  onDemand: 0.625,
  provisioned: 0.65,
  reserved: 0.3,
  years: 1,
  offered: [onDemand, units(0, 200, 200), units(200, 200, 200), units(100, 200, 200)],
};
const peak: TableLoad = {
  ...flat,
  quiet: 1,
  busyHours: 1,
  offered: [onDemand, units(0, 200, 200), units(0, 200, 1), units(200, 200, 200)],
};

export const tableBillingProof: Proof<TableLoad, Billing> = {
  holds: (load, billing) => isOneOfTwo(load.asks, bill(load, billing), billsOf(load)),
  second(load, billing) {
    const perDay = ({ mode, reserved, busy, quiet }: Billing) => {
      const hours = [load.busyHours, 24 - load.busyHours] as const;
      if (mode === 'on demand') return (load.busy * hours[0] + load.quiet * hours[1]) * 0.0036 * load.onDemand;
      const above = Math.max(busy - reserved, 0) * hours[0] + Math.max(quiet - reserved, 0) * hours[1];
      return (24 * reserved * load.reserved + above * load.provisioned) / 1000;
    };
    const ranked = load.offered.map(perDay).sort((a, b) => (load.asks === 'least' ? a - b : b - a));
    const worst = ranked[1] as number;
    return load.asks === 'least' ? perDay(billing) <= worst + 1e-9 : perDay(billing) >= worst - 1e-9;
  },
  explain: (load, billing) => [
    `hour by hour, 30 days cost $${bill(load, billing).toFixed(2)}; the five of them: ${billsOf(load)
      .map((dollars) => `$${dollars.toFixed(2)}`)
      .join(', ')}`,
  ],
  vectors: [
    {
      source: 'Amazon DynamoDB Developer Guide, "reserved capacity": for steady use it costs less than provisioned',
      parameters: flat,
      claim: units(200, 200, 200),
      holds: true,
    },
    {
      source: 'Amazon DynamoDB Developer Guide, "throughput capacity": on demand is not made for a steady load',
      parameters: flat,
      claim: onDemand,
      holds: false,
    },
    {
      source: 'Amazon DynamoDB Developer Guide, "throughput capacity": on demand pays by use where little is used',
      parameters: peak,
      claim: onDemand,
      holds: true,
    },
    {
      source: 'the same: provisioned capacity is charged in each hour, used or not',
      parameters: peak,
      claim: units(0, 200, 200),
      holds: false,
    },
  ],
};
