/** Where does an execution go on: after a Choice state by its rules, after an error by what catches it? */
import { defineVariants, type Outcome, type Variant } from '../variants.ts';

/** Two executions, each with its total, or each with its error. */
export type Executions = { readonly totals: readonly [Total, Total] } | { readonly errors: readonly [string, string] };

export type Total = number | string | null;

const FAILS = 'fails';

const byTotal =
  (next: (total: Total) => string) =>
  (setting: Executions): Outcome | undefined =>
    'totals' in setting ? { first: next(setting.totals[0]), second: next(setting.totals[1]) } : undefined;
const byError =
  (next: (error: string) => string) =>
  (setting: Executions): Outcome | undefined =>
    'errors' in setting ? { first: next(setting.errors[0]), second: next(setting.errors[1]) } : undefined;

const isNumber = (total: Total): total is number => typeof total === 'number';
const isCard = (error: string) => error === 'Card.Declined' || error === 'Card.Expired';

const CHOICES: readonly Variant<Executions>[] = [
  {
    code: "Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Hold' }], Default: 'Ship'",
    leaves: byTotal((total) => (isNumber(total) && total > 100 ? 'Hold' : 'Ship')),
    why: () => 'A number above 100 goes to Hold; 100, and what is no number, fits no rule and goes to Ship.',
    misconception: 'a-number-in-quotes-is-compared-as-a-number',
  },
  {
    code: "Choices: [{ Variable: '$.total', NumericGreaterThanEquals: 100, Next: 'Hold' }], Default: 'Ship'",
    leaves: byTotal((total) => (isNumber(total) && total >= 100 ? 'Hold' : 'Ship')),
    why: () => 'A number from 100 on goes to Hold; what is no number fits no rule and goes to Ship.',
    misconception: 'a-number-in-quotes-is-compared-as-a-number',
  },
  {
    code: "Choices: [{ Variable: '$.total', NumericLessThan: 100, Next: 'Ship' }], Default: 'Hold'",
    leaves: byTotal((total) => (isNumber(total) && total < 100 ? 'Ship' : 'Hold')),
    why: () => 'A number below 100 goes to Ship; all else fits no rule and goes to Hold.',
    misconception: 'the-default-is-for-the-same-type-alone',
  },
  {
    code: "Choices: [{ Variable: '$.total', StringGreaterThan: '100', Next: 'Hold' }], Default: 'Ship'",
    leaves: byTotal((total) => (typeof total === 'string' && total > '100' ? 'Hold' : 'Ship')),
    why: () => 'It compares texts: a text that sorts behind 100 goes to Hold, and no number does.',
    misconception: 'a-comparison-of-texts-takes-numbers',
  },
  {
    code: "Choices: [{ Not: { Variable: '$.total', NumericLessThanEquals: 100 }, Next: 'Hold' }], Default: 'Ship'",
    leaves: byTotal((total) => (isNumber(total) && total <= 100 ? 'Ship' : 'Hold')),
    why: () => 'A comparison of what is no number is false, and Not makes it true: that goes to Hold.',
    misconception: 'not-turns-only-what-was-compared',
  },
  {
    code: "Choices: [{ Variable: '$.total', IsNumeric: true, Next: 'Hold' }], Default: 'Ship'",
    leaves: byTotal((total) => (isNumber(total) ? 'Hold' : 'Ship')),
    why: () => 'It asks for the type: each number goes to Hold, and what stands in quotes is none.',
    misconception: 'a-number-in-quotes-is-compared-as-a-number',
  },
  {
    code: "Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Hold' }] // no Default",
    leaves: byTotal((total) => (isNumber(total) && total > 100 ? 'Hold' : FAILS)),
    why: () => 'A number above 100 goes to Hold; without a Default what fits no rule is an error.',
    misconception: 'without-a-default-it-goes-on',
  },
  {
    code: "Choices: [over50ToShip, over100ToHold], Default: 'Hold' // of numbers, in this order",
    leaves: byTotal((total) => (isNumber(total) && total > 50 ? 'Ship' : 'Hold')),
    why: () => 'The first rule that fits decides: above 50 all goes to Ship, and the second rule is not reached.',
    misconception: 'the-narrowest-rule-decides',
  },
];

