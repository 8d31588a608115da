/** Which EventBridge pattern takes the events that are asked for, and no others? */
import { defineFamily } from '../family.ts';

export interface Event {
  readonly source: string;
  readonly detail: { readonly amount?: number; readonly state: string; readonly region?: string };
}

export type Test =
  | string
  | { readonly numeric: readonly (string | number)[] }
  | { readonly prefix: string }
  | { readonly exists: boolean }
  | { readonly 'anything-but': readonly string[] };

export interface Pattern {
  readonly source?: readonly Test[];
  readonly detail?: Readonly<Record<string, readonly Test[]>>;
}

/** What is wanted of an event; every part that is there must hold. */
export interface Goal {
  readonly source: { readonly only: string } | { readonly but: string };
  /** Amounts between two bounds, or outside of them; `including` says whether the lower bound itself is meant. */
  readonly amount: {
    readonly where: 'between' | 'outside';
    readonly low: number;
    readonly high: number;
    readonly including: boolean;
  };
  readonly state: { readonly is: readonly string[] } | { readonly not: readonly string[] };
  readonly region: 'any' | 'given' | 'missing' | { readonly begins: string };
}

const SOURCES = ['shop', 'booking', 'billing', 'claims', 'parcels'];
const STATES = ['NEW', 'PAID', 'SHIPPED', 'CANCELLED', 'REFUNDED'];

const listed = (words: readonly string[]) =>
  words.length === 1 ? (words[0] as string) : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

export const eventPatterns = defineFamily<Goal, Pattern>({
  id: 'event-patterns',
  kind: 'proven',
  tasks: ['SAA-C03/2.1', 'DVA-C03/1.1'],
  level: 'apply',
  read: [
    {
      guide: 'Amazon EventBridge User Guide',
      page: 'Comparison operators for use in event patterns in Amazon EventBridge',
    },
    { path: 'lib/projects/event-pipeline/stack.ts' },
  ],
  asOf: '2026-11-27',
  names: [...SOURCES, ...STATES],
  misconceptions: {
    'the-bound-counts-by-itself': 'Whether a bound itself is meant makes no difference.',
    'tests-of-one-field-are-all-asked': 'Several tests in one list must all hold.',
    'a-list-excludes': 'A list of values says what is left out.',
    'what-is-missing-matches': 'A test of a field lets events pass that do not have the field.',
  },
  draw(random) {
    const two = random.chance(0.5);
    const states = random.some(STATES, two ? 2 : 1);
    const source = random.pick(SOURCES);
    const low = random.pick([20, 50, 100]);
    return {
      source: random.chance(0.5) ? { only: source } : { but: source },
      amount: {
        where: random.pick(['between', 'outside']),
        low,
        high: low * random.pick([2, 5, 10]),
        including: random.chance(0.5),
      },
      state: random.chance(0.5) ? { is: states } : { not: states },
      region: random.pick<Goal['region']>(['any', 'given', 'missing', { begins: random.pick(['eu-', 'us-', 'ap-']) }]),
    };
  },
  write({ source, amount, state, region }, random) {
    const name = 'only' in source ? source.only : source.but;
    const place = placeTest(region);
    const pattern = (change: Change): Pattern => ({
      source: change.source ?? ('only' in source ? [name] : [{ 'anything-but': [name] }]),
      detail: {
        amount: change.amount ?? amountTests(amount),
        state: change.state ?? ('is' in state ? state.is : [{ 'anything-but': state.not }]),
        ...((change.region ?? place) && { region: change.region ?? place }),
      },
    });
    const errors: readonly Mistake[] = [
      [
        { amount: amountTests({ ...amount, including: !amount.including }) },
        'the-bound-counts-by-itself',
        `Of an amount of exactly ${amount.low} it says the opposite of what is asked.`,
      ],
      [
        { amount: amountTests({ ...amount, where: amount.where === 'between' ? 'outside' : 'between' }, amount) },
        'tests-of-one-field-are-all-asked',
        amount.where === 'between'
          ? 'Two tests of one list are alternatives, so that every amount passes; both bounds belong into one test.'
          : 'Both bounds of one test must hold, which no amount does; alternatives are tests of their own.',
      ],
      [
        { state: 'is' in state ? [{ 'anything-but': state.is }] : state.not },
        'a-list-excludes',
        'A list takes what it names; "anything-but" takes the others.',
      ],
      [
        { source: 'only' in source ? [{ 'anything-but': [name] }] : [name] },
        'a-list-excludes',
        `It takes the events ${'only' in source ? `of every source but ${name}` : `of ${name} alone`}.`,
      ],
      [
        { region: [{ exists: region === 'missing' || region === 'any' }] },
        'what-is-missing-matches',
        region === 'any'
          ? 'It leaves out the events that name no region.'
          : 'It tests whether there is a region, and so takes other events.',
      ],
    ];
    // Two errors, each alone and both together: no option is more like the others than another is.
    const fieldOf = ([change]: Mistake) => Object.keys(change)[0];
    const usable = errors.filter((error) => region !== 'given' || fieldOf(error) !== 'region');
    const first = random.pick(usable);
    const second = random.pick(usable.filter((error) => fieldOf(error) !== fieldOf(first)));
    const both: Mistake = [{ ...first[0], ...second[0] }, first[1], `${first[2]} ${second[2]}`];
    const what = 'is' in state ? `whose state is ${listed(state.is)}` : `unless their state is ${listed(state.not)}`;
    return {
      stem:
        `A rule must take the events of ${'only' in source ? `the source ${name}` : `every source but ${name}`} ` +
        `${placeWords(region)}with an amount ${amountWords(amount)}, ${what}. Not every event has an amount. Which pattern does?`,
      decides: what,
      options: [
        { ...told(pattern({})), reason: 'Every field has to pass, and each list is a choice of tests.' },
        ...[first, second, both].map(([change, misconception, reason]) => ({
          ...told(pattern(change)),
          misconception,
          reason,
        })),
      ],
    };
  },
});

type Change = Partial<Record<'source' | 'amount' | 'state' | 'region', readonly Test[]>>;
type Mistake = readonly [change: Change, misconception: string, reason: string];

const told = (claim: Pattern) => ({ text: JSON.stringify(claim), claim });

/** Tests of the form that `where` needs, for the bounds as `meant` compares them. */
function amountTests({ where, low, high, including }: Goal['amount'], meant?: Goal['amount']): readonly Test[] {
  const [below, above] =
    (meant?.where ?? where) === 'between' ? [including ? '>=' : '>', '<'] : [including ? '<=' : '<', '>'];
  return where === 'between'
    ? [{ numeric: [below, low, above, high] }]
    : [{ numeric: [below, low] }, { numeric: [above, high] }];
}

const amountWords = ({ where, low, high, including }: Goal['amount']) =>
  where === 'between'
    ? `${including ? `of ${low} or more` : `over ${low}`}, but under ${high}`
    : `${including ? `of ${low} or less` : `under ${low}`}, or over ${high}`;

function placeTest(region: Goal['region']): readonly Test[] | undefined {
  if (region === 'any') return undefined;
  return typeof region === 'string' ? [{ exists: region === 'given' }] : [{ prefix: region.begins }];
}

function placeWords(region: Goal['region']): string {
  if (typeof region === 'object') return `whose region begins with ${region.begins} `;
  return { any: '', given: 'that name a region ', missing: 'that name no region ' }[region];
}
