/** Which events does a pattern let through where a field is a list, has another case, or is not there at all? */
import { defineVariants, type Outcome, ofThree, type Variant } from '../variants.ts';

/** The field `state` of an event’s detail; undefined where the event has none. */
export type State = string | readonly string[] | undefined;

export interface Events {
  readonly states: readonly [State, State, State];
}

/** A field that is a list fits where one of its values does. */
const anyOf =
  (fits: (value: string) => boolean, isMissingRight = false) =>
  (state: State): boolean =>
    state === undefined ? isMissingRight : [state].flat().some((value) => fits(value));

const leaves =
  (lets: (state: State) => boolean) =>
  ({ states }: Events): Outcome => ({ first: lets(states[0]), second: lets(states[1]), third: lets(states[2]) });

const variant = (
  tests: string,
  lets: (state: State) => boolean,
  why: string,
  misconception: string,
): Variant<Events> => ({
  code: `{ "detail": { "state": ${tests} } }`,
  leaves: leaves(lets),
  why: () => why,
  misconception,
});

/** What EventBridge makes of a list that has some of the values stands on none of its pages: that is not asked. */
const ofSingle = (one: Variant<Events>): Variant<Events> => ({
  ...one,
  leaves: (setting) => (setting.states.some((state) => typeof state === 'object') ? undefined : one.leaves(setting)),
});

const VARIANTS: readonly Variant<Events>[] = [
  variant(
    '["OPEN"]',
    anyOf((value) => value === 'OPEN'),
    'It asks for OPEN in this very spelling, as the value or as one of a list.',
    'a-list-has-to-fit-as-a-whole',
  ),
  variant(
    '["PAID", "REOPENED"]',
    anyOf((value) => value === 'PAID' || value === 'REOPENED'),
    'The values of a pattern are alternatives: one of them is enough, in a list too.',
    'the-values-of-a-pattern-are-all-asked-for',
  ),
  variant(
    '[{ "equals-ignore-case": "open" }]',
    anyOf((value) => value.toLowerCase() === 'open'),
    'It asks for the whole word in any case, as the value or as one of a list.',
    'a-comparison-without-case-finds-parts',
  ),
  variant(
    '[{ "suffix": "OPENED" }]',
    anyOf((value) => value.endsWith('OPENED')),
    'It asks how the value ends, in this very spelling.',
    'a-list-has-to-fit-as-a-whole',
  ),
  variant(
    '[{ "prefix": "OPEN" }]',
    anyOf((value) => value.startsWith('OPEN')),
    'It asks how the value begins, in this very spelling: REOPENED has OPEN further on.',
    'a-prefix-is-found-anywhere',
  ),
  variant(
    '[{ "wildcard": "*OPEN*" }]',
    anyOf((value) => value.includes('OPEN')),
    'It asks for OPEN anywhere in the value, in this very spelling.',
    'a-star-stands-for-one-letter-at-least',
  ),
  ofSingle(
    variant(
      '[{ "anything-but": "OPEN" }]',
      anyOf((value) => value !== 'OPEN'),
      'It asks for a value that is another, and a missing field has none.',
      'anything-but-takes-a-missing-field',
    ),
  ),
  ofSingle(
    variant(
      '[{ "anything-but": ["OPEN", "PAID"] }]',
      anyOf((value) => value !== 'OPEN' && value !== 'PAID'),
      'It asks for a value that is neither of the two; a missing field has none.',
      'anything-but-takes-a-missing-field',
    ),
  ),
  variant(
    '[{ "exists": true }]',
    (state) => state !== undefined,
    'It asks that the field be there, whatever its value.',
    'exists-asks-for-a-single-value',
  ),
  variant(
    '[{ "exists": false }]',
    (state) => state === undefined,
    'It asks that the field be missing.',
    'exists-asks-for-a-single-value',
  ),
  variant(
    '["OPEN", { "exists": false }]',
    anyOf((value) => value === 'OPEN', true),
    'The two are alternatives: OPEN, or no such field.',
    'the-values-of-a-pattern-are-all-asked-for',
  ),
];

const STATES: readonly State[] = [
  'OPEN',
  'Open',
  'REOPENED',
  undefined,
  ['OPEN', 'PAID'],
  'PAID',
  ['PAID', 'REOPENED'],
];

const SENDERS = ['A shop', 'A help desk', 'A workshop', 'A booking service'];

const detail = (state: State) => JSON.stringify(state === undefined ? {} : { state });

export const patternAndLists = defineVariants<Events>({
  id: 'pattern-and-lists',
  tasks: ['SAA-C03/2.1', 'DVA-C03/1.1'],
  level: 'apply',
  read: [
    {
      guide: 'Amazon EventBridge User Guide',
      page: 'Comparison operators for use in event patterns in Amazon EventBridge',
    },
    { guide: 'Amazon EventBridge User Guide', page: 'Creating Amazon EventBridge event patterns' },
  ],
  asOf: '2026-11-27',
  names: SENDERS,
  misconceptions: {
    'a-list-has-to-fit-as-a-whole': 'A field that is a list fits only where all of its values do.',
    'the-values-of-a-pattern-are-all-asked-for': 'An event has to have all the values that a pattern lists.',
    'a-comparison-without-case-finds-parts': 'A comparison that ignores case finds the word within a longer one.',
    'a-prefix-is-found-anywhere': 'A prefix is found anywhere in a value.',
    'a-star-stands-for-one-letter-at-least': 'A star in a wildcard stands for one letter at least.',
    'anything-but-takes-a-missing-field': 'Anything but a value is fulfilled by a field that is missing.',
    'exists-asks-for-a-single-value': 'Whether a field exists is asked of single values, not of lists.',
  },
  variants: VARIANTS,
  setting(random) {
    const drawn = random.some(STATES, 3);
    return { states: STATES.filter((one) => drawn.includes(one)) as [State, State, State] };
  },
  say: (seen) => ofThree(seen, 'lets through', 'leaves out'),
  which(_, seen, random) {
    return {
      stem: `${random.pick(SENDERS)} sends three events, whose details stand below. The pattern of a rule ${seen}. Which pattern is it?`,
      decides: seen,
    };
  },
  what(_, random) {
    return {
      stem:
        `${random.pick(SENDERS)} sends three events, whose details stand below, and a rule has the pattern in the last line. What does the ` +
        'rule do with them?',
      decides: 'the pattern in the last line',
    };
  },
  code: ({ states }, code) => ({
    text: [...states.map((state, place) => `${place + 1}. ${detail(state)}`), ...(code ? [code] : [])].join('\n'),
    words: `The details of three events: ${states.map(detail).join('; ')}.${code ? ` The pattern: ${code}` : ''}`,
  }),
});
