/** What does a request for items of a table give, and how much does it read, by the keys that it names? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

export interface Orders {
  readonly customers: number;
  /** Orders of each customer in each month of the first quarter. */
  readonly perMonth: number;
  /** Of a customer's orders, each of which this is a divisor of the number is paid; the others are open. */
  readonly paidEvery: number;
}

const perCustomer = ({ perMonth }: Orders) => 3 * perMonth;
const all = (setting: Orders) => setting.customers * perCustomer(setting);
/** Paid ones among the first `count` orders of a customer. */
const paid = ({ paidEvery }: Orders, count: number) => Math.floor(count / paidEvery);
/** Paid orders of a customer in March, the last of the three months. */
const paidInMarch = (setting: Orders) =>
  paid(setting, perCustomer(setting)) - paid(setting, perCustomer(setting) - setting.perMonth);

const counts = (Count: number, ScannedCount: number): Outcome => ({ Count, ScannedCount });
const REFUSED: Outcome = { error: 'ValidationException' };

const VARIANTS: readonly Variant<Orders>[] = [
  {
    code: "query({ KeyConditionExpression: 'customer = :c AND begins_with(placed, :march)' })",
    leaves: ({ perMonth }) => counts(perMonth, perMonth),
    why: () => 'Both keys are named, so that nothing but what is given is read.',
    misconception: 'a-condition-on-both-keys-reads-the-partition',
  },
  {
    code: "query({ KeyConditionExpression: 'customer = :c AND placed >= :feb' })",
    leaves: ({ perMonth }) => counts(2 * perMonth, 2 * perMonth),
    why: () => 'A range of the sort key is open to its end: February and March are read, and given.',
    misconception: 'a-comparison-of-the-sort-key-is-a-filter',
  },
  {
    code: "query({ KeyConditionExpression: 'customer = :c', FilterExpression: 'pay = :paid' })",
    leaves: (setting) => counts(paid(setting, perCustomer(setting)), perCustomer(setting)),
    why: () => 'A filter works on what the key condition has read: all orders of the customer.',
    misconception: 'a-filter-saves-reads',
  },
  {
    code: "query({ IndexName: 'by-pay', KeyConditionExpression: 'customer = :c' })",
    leaves: () => REFUSED,
    why: () => 'A query of an index names a value of the partition key of the index, and not of the table.',
    misconception: 'an-index-keeps-the-partition-of-the-table',
  },
  {
    code: "query({ KeyConditionExpression: 'customer = :c AND pay = :paid' })",
    leaves: () => REFUSED,
    why: () => 'A key condition may name the keys alone; what is no key belongs into a filter.',
    misconception: 'a-key-condition-takes-any-attribute',
  },
  {
    code: "query({ KeyConditionExpression: 'begins_with(placed, :march)' })",
    leaves: () => REFUSED,
    why: () => 'A query has to name one value of the partition key.',
    misconception: 'a-query-finds-by-the-sort-key-alone',
  },
  {
    code: "query({ IndexName: 'by-pay', KeyConditionExpression: 'pay = :paid AND begins_with(placed, :march)' })",
    leaves: (setting) => counts(setting.customers * paidInMarch(setting), setting.customers * paidInMarch(setting)),
    why: () => 'The index has the paid orders of all customers in one partition, sorted by their day.',
    misconception: 'an-index-keeps-the-partition-of-the-table',
  },
  {
    code: "query({ IndexName: 'by-pay', KeyConditionExpression: 'pay = :paid', FilterExpression: 'customer = :c' })",
    leaves: (setting) =>
      counts(paid(setting, perCustomer(setting)), setting.customers * paid(setting, perCustomer(setting))),
    why: () => 'The index is read for the paid orders of all customers; the filter leaves those of one.',
    misconception: 'a-filter-saves-reads',
  },
  {
    code: "scan({ FilterExpression: 'customer = :c AND begins_with(placed, :march)' })",
    leaves: (setting) => counts(setting.perMonth, all(setting)),
    why: () => 'A scan reads the whole table, whatever its filter names.',
    misconception: 'a-scan-with-the-key-in-its-filter-is-a-query',
  },
  {
    code: "scan({ IndexName: 'by-pay', FilterExpression: 'begins_with(placed, :march)' })",
    leaves: (setting) => counts(setting.customers * setting.perMonth, all(setting)),
    why: () => 'Each order has a state of payment, so that the index holds all of them, and a scan reads them.',
    misconception: 'a-scan-of-an-index-reads-less',
  },
];

export const queryOrScan = defineVariants<Orders>({
  id: 'query-or-scan',
  tasks: ['SAA-C03/3.3', 'DVA-C03/1.3'],
  level: 'apply',
  read: [
    { guide: 'Amazon DynamoDB Developer Guide', page: 'Key condition expressions for the Query operation in DynamoDB' },
    { guide: 'Amazon DynamoDB Developer Guide', page: 'Filter expressions for the Query operation in DynamoDB' },
    { path: 'lambda/shared/table/table-reads.ts' },
  ],
  asOf: '2026-11-27',
  misconceptions: {
    'a-condition-on-both-keys-reads-the-partition': 'A query reads the whole partition, and picks from it.',
    'a-comparison-of-the-sort-key-is-a-filter': 'A comparison of the sort key is made after reading.',
    'a-filter-saves-reads': 'What a filter takes out is not read.',
    'a-key-condition-takes-any-attribute': 'A key condition may name any attribute, as a filter may.',
    'a-query-finds-by-the-sort-key-alone': 'A query can do without the partition key where the sort key is known.',
    'an-index-keeps-the-partition-of-the-table': 'A query of an index stays within one partition of the table.',
    'a-scan-with-the-key-in-its-filter-is-a-query': 'A scan whose filter names the partition key reads that partition.',
    'a-scan-of-an-index-reads-less': 'A scan of an index reads only what its filter asks for.',
  },
  variants: VARIANTS,
  setting: (random) => ({
    customers: random.pick([4, 5]),
    perMonth: random.pick([2, 3]),
    paidEvery: random.pick([2, 3]),
  }),
  say: ({ error, Count, ScannedCount }) =>
    error ? `is refused with a ${error}` : `has a Count of ${Count} and a ScannedCount of ${ScannedCount}`,
  which(setting, seen, random) {
    return { stem: `${table(setting, random)} The answer to a request ${seen}. Which request was it?`, decides: seen };
  },
  what(setting, random) {
    return {
      stem: `${table(setting, random)} Which is true of the answer to the request below?`,
      decides: months(setting),
    };
  },
  code: (_, code) =>
    code === undefined ? undefined : { text: code.replace(/, (?=[A-Z]\w+: ')/g, ',\n  '), words: `A request: ${code}` },
});

const months = ({ perMonth }: Orders) => `${perMonth} orders in each of January, February and March`;

function table(setting: Orders, random: { chance(of: number): boolean }): string {
  const paidOnes = `the customer’s every ${setting.paidEvery === 2 ? 'second' : 'third'} order is paid, the others are open`;
  const keys = 'a table has the partition key customer and the sort key placed, a day';
  const index = 'Its index by-pay has the partition key pay, which is paid or open, and the sort key placed';
  const rows = `Each of ${setting.customers} customers has ${months(setting)}; ${paidOnes}.`;
  return random.chance(0.5)
    ? `${keys.replace('a table', 'A table of orders')}. ${index}. ${rows}`
    : `${rows} All are in one table: ${keys.replace('a table', 'it')}. ${index}.`;
}
