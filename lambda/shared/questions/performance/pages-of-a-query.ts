/** What does a loop over the pages of a query find, where a filter takes items out after the limit has counted them? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

export interface Pages {
  /** Orders of the customer, in the order of the sort key. */
  readonly orders: number;
  readonly limit: number;
  /** Places of those that pass the filter, from 0. */
  readonly shipped: readonly number[];
}

interface Page {
  readonly passed: number;
  readonly scanned: number;
  readonly isLast: boolean;
}

/** Calls after which a loop counts as one that goes on. */
const MOST_CALLS = 40;

function pagesOf({ orders, limit, shipped }: Pages): Page[] {
  return Array.from({ length: Math.ceil(orders / limit) }, (_, at) => ({
    passed: shipped.filter((place) => Math.floor(place / limit) === at).length,
    scanned: Math.min(limit, orders - at * limit),
    isLast: (at + 1) * limit >= orders,
  }));
}

/** What is found by asking page after page, and from the front after the last, as long as `goesOn` says so. */
function loop(setting: Pages, goesOn: (page: Page, found: number, calls: number) => boolean): Outcome {
  const pages = pagesOf(setting);
  let found = 0;
  for (let calls = 1; calls <= MOST_CALLS; calls++) {
    const page = pages[(calls - 1) % pages.length] as Page;
    found += page.passed;
    if (!goesOn(page, found, calls)) return { found, calls };
  }
  return { ends: false };
}

const VARIANTS: readonly Variant<Pages>[] = [
  {
    code: 'await next(); await next(); return found;',
    leaves: (setting) => loop(setting, (_page, _found, calls) => calls < 2),
    why: ({ limit }) => `Two pages are ${2 * limit} orders looked at, and the filter takes its part out of those.`,
    misconception: 'a-limit-counts-what-passes',
  },
  {
    code: 'await Promise.all([next(), next()]); return found;',
    leaves: (setting) => ({ found: 2 * (pagesOf(setting)[0] as Page).passed, calls: 2 }),
    why: () => 'Both ask before either has a key to go on from, so that both get the first page.',
    misconception: 'pages-can-be-asked-for-at-once',
  },
  {
    code: 'do await next(); while (page.LastEvaluatedKey); return found;',
    leaves: (setting) => loop(setting, ({ isLast }) => !isLast),
    why: () => 'The key is missing behind the last page alone, however few items passed.',
    misconception: 'a-key-means-that-something-passed',
  },
  {
    code: 'do await next(); while (page.Items.length > 0); return found;',
    leaves: (setting) => loop(setting, ({ passed }) => passed > 0),
    why: () =>
      'It stops at the first page of which nothing passes; and asked on without a key, a query begins from the front.',
    misconception: 'an-empty-page-is-the-last',
  },
  {
    code: 'do await next(); while (page.Items.length === n); return found;',
    leaves: (setting) => loop(setting, ({ passed }) => passed === setting.limit),
    why: () => 'It stops at the first page of which something is filtered out.',
    misconception: 'a-short-page-is-the-last',
  },
  {
    code: 'do await next(); while (found.length < n); return found;',
    leaves: (setting) => loop(setting, (_page, found) => found < setting.limit),
    why: ({ limit }) =>
      `It stops with the page that makes ${limit} of them; were there fewer, it would begin from the front again.`,
    misconception: 'a-query-at-its-end-gives-nothing',
  },
  {
    code: 'do await next(); while (page.ScannedCount === n); return found;',
    leaves: (setting) => loop(setting, ({ scanned }) => scanned === setting.limit),
    why: () => 'ScannedCount is what was looked at before the filter: less than the limit on the last page alone.',
    misconception: 'scanned-is-what-passed',
  },
  {
    code: 'do await next(); while (page.Count > 0 && page.LastEvaluatedKey); return found;',
    leaves: (setting) => loop(setting, ({ passed, isLast }) => passed > 0 && !isLast),
    why: () => 'Count is what passed, so that it stops at the first page of which nothing did.',
    misconception: 'an-empty-page-is-the-last',
  },
];

