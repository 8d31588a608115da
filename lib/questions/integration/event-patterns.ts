/** A matcher after EventBridge's rules, against what is asked for, over events that differ in every respect. */
import type { Event, Goal, Pattern, Test } from '../../../lambda/shared/questions/integration/event-patterns.ts';
import type { Proof } from '../proof.ts';

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

function passes(test: Test, value: unknown): boolean {
  if (typeof test === 'string') return value === test;
  if ('exists' in test) return (value !== undefined) === test.exists;
  if ('prefix' in test) return typeof value === 'string' && value.startsWith(test.prefix);
  if ('anything-but' in test) return value !== undefined && !test['anything-but'].includes(value as string);
  if (typeof value !== 'number') return false;
  const [...words] = test.numeric;
  for (let at = 0; at < words.length; at += 2)
    if (!COMPARE[words[at] as string]?.(value, words[at + 1] as number)) return false;
  return true;
}

export const matches = (pattern: Pattern, event: Event): boolean =>
  (pattern.source ?? [{ exists: true }]).some((test) => passes(test, event.source)) &&
  Object.entries(pattern.detail ?? {}).every(([field, tests]) =>
    tests.some((test) => passes(test, (event.detail as Readonly<Record<string, unknown>>)[field])),
  );

/** Events on both sides of everything that a pattern may ask. */
function eventsAround({ source, amount: { low, high }, state, region }: Goal): Event[] {
  const states = [...('is' in state ? state.is : state.not), 'NEW', 'PAID', 'SHIPPED', 'CANCELLED', 'REFUNDED'];
  const regions = [
    undefined,
    'eu-west-1',
    'us-east-1',
    'ap-south-1',
    typeof region === 'object' ? `${region.begins}x` : 'eu-',
  ];
  const amounts = [undefined, ...[low, high].flatMap((bound) => [bound - 1, bound, bound + 1])];
  return ['only' in source ? source.only : source.but, 'audit', 'shop', 'booking'].flatMap((from) =>
    amounts.flatMap((amount) =>
      states.flatMap((one) =>
        regions.map((where) => ({
          source: from,
          detail: { state: one, ...(amount !== undefined && { amount }), ...(where && { region: where }) },
        })),
      ),
    ),
  );
}

function wanted({ source, amount: { where, low, high, including }, state, region }: Goal, event: Event): boolean {
  const { amount, state: is, region: from } = event.detail;
  const fitsRegion =
    region === 'any' ||
    (region === 'given'
      ? from !== undefined
      : region === 'missing'
        ? from === undefined
        : Boolean(from?.startsWith(region.begins)));
  if (amount === undefined || !fitsRegion) return false;
  const onTheBound = amount === low && including;
  const fitsAmount =
    where === 'between' ? (amount > low && amount < high) || onTheBound : amount < low || amount > high || onTheBound;
  const fitsSource = 'only' in source ? event.source === source.only : event.source !== source.but;
  return fitsAmount && fitsSource && ('is' in state ? state.is.includes(is) : !state.not.includes(is));
}

const wrongOn = (goal: Goal, pattern: Pattern) =>
  eventsAround(goal).filter((event) => matches(pattern, event) !== wanted(goal, event));

const goal: Goal = {
  source: { only: 'shop' },
  amount: { where: 'between', low: 50, high: 100, including: false },
  state: { not: ['CANCELLED'] },
  region: 'any',
};
const state: readonly Test[] = [{ 'anything-but': ['CANCELLED'] }];

export const eventPatternsProof: Proof<Goal, Pattern> = {
  holds: (parameters, pattern) => wrongOn(parameters, pattern).length === 0,
  explain: (parameters, pattern) => {
    const [first, ...more] = wrongOn(parameters, pattern);
    return first
      ? [
          `${matches(pattern, first) ? 'takes' : 'leaves out'} ${JSON.stringify(first)}`,
          ...(more.length > 0
            ? [
                `and ${more.length} other events that it should ${matches(pattern, first) ? 'leave out' : 'take'}, or the like`,
              ]
            : []),
        ]
      : [`right about all ${eventsAround(parameters).length} events tried`];
  },
  vectors: [
    {
      source: 'Amazon EventBridge User Guide, "Comparison operators": numeric ranges, and anything-but',
      parameters: goal,
      claim: { source: ['shop'], detail: { amount: [{ numeric: ['>', 50, '<', 100] }], state } },
      holds: true,
    },
    {
      source: 'Amazon EventBridge User Guide, "Creating event patterns": the values of a list are alternatives',
      parameters: goal,
      claim: { source: ['shop'], detail: { amount: [{ numeric: ['>', 50] }, { numeric: ['<', 100] }], state } },
      holds: false,
    },
    {
      source: 'Amazon EventBridge User Guide, "Comparison operators": exists, of a field that is not there',
      parameters: { ...goal, region: 'missing' },
      claim: {
        source: ['shop'],
        detail: { amount: [{ numeric: ['>', 50, '<', 100] }], state, region: [{ exists: false }] },
      },
      holds: true,
    },
    {
      source: 'Amazon EventBridge User Guide, "Comparison operators": prefix',
      parameters: { ...goal, region: { begins: 'us-' } },
      claim: {
        source: ['shop'],
        detail: { amount: [{ numeric: ['>', 50, '<', 100] }], state, region: [{ prefix: 'us-' }] },
      },
      holds: true,
    },
  ],
};
