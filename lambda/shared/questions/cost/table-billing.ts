/** What a table costs a month by each way to pay for its writes, over a day's load. */
import { defineFamily } from '../family.ts';
import type { Claimed } from '../model.ts';
import type { Random } from '../random.ts';

export interface TableLoad {
  readonly asks: 'least' | 'most';
  /** Writes a second of 1 KB, in `busyHours` of a day and in the rest of it. */
  readonly busy: number;
  readonly quiet: number;
  readonly busyHours: number;
  /**
   * Dollars: a million writes on demand; a write unit for 1,000 hours, provisioned, and reserved for so many years with the
   * upfront payment spread over them.
   */
  readonly onDemand: number;
  readonly provisioned: number;
  readonly reserved: number;
  readonly years: 1 | 3;
  /** The five ways that are to choose from. */
  readonly offered: readonly Billing[];
}

/** A way to pay: units reserved (paid in each hour), and provisioned above them in busy and in quiet hours. */
export interface Billing {
  readonly mode: 'on demand' | 'units';
  readonly reserved: number;
  readonly busy: number;
  readonly quiet: number;
}

const WHAT = ['orders', 'sessions', 'meter readings', 'game scores', 'bookings', 'sensor values'];
const HOURS = 720;
/**
 * us-east-1, Standard table class, looked up on 2026-11-28: Amazon DynamoDB pricing, on-demand and provisioned capacity, whose tables are
 * filled in by a script and which others quote as $0.625 a million write request units and $0.00065 a write capacity unit and hour. Off the
 * latter reserved capacity takes 54 % for one year and 77 % for three at most (Amazon DynamoDB Developer Guide, "DynamoDB reserved
 * capacity"): about $0.30 and $0.15 for 1,000 hours. They stand in the question, so that a new list price makes no key false.
 */
const PRICES = { onDemand: 0.625, provisioned: 0.65, reserved: { 1: 0.3, 3: 0.15 } } as const;
/** Reserved units are sold by the hundred (Amazon DynamoDB pricing, "Reserved capacity"). */
const BLOCK = 100;

/** Dollars of a month of 30 days. */
function monthOf(load: Omit<TableLoad, 'offered'>, { mode, reserved, busy, quiet }: Billing): number {
  const busyHours = load.busyHours * 30;
  if (mode === 'on demand')
    return ((load.busy * busyHours + load.quiet * (HOURS - busyHours)) * 3600 * load.onDemand) / 1_000_000;
  const unitHours = Math.max(0, busy - reserved) * busyHours + Math.max(0, quiet - reserved) * (HOURS - busyHours);
  return (unitHours * load.provisioned + reserved * HOURS * load.reserved) / 1000;
}

/** The ways that carry the load, each with its words and the idea behind taking it unasked. */
function ways({
  busy,
  quiet,
}: Omit<TableLoad, 'offered'>): (readonly [text: string, billing: Billing, idea: string])[] {
  const half = Math.round((busy + quiet) / (2 * BLOCK)) * BLOCK;
  const units = (reserved: number, ofBusy: number, ofQuiet: number): Billing => ({
    mode: 'units',
    reserved,
    busy: ofBusy,
    quiet: ofQuiet,
  });
  return [
    [
      'On demand, at the price of each write',
      { mode: 'on demand', reserved: 0, busy, quiet },
      'on-demand-is-for-small',
    ],
    [`Provisioned: ${busy} units at every hour`, units(0, busy, busy), 'capacity-for-the-peak'],
    [`Provisioned: ${busy} busy, ${quiet} quiet, by schedule`, units(0, busy, quiet), 'a-schedule-is-cheapest'],
    [`Reserved: ${busy} units for the whole term`, units(busy, busy, busy), 'reserved-is-cheapest'],
    [`Reserved: ${quiet} units; the rest by schedule`, units(quiet, busy, quiet), 'reserved-is-cheapest'],
    [`Reserved: ${half} units; the rest by schedule`, units(half, busy, quiet), 'reserved-is-cheapest'],
    [`Reserved: ${quiet} units; the rest at every hour`, units(quiet, busy, busy), 'capacity-for-the-peak'],
  ];
}