const CATCHES: readonly Variant<Executions>[] = [
  {
    code: "Catch: [{ ErrorEquals: ['Card.Declined'], ResultPath: '$.error', Next: 'Tell' }]",
    leaves: byError((error) => (error === 'Card.Declined' ? 'Tell' : FAILS)),
    why: () => 'It catches that one error, and the execution fails of each other.',
    misconception: 'an-error-that-nothing-catches-goes-on',
  },
  {
    code: "Catch: [{ ErrorEquals: ['Card.Declined', 'Card.Expired'], Next: 'Tell' }]",
    leaves: byError((error) => (isCard(error) ? 'Tell' : FAILS)),
    why: () => 'It catches either of the two, and the execution fails of each other.',
    misconception: 'an-error-that-nothing-catches-goes-on',
  },
  {
    code: "Catch: [{ ErrorEquals: ['Card.'], Next: 'Tell' }, { ErrorEquals: ['States.ALL'], Next: 'Call' }]",
    leaves: byError(() => 'Call'),
    why: () => 'A name is compared as a whole: none of the errors is called “Card.”, and all go to Call.',
    misconception: 'a-name-matches-by-its-beginning',
  },
  {
    code: "Catch: [{ ErrorEquals: ['Card.*'], ResultPath: '$.error', Next: 'Tell' }]",
    leaves: byError(() => FAILS),
    why: () => 'A star is a letter of the name here: nothing is caught.',
    misconception: 'a-name-matches-by-its-beginning',
  },
  {
    code: "Catch: [{ ErrorEquals: ['Card.Declined'], Next: 'Tell' }, { ErrorEquals: ['States.ALL'], Next: 'Call' }]",
    leaves: byError((error) => (error === 'Card.Declined' ? 'Tell' : 'Call')),
    why: () => 'The first that fits decides: one error goes to Tell, and all else to Call.',
    misconception: 'all-catches-before-the-others',
  },
  {
    code: "Catch: [{ ErrorEquals: ['States.TaskFailed'], ResultPath: '$.error', Next: 'Tell' }]",
    leaves: byError(() => 'Tell'),
    why: () => 'States.TaskFailed stands for all errors but States.Timeout.',
    misconception: 'task-failed-is-one-error-among-others',
  },
  {
    code: "Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Call' }, { ErrorEquals: ['Card.Declined'], Next: 'Tell' }]",
    leaves: byError(() => 'Call'),
    why: () => 'The first that fits decides, and States.TaskFailed fits all of these errors.',
    misconception: 'the-narrowest-rule-decides',
  },
  {
    code: "Catch: [{ ErrorEquals: ['Stock.Empty'], Next: 'Call' }, { ErrorEquals: ['Card.Expired'], Next: 'Tell' }]",
    leaves: byError((error) => (error === 'Stock.Empty' ? 'Call' : error === 'Card.Expired' ? 'Tell' : FAILS)),
    why: () => 'Each of the two names is caught by its own, and the execution fails of each other.',
    misconception: 'an-error-that-nothing-catches-goes-on',
  },
];

const TOTALS: readonly Total[] = [80, 100, 150, '150', null];
const ERRORS = ['Card.Declined', 'Card.Expired', 'Stock.Empty'];

const shown = (total: Total) => (typeof total === 'string' ? `"${total}"` : `${total}`);

export const nextState = defineVariants<Executions>({
  id: 'next-state',
  tasks: ['DVA-C03/1.1', 'SAA-C03/2.1'],
  level: 'apply',
  read: [
    { guide: 'AWS Step Functions Developer Guide', page: 'Choice workflow state' },
    { guide: 'AWS Step Functions Developer Guide', page: 'Handling errors in Step Functions workflows' },
    { path: 'lib/projects/event-pipeline/stack.ts' },
  ],
  asOf: '2026-11-27',
  misconceptions: {
    'a-number-in-quotes-is-compared-as-a-number': 'A number in quotes is compared as the number.',
    'the-default-is-for-the-same-type-alone': 'What has another type than the rule asks for is an error.',
    'a-comparison-of-texts-takes-numbers': 'A comparison of texts takes a number as its digits.',
    'not-turns-only-what-was-compared': 'Not of a comparison is false as well where the types differ.',
    'without-a-default-it-goes-on': 'An input that fits no rule goes to the state that is written next.',
    'the-narrowest-rule-decides': 'Of several that fit the narrowest decides.',
    'an-error-that-nothing-catches-goes-on': 'An error that nothing catches leads on to the next state.',
    'a-name-matches-by-its-beginning': 'The name of an error is matched by its beginning.',
    'all-catches-before-the-others': 'States.ALL takes an error before the names do.',
    'task-failed-is-one-error-among-others': 'States.TaskFailed is an error of its own, beside those of the code.',
  },
  variants: [...CHOICES, ...CATCHES],
  setting(random) {
    const two = <T>(of: readonly T[]) => {
      const drawn = random.some(of, 2);
      return of.filter((one) => drawn.includes(one)) as [T, T];
    };
    return random.chance(0.5) ? { totals: two(TOTALS) } : { errors: two(ERRORS) };
  },
  say: ({ first, second }) => `${leads('first', first)} and ${leads('second', second)}`,
  which(setting, seen) {
    return {
      stem: `${story(setting)} The definition of the state ${seen}. What does it say?`,
      decides: valuesOf(setting),
    };
  },
  what(setting) {
    return {
      stem: `${story(setting)} Its definition says what is below. What does it do?`,
      decides: valuesOf(setting),
    };
  },
  code: (_, code) =>
    code === undefined
      ? undefined
      : { text: code.replace(/, (?=Default:|\{ ErrorEquals)/g, ',\n  '), words: `The state says ${code}` },
});

const leads = (which: string, next: unknown) =>
  next === FAILS ? `lets the ${which} fail` : `sends the ${which} to ${next}`;

const valuesOf = (setting: Executions) =>
  'totals' in setting
    ? `${shown(setting.totals[0])} in the first and ${shown(setting.totals[1])} in the second`
    : `${setting.errors[0]} in the first and ${setting.errors[1]} in the second`;

const story = (setting: Executions) =>
  'totals' in setting
    ? `A state machine reads orders. Two executions come to a Choice state; the total is, as JSON, ${valuesOf(setting)}.`
    : 'A Parallel state has one branch, in which a Fail state ends the work on an order. Two executions come to it; the error is ' +
      `${valuesOf(setting)}.`;
