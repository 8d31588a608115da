/** One object's bill, day by day. */
import type { Archive, ClassClaim } from '../../../lambda/shared/questions/cost/storage-class.ts';
import type { Proof } from '../proof.ts';

/** The question's own table: a month, a GB back, a thousand writes, a thousand reads, least days, hours to wait. */
const PRICES: Readonly<Record<string, readonly [number, number, number, number, number, number]>> = {
  'S3 Standard': [0.023, 0, 0.005, 0.0004, 0, 0],
  'S3 Standard-IA': [0.0125, 0.01, 0.01, 0.001, 30, 0],
  'S3 Glacier Instant Retrieval': [0.004, 0.03, 0.02, 0.01, 90, 0],
  'S3 Glacier Flexible Retrieval': [0.0036, 0, 0.03, 0.0004, 90, 12],
  'S3 Glacier Deep Archive': [0.00099, 0.0025, 0.05, 0.0254, 180, 48],
};

/** Dollars for all that is written in one month, until it is deleted and its last charged day is over. */
function bill({ gigabytes, object, reads, kept }: Archive, name: string): number {
  const [month, back, puts, gets, leastDays] = PRICES[name] as (typeof PRICES)[string];
  let dollars = (((gigabytes * 1024) / object) * puts) / 1000;
  for (let day = 0; day < kept || day < leastDays; day++) {
    dollars += (gigabytes * month) / 30;
    if (day < kept) {
      const read = (gigabytes * reads) / 30;
      dollars += read * back + (((read * 1024) / object) * gets) / 1000;
    }
  }
  return dollars;
}

const fitting = ({ waits }: Archive) => Object.keys(PRICES).filter((name) => (PRICES[name]?.[5] as number) <= waits);

const archive: Archive = { asks: 'least', gigabytes: 1000, object: 100, reads: 0.01, kept: 360, waits: 0 };

export const storageClassProof: Proof<Archive, ClassClaim> = {
  holds(parameters, { name }) {
    const names = fitting(parameters);
    const bills = names.map((one) => bill(parameters, one));
    const wanted = parameters.asks === 'least' ? Math.min(...bills) : Math.max(...bills);
    return names.includes(name) && bill(parameters, name) === wanted;
  },
  second({ asks, object, reads, kept, waits }, { name }) {
    // Dollars of a thousand GB over their life, as a sum of products; reads are of all of it, once for each time.
    const thousands = 1024 / object;
    const [months, times] = [kept / 30, (kept / 30) * reads];
    const bills = new Map<string, number>([
      ['S3 Standard', 23 * months + thousands * (0.005 + times * 0.0004)],
      ['S3 Standard-IA', 12.5 * Math.max(months, 1) + 10 * times + thousands * (0.01 + times * 0.001)],
      ['S3 Glacier Instant Retrieval', 4 * Math.max(months, 3) + 30 * times + thousands * (0.02 + times * 0.01)],
    ]);
    if (waits >= 12)
      bills.set('S3 Glacier Flexible Retrieval', 3.6 * Math.max(months, 3) + thousands * (0.03 + times * 0.0004));
    if (waits >= 48) {
      const deep = 0.99 * Math.max(months, 6) + 2.5 * times;
      bills.set('S3 Glacier Deep Archive', deep + thousands * (0.05 + times * 0.0254));
    }
    const [asked] = [...bills].sort(([, a], [, b]) => (asks === 'least' ? a - b : b - a));
    return asked?.[0] === name;
  },
  explain: (parameters, { name }) => [
    fitting(parameters).includes(name)
      ? `day by day: $${bill(parameters, name).toFixed(2)}`
      : 'its readers would wait too long',
  ],
  vectors: [
    {
      source:
        'Amazon S3 User Guide, "storage classes": Glacier Instant Retrieval is for data read about once a quarter, at once',
      parameters: { ...archive, reads: 0.3 / 3 },
      claim: { name: 'S3 Glacier Instant Retrieval' },
      holds: true,
    },
    {
      source: 'Amazon S3 User Guide, "storage classes": Standard is for data that is read often',
      parameters: { ...archive, reads: 5, kept: 60 },
      claim: { name: 'S3 Standard' },
      holds: true,
    },
    {
      source: 'Amazon S3 User Guide, "storage classes": Standard-IA is charged for 30 days at least',
      parameters: { ...archive, kept: 10 },
      claim: { name: 'S3 Standard-IA' },
      holds: false,
    },
  ],
};