/** A load, and five of the ways to pay for it. */
function anyLoad(random: Random): TableLoad {
  const busy = random.pick([2000, 3000, 4000, 6000, 8000, 12_000]);
  const years = random.pick([1, 3] as const);
  const load = {
    asks: random.pick(['least', 'most'] as const),
    busy,
    quiet: Math.round((busy * random.pick([0.05, 0.1, 0.25, 0.5, 0.75])) / BLOCK) * BLOCK,
    busyHours: random.pick([1, 2, 4, 8, 12, 18]),
    ...{ onDemand: PRICES.onDemand, provisioned: PRICES.provisioned, reserved: PRICES.reserved[years], years },
  };
  const offered = random.some(ways(load), 5).map(([, billing]) => billing);
  return { ...load, offered };
}

/** The two that are asked for come first. */
const ranked = (load: TableLoad): Billing[] =>
  [...load.offered].sort((a, b) => (monthOf(load, a) - monthOf(load, b)) * (load.asks === 'least' ? 1 : -1));

export const tableBilling = defineFamily<TableLoad, Billing>({
  id: 'table-billing',
  kind: 'proven',
  tasks: ['SAA-C03/4.3'],
  level: 'analyse',
  choose: 2,
  read: [
    { guide: 'Amazon DynamoDB Developer Guide', page: 'DynamoDB throughput capacity' },
    { guide: 'Amazon DynamoDB Developer Guide', page: 'DynamoDB reserved capacity' },
  ],
  asOf: '2026-11-28',
  names: WHAT,
  misconceptions: {
    'on-demand-is-for-small': 'What is paid by the request is dear as soon as there are many.',
    'capacity-for-the-peak': 'Capacity for the peak, at a low price, costs little.',
    'a-schedule-is-cheapest': 'What follows the load costs less than anything that does not.',
    'reserved-is-cheapest': 'With the largest discount the bill is the lowest.',
  },
  draw(random) {
    // Each way is to be one of the two as often as every other.
    const wanted = random.whole(0, 6);
    for (let attempt = 0; attempt < 40; attempt++) {
      const load = anyLoad(random);
      const way = JSON.stringify(ways(load)[wanted]?.[1]);
      if (
        ranked(load)
          .slice(0, 2)
          .some((one) => JSON.stringify(one) === way)
      )
        return load;
    }
    return undefined;
  },
  write(load, random) {
    const { asks, busy, quiet, busyHours, onDemand, provisioned, reserved, years } = load;
    const sign = asks === 'least' ? 1 : -1;
    const bills = ways(load)
      .filter(([, billing]) => load.offered.some((one) => JSON.stringify(one) === JSON.stringify(billing)))
      .map(([text, billing, idea]) => ({ text, billing, idea, dollars: monthOf(load, billing) }))
      .sort((a, b) => sign * (a.dollars - b.dollars));
    const [bound = 0, next = 0] = bills.slice(1, 3).map(({ dollars }) => dollars);
    // No near ties, where a rounding would decide.
    if (bills.length !== 5 || Math.max(bound, next) / Math.min(bound, next) < 1.1) return undefined;
    const decides = `${busy} writes a second for ${busyHours} ${busyHours === 1 ? 'hour' : 'hours'} of each day`;
    return {
      stem:
        `A DynamoDB table for ${random.pick(WHAT)} gets ${decides}, and ${quiet} in the others; each is of 1 KB, and needs one unit. A ` +
        `million writes on demand cost $${onDemand}. A unit costs $${provisioned.toFixed(2)} for 1,000 hours provisioned, and $${reserved.toFixed(2)} reserved for ${years === 1 ? 'a year' : 'three years'}, ` +
        `upfront payment included, paid in each hour of the term. All of these carry the load. Which two cost ${asks}?`,
      decides,
      options: bills.map(
        ({ text, billing, idea, dollars }, place): Claimed<Billing> => ({
          text,
          claim: billing,
          reason: `It costs $${dollars.toFixed(2)} for 30 days; the second of the two that cost ${asks} is at $${bound.toFixed(2)}.`,
          ...(place >= 2 && { misconception: idea }),
        }),
      ),
    };
  },
});