const PLACES = {
  early: () => [0, 1, 2, 3, 4, 5, 6, 7, 8],
  late: (orders: number) => Array.from({ length: 9 }, (_, at) => orders - 9 + at),
  thirds: (orders: number) => Array.from({ length: Math.floor(orders / 3) }, (_, at) => 3 * at + 1),
  split: (orders: number) => [0, 1, 2, orders - 4, orders - 3, orders - 2, orders - 1],
};
const WHERE = {
  early: 'the 9 oldest orders are',
  late: 'the 9 newest orders are',
  thirds: 'one order in three is',
  split: 'the 3 oldest and the 4 newest orders are',
};
type Where = keyof typeof WHERE;

const whereOf = ({ orders, shipped }: Pages) =>
  WHERE[(Object.keys(WHERE) as Where[]).find((name) => `${PLACES[name](orders)}` === `${shipped}`) as Where];

export const pagesOfAQuery = defineVariants<Pages>({
  id: 'pages-of-a-query',
  tasks: ['DVA-C03/1.3', 'DVA-C03/4.3'],
  level: 'analyse',
  read: [
    { guide: 'Amazon DynamoDB Developer Guide', page: 'Paginating table query results in DynamoDB' },
    { guide: 'Amazon DynamoDB Developer Guide', page: 'Filter expressions for the Query operation in DynamoDB' },
    { path: 'lambda/shared/table/table-reads.ts' },
  ],
  asOf: '2026-11-27',
  misconceptions: {
    'a-limit-counts-what-passes': 'A limit counts the items that pass the filter.',
    'pages-can-be-asked-for-at-once': 'The pages of a query can be asked for side by side.',
    'a-key-means-that-something-passed': 'A page has a key to go on from where some of its items passed the filter.',
    'an-empty-page-is-the-last': 'A page without items is the last one.',
    'a-short-page-is-the-last': 'A page with fewer items than the limit is the last one.',
    'a-query-at-its-end-gives-nothing': 'A query that has come to its end gives nothing when it is asked again.',
    'scanned-is-what-passed': 'ScannedCount counts the items that passed the filter.',
  },
  variants: VARIANTS,
  setting(random) {
    const orders = random.pick([23, 31]);
    const limit = random.pick([5, 8]);
    return { orders, limit, shipped: PLACES[random.pick(Object.keys(PLACES) as Where[])](orders) };
  },
  say: ({ found, calls, ends }) =>
    ends === false
      ? 'asks on and on, past every order'
      : `returns ${found} orders, after ${calls} ${calls === 1 ? 'call' : 'calls'}`,
  which(setting, seen) {
    return {
      stem:
        `A customer has ${setting.orders} orders, sorted by their day; ${whereOf(setting)} shipped. A function that is to return the ` +
        `shipped ones ${seen}. Which last line does it have?`,
      decides: seen,
    };
  },
  what(setting) {
    return {
      stem:
        `A customer has ${setting.orders} orders, sorted by their day; ${whereOf(setting)} shipped. What does the function below do ` +
        'that is to return the shipped ones?',
      decides: `${whereOf(setting)} shipped`,
    };
  },
  code: ({ limit }, code) => ({
    text: [
      `const n = ${limit}, found = []; let page = {};`,
      'async function next() {',
      "  page = await query({ KeyConditionExpression: 'customer = :c', Limit: n,",
      "    FilterExpression: 'shipped = :yes', ExclusiveStartKey: page.LastEvaluatedKey });",
      '  found.push(...page.Items);',
      '}',
      ...(code ? [code] : []),
    ].join('\n'),
    words:
      `A function next asks for a page of the customer’s orders with a limit of ${limit} and a filter for the shipped ones, from ` +
      `the last key on, and appends its items to a list.${code ? ` Its last line: ${code}` : ''}`,
  }),
});
