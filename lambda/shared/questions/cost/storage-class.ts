/** Which S3 storage class costs least, by prices that stand in the question. */
import { defineFamily } from '../family.ts';

/** Dollars: a GB and month, a GB retrieved, a thousand writes, a thousand reads; and days that are charged at least. */
export interface ClassPrice {
  readonly name: string;
  readonly storage: number;
  readonly retrieval: number;
  readonly writes: number;
  /** A GET, and where an object has to be retrieved first the request for that. */
  readonly reads: number;
  readonly leastDays: number;
  /** Hours until an object can be read at worst, where it is retrieved in bulk; `retrieval` is the price of that. */
  readonly hours: number;
}

export interface Archive {
  readonly asks: 'least' | 'most';
  readonly gigabytes: number;
  /** Size of an object, in MB. */
  readonly object: number;
  /** How many times the whole is read in a month. */
  readonly reads: number;
  /** Days that each object is kept, and hours that a reader can wait. */
  readonly kept: number;
  readonly waits: number;
}

/**
 * List prices of us-east-1 for the first 50 TB, from Amazon S3 pricing ("Storage", "Requests & data retrievals"), looked up on
 * 2026-11-28. That page's tables are filled in by a script: what they hold is as tools print it that read AWS's Price List
 * (Infracost, its S3 estimate). In bulk, S3 Glacier Flexible Retrieval is free, and S3 Glacier Deep Archive costs $0.025 a
 * thousand requests besides the GB. They stand in the question, so that a new list price makes no key false. The hours are
 * those of Amazon S3 User Guide, "Understanding archive retrieval options".
 */
const CLASSES: readonly ClassPrice[] = [
  { name: 'S3 Standard', storage: 0.023, retrieval: 0, writes: 0.005, reads: 0.0004, leastDays: 0, hours: 0 },
  { name: 'S3 Standard-IA', storage: 0.0125, retrieval: 0.01, writes: 0.01, reads: 0.001, leastDays: 30, hours: 0 },
  {
    ...{ name: 'S3 Glacier Instant Retrieval', storage: 0.004, retrieval: 0.03, writes: 0.02, reads: 0.01 },
    ...{ leastDays: 90, hours: 0 },
  },
  {
    ...{ name: 'S3 Glacier Flexible Retrieval', storage: 0.0036, retrieval: 0, writes: 0.03, reads: 0.0004 },
    ...{ leastDays: 90, hours: 12 },
  },
  {
    ...{ name: 'S3 Glacier Deep Archive', storage: 0.00099, retrieval: 0.0025, writes: 0.05, reads: 0.0254 },
    ...{ leastDays: 180, hours: 48 },
  },
];

const WHAT = ['scans', 'recordings', 'invoices', 'medical images', 'log files', 'drone photographs'];

/** What a GB costs in all: its writes, the days that are charged, and what is read while it is kept. */
function costOf(price: ClassPrice, { object, reads, kept }: Archive): number {
  const months = Math.max(kept, price.leastDays) / 30;
  const times = reads * (kept / 30);
  const thousands = 1024 / object / 1000;
  return price.storage * months + thousands * price.writes + times * (price.retrieval + thousands * price.reads);
}

/** The classes that the readers can live with; the one that is asked for comes first. */
const rankedFor = (archive: Archive): ClassPrice[] =>
  CLASSES.filter(({ hours }) => hours <= archive.waits).sort(
    (a, b) => (costOf(a, archive) - costOf(b, archive)) * (archive.asks === 'least' ? 1 : -1),
  );

/** The idea of somebody who takes this class for the one that is asked for. */
function ideaOf(price: ClassPrice, best: ClassPrice, { asks, kept, waits, reads }: Archive): string {
  if (price.hours > waits) return 'archives-answer-at-once';
  // What costs less than it seems to, and what more: which of them was chosen depends on what is asked.
  const [seemsCheap, seemsDear] = asks === 'least' ? [price, best] : [best, price];
  if (seemsCheap.leastDays > kept) return 'a-class-is-left-at-any-time';
  if (seemsCheap.storage >= seemsDear.storage) return 'what-is-read-stays-in-standard';
  return reads >= 2 ? 'retrieval-is-free' : 'the-cheapest-gigabyte-is-cheapest';
}

export interface ClassClaim {
  readonly name: string;
}

