/** How often does a handler book a payment whose message comes again, at the same time, or after it died half-way? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

/** What happens to a message and to those who work on it. */
export type Mishap = 'again' | 'thrice' | 'at-once' | 'dies';

export interface Payment {
  readonly amount: number;
  /** Two of them; each happens to a message of its own, on an empty account. */
  readonly mishaps: readonly [Mishap, Mishap];
}

/** What a variant does of each mishap: how many times the amount is booked. */
type Booked = Readonly<Record<Mishap, number>>;

const leaves =
  (booked: Booked) =>
  ({ amount, mishaps: [first, second] }: Payment): Outcome => ({
    first: amount * booked[first],
    second: amount * booked[second],
  });

const VARIANTS: readonly Variant<Payment>[] = [
  {
    code: 'if (!(await isMarked(id))) { await add(amount); await mark(id); }',
    leaves: leaves({ again: 1, thrice: 1, 'at-once': 2, dies: 2 }),
    why: () => 'Two that look at the same time both see no mark; and who dies before the mark leaves none.',
    misconception: 'a-look-before-is-enough',
  },
  {
    code: 'if (!(await isMarked(id))) { await mark(id); await add(amount); }',
    leaves: leaves({ again: 1, thrice: 1, 'at-once': 2, dies: 0 }),
    why: () => 'Two that look at the same time both see no mark; and a mark without its amount stays.',
    misconception: 'a-look-before-is-enough',
  },
  {
    code: 'await markIfNew(id); await add(amount);',
    leaves: leaves({ again: 1, thrice: 1, 'at-once': 1, dies: 0 }),
    why: () => 'The condition lets one pass; but who dies between the two leaves a mark, and no amount.',
    misconception: 'a-condition-undoes-what-was-not-finished',
  },
  {
    code: 'await add(amount); await markIfNew(id);',
    leaves: leaves({ again: 2, thrice: 3, 'at-once': 2, dies: 2 }),
    why: () => 'The condition is asked after the amount was added, when it can hold nothing up.',
    misconception: 'a-failed-condition-undoes-earlier-writes',
  },
  {
    code: 'await transact([newMark(id), addition(amount)]);',
    leaves: leaves({ again: 1, thrice: 1, 'at-once': 1, dies: 1 }),
    why: () => 'Mark and amount are written both or neither, and a second mark is refused.',
    misconception: 'a-transaction-does-not-see-repeats',
  },
  {
    code: 'await addUnlessListed(amount, id); // one update',
    leaves: leaves({ again: 1, thrice: 1, 'at-once': 1, dies: 1 }),
    why: () => 'Amount and list of ids are one item: one write adds to both, or is refused.',
    misconception: 'one-write-can-be-cut-in-two',
  },
  {
    code: 'if (!known.has(id)) { known.add(id); await add(amount); }',
    leaves: leaves({ again: 2, thrice: 1, 'at-once': 2, dies: 2 }),
    why: () => 'The set is in the memory of one process; another one, or the next, knows nothing of it.',
    misconception: 'memory-is-shared-among-instances',
  },
  {
    code: 'try { await markIfNew(id); await add(amount); } catch { await unmark(id); }',
    leaves: leaves({ again: 1, thrice: 2, 'at-once': 1, dies: 0 }),
    why: () => 'A repeat takes the mark of the first away, so that the one after it books again.',
    misconception: 'a-refused-condition-is-a-failed-attempt',
  },
];

const MISHAPS: Readonly<Record<Mishap, string>> = {
  again: 'is delivered again later, to another instance',
  thrice: 'is delivered three times in a row, to one instance',
  'at-once': 'is delivered to two instances at the same moment, which take turns call by call',
  dies: 'is delivered to an instance that dies after its first write, and then to another',
};
const ORDER = Object.keys(MISHAPS) as Mishap[];

export const onlyOnce = defineVariants<Payment>({
  id: 'only-once',
  tasks: ['DVA-C03/1.1', 'SAA-C03/2.1'],
  level: 'analyse',
  read: [
    { guide: 'AWS Lambda Developer Guide', page: 'Using Lambda with Amazon SQS' },
    { guide: 'Amazon DynamoDB Developer Guide', page: 'Managing complex workflows with DynamoDB transactions' },
    { path: 'lambda/event-pipeline/worker/apply.ts' },
  ],
  asOf: '2026-11-27',
  misconceptions: {
    'a-look-before-is-enough': 'Who has looked whether something was done may do it.',
    'a-condition-undoes-what-was-not-finished': 'A mark that is set once stands for work that was done once.',
    'a-failed-condition-undoes-earlier-writes': 'A condition that fails undoes what was written before it.',
    'a-transaction-does-not-see-repeats': 'A transaction keeps writes together, but lets a repeat through.',
    'one-write-can-be-cut-in-two': 'Who dies may leave half of one update.',
    'memory-is-shared-among-instances': 'What an instance remembers is known to the others.',
    'a-refused-condition-is-a-failed-attempt': 'A condition that refuses a repeat is an error to be cleaned up after.',
  },
  variants: VARIANTS,
  setting(random) {
    const [one, other] = random.some(ORDER, 2) as [Mishap, Mishap];
    const mishaps: [Mishap, Mishap] = ORDER.indexOf(one) < ORDER.indexOf(other) ? [one, other] : [other, one];
    return { amount: random.pick([20, 35]), mishaps };
  },
  say: ({ first, second }) => `books ${first} for the first payment and ${second} for the second`,
  which(setting, seen) {
    return {
      stem: `${story(setting)} The handler ${seen}. Which line does it have?`,
      decides: seen,
    };
  },
  what(setting) {
    return { stem: `${story(setting)} What does the handler below do?`, decides: MISHAPS[setting.mishaps[1]] };
  },
  code: (_, code) => ({
    text: [
      'const known = new Set(); // once an instance',
      'async function handler({ id, amount }) {',
      `  ${code ?? '// …'}`,
      '}',
    ].join('\n'),
    words: `A handler gets id and amount of a payment; a set of known ids is kept for each instance.${code ? ` Its line: ${code}` : ''}`,
  }),
});

const story = ({ amount, mishaps: [first, second] }: Payment) =>
  `Two payments of ${amount} are to be booked, each on an account of its own at 0. The message of the first ${MISHAPS[first]}; that of ` +
  `the second ${MISHAPS[second]}. mark writes an item; markIfNew and newMark do where it is not there yet, and fail otherwise; each ` +
  'await is one request to DynamoDB. What fails is not tried again.';