export const storageClass = defineFamily<Archive, ClassClaim>({
  id: 'storage-class',
  kind: 'proven',
  tasks: ['SAA-C03/4.1', 'SAA-C03/3.1'],
  level: 'analyse',
  read: [
    { guide: 'Amazon S3 User Guide', page: 'Understanding and managing Amazon S3 storage classes' },
    { guide: 'Amazon S3', page: 'Amazon S3 pricing' },
  ],
  asOf: '2026-11-28',
  names: WHAT,
  misconceptions: {
    'the-cheapest-gigabyte-is-cheapest': 'The class with the lowest price a GB and month costs least.',
    'retrieval-is-free': 'Reading costs next to nothing in every class.',
    'a-class-is-left-at-any-time': 'What is deleted early costs only for the days that it was kept.',
    'what-is-read-stays-in-standard': 'What is read at all costs least in a class that charges little for reading.',
    'archives-answer-at-once': 'Every class gives an object back in milliseconds.',
  },
  draw(random) {
    // Each class is to be right as often as every other.
    const wanted = random.pick(CLASSES);
    for (let attempt = 0; attempt < 60; attempt++) {
      const archive: Archive = {
        asks: random.pick(['least', 'least', 'most']),
        gigabytes: random.pick([200, 500, 1000, 4000, 20_000]),
        // Not so small that the 40 KB beside each archived object would count.
        object: random.pick([4, 20, 200]),
        reads: random.pick([0.01, 0.1, 0.3, 0.5, 1, 2, 5]),
        kept: random.pick([10, 20, 30, 45, 60, 180, 360, 720]),
        waits: random.pick([0, 12, 48]),
      };
      if (rankedFor(archive)[0] === wanted) return archive;
    }
    return undefined;
  },
  write(archive, random) {
    const { asks, gigabytes, object, reads, kept, waits } = archive;
    const [best, second] = rankedFor(archive);
    if (!best || !second) return undefined;
    const [low, high] = [costOf(best, archive), costOf(second, archive)].toSorted((a, b) => a - b) as [number, number];
    // No near ties, where a rounding would decide.
    if (high / low < 1.2) return undefined;
    const money = (price: ClassPrice) => `$${(costOf(price, archive) * 1000).toFixed(2)} for 1,000 GB over that time`;
    const option = (price: ClassPrice) => {
      const tooSlow = price.hours > waits;
      return {
        text: `${price.name} from the first day`,
        claim: { name: price.name },
        reason: tooSlow
          ? `In bulk a retrieval takes up to ${price.hours} hours, and readers wait ${waits === 0 ? 'for nothing' : `${waits} hours`}.`
          : `It costs ${money(price)}.`,
        ...(price !== best && { misconception: ideaOf(price, best, archive) }),
      };
    };
    const wait = waits === 0 ? 'A reader needs it at once.' : `A reader can wait ${waits} hours.`;
    const often =
      reads < 1
        ? `${Math.round(reads * 100)} % of it is read in a month`
        : `all of it is read ${reads === 1 ? 'once' : `${reads} times`} a month`;
    return {
      code: {
        text: CLASSES.map((one) =>
          [
            one.name.padEnd(29),
            `${one.storage}`.padEnd(7),
            `${one.retrieval}`.padEnd(6),
            `${one.writes}`.padEnd(5),
            `${one.reads}`.padEnd(6),
            one.leastDays,
          ].join(' '),
        ).join('\n'),
        words: `Prices: ${CLASSES.map((one) => `${one.name}: ${one.storage} dollars a GB and month, ${one.retrieval} a GB retrieved, ${one.writes} a thousand writes, ${one.reads} a thousand reads, charged for ${one.leastDays} days at least`).join('; ')}.`,
      },
      stem:
        `${gigabytes} GB of ${random.pick(WHAT)} in objects of ${object} MB are written every month, kept for ${kept} days and then ` +
        `deleted; while it is kept, ${often}. ${wait} The table has, in dollars, the price of a GB and month, of a GB retrieved (in bulk, where there is a choice), ` +
        `of 1,000 writes and of 1,000 reads, and the days charged at least; the rest is left out. Of the classes that fit the readers, which costs ${asks}?`,
      decides: `kept for ${kept} days`,
      options: [option(best), ...random.shuffle(CLASSES.filter((one) => one !== best)).map(option)],
    };
  },
});
