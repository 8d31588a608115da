/** Which lines of a log does the pattern of a metric filter count? */
import { defineFamily } from '../family.ts';
import type { Claimed } from '../model.ts';
import type { Random } from '../random.ts';

export interface Filter {
  readonly asks: 'counted' | 'left out';
  /** As it is set, for example `{ ($.status >= 500) && ($.level = "ERROR") }`. */
  readonly pattern: string;
  readonly tests: readonly [Test, Test, ...Test[]];
  /** With three tests: the first two in parentheses, then the other one. */
  readonly joins: readonly ('&&' | '||')[];
}

export interface Test {
  readonly field: 'level' | 'status' | 'ms' | 'path' | 'retry' | 'cached';
  readonly is: '=' | '>' | '>=' | 'NOT EXISTS' | 'IS TRUE';
  /** A string may begin or end with `*`. */
  readonly value?: string | number;
}

/** A line of the log as it stands there: one JSON object. */
export interface Line {
  readonly line: string;
}

type Event = Readonly<Partial<Record<Test['field'] | 'note', string | number | boolean>>>;

const SERVICES = ['a checkout', 'a search', 'a booking service', 'a mail service', 'a report service'];
const LEVELS = ['ERROR', 'error', 'WARN', 'INFO'];
const PATHS = ['/orders/7', '/orders', '/v2/orders', '/old-orders/7', '/carts/7'];

/** What varies of a field: what a test may ask for, and what a line may have. `undefined`: the line has no such field. */
const TESTS: Readonly<Record<Test['field'], (random: Random) => Test>> = {
  level: (random) => ({ field: 'level', is: '=', value: random.pick(['ERROR', 'WARN']) }),
  status: (random) => ({ field: 'status', is: random.pick(['>', '>=']), value: random.pick([400, 500]) }),
  ms: (random) => ({ field: 'ms', is: random.pick(['>', '>=']), value: random.pick([200, 1000, 3000]) }),
  path: (random) => ({ field: 'path', is: '=', value: random.pick(['/orders*', '*orders', '/orders']) }),
  retry: (random) =>
    random.chance(0.5)
      ? { field: 'retry', is: 'NOT EXISTS' }
      : { field: 'retry', is: '>=', value: random.pick([1, 2]) },
  cached: () => ({ field: 'cached', is: 'IS TRUE' }),
};

function valueFor({ field, value }: Test, random: Random): string | number | boolean | undefined {
  switch (field) {
    case 'level':
      return random.pick(LEVELS);
    case 'path':
      return random.pick(PATHS);
    case 'retry':
      return random.pick([undefined, 0, 1, 2]);
    case 'cached':
      return random.pick([true, false, undefined]);
    default:
      return (value as number) + random.pick([-1, 0, 0, 1]);
  }
}

function matchesValue({ is, value }: Test, found: Event[Test['field']]): boolean {
  if (is === 'NOT EXISTS') return found === undefined;
  if (found === undefined) return false;
  if (is === 'IS TRUE') return found === true;
  if (is === '>') return Number(found) > Number(value);
  if (is === '>=') return Number(found) >= Number(value);
  const [wanted, text] = [String(value), String(found)];
  if (wanted.endsWith('*')) return text.startsWith(wanted.slice(0, -1));
  return wanted.startsWith('*') ? text.endsWith(wanted.slice(1)) : text === wanted;
}

const passes = (test: Test, event: Event) => matchesValue(test, event[test.field]);

function isCounted({ tests, joins }: Filter, event: Event): boolean {
  const [first, ...others] = tests.map((test) => passes(test, event));
  return others.reduce((so, next, at) => (joins[at] === '&&' ? so && next : so || next), first as boolean);
}

const said = ({ field, is, value }: Test) =>
  `$.${field} ${is}${value === undefined ? '' : ` ${typeof value === 'string' ? `"${value}"` : value}`}`;

const patternOf = (tests: readonly Test[], joins: Filter['joins']): string => {
  const [first, second, third] = tests.map((test) => `(${said(test)})`);
  const two = `${first} ${joins[0]} ${second}`;
  return third ? `{ (${two}) ${joins[1]} ${third} }` : `{ ${two} }`;
};

/** The idea of somebody who misjudges the line. */
function ideaOf({ tests, joins }: Filter, event: Event, counted: boolean): string {
  if (counted) return joins.includes('||') ? 'every-part-has-to-hold' : 'a-star-or-a-bound-is-left-out';
  const missed = tests.filter((test) => !passes(test, event));
  const looksLike = (test: Test) => {
    const found = event[test.field];
    if (found === undefined || test.is === 'NOT EXISTS') return 'a-field-that-is-not-there';
    if (test.field === 'level' && String(found).toUpperCase() === test.value) return 'case-does-not-matter';
    return undefined;
  };
  if (event.note !== undefined) return 'text-anywhere-counts';
  return missed.map(looksLike).find((idea) => idea !== undefined) ?? 'one-part-is-enough';
}

export const metricFilters = defineFamily<Filter, Line>({
  id: 'metric-filters',
  kind: 'proven',
  tasks: ['DVA-C03/4.2'],
  level: 'apply',
  read: [
    { guide: 'Amazon CloudWatch Logs User Guide', page: 'Using filter patterns to match terms in JSON log events' },
  ],
  asOf: '2026-11-27',
  names: SERVICES,
  misconceptions: {
    'one-part-is-enough': 'A line is counted as soon as one part of a pattern fits.',
    'every-part-has-to-hold': 'A line is counted only when each part of a pattern fits.',
    'a-star-or-a-bound-is-left-out': 'What stands just at a bound, or where a star is, does not fit.',
    'case-does-not-matter': 'Upper and lower case are the same to a pattern.',
    'text-anywhere-counts': 'A word counts wherever it stands in the line.',
    'a-field-that-is-not-there': 'A field that a line does not have counts as zero, false or empty.',
  },
  draw(random) {
    const fields = random.some(Object.keys(TESTS) as Test['field'][], random.pick([2, 2, 3]));
    const tests = fields.map((field) => TESTS[field](random)) as [Test, Test, ...Test[]];
    const joins = tests.slice(1).map(() => random.pick(['&&', '||'] as const));
    return { asks: random.pick(['counted', 'left out']), tests, joins, pattern: patternOf(tests, joins) };
  },
  write(filter, random) {
    const { asks, tests, pattern } = filter;
    const events = Array.from({ length: 40 }, (): Event => {
      const fields = tests.map((test) => [test.field, valueFor(test, random)] as const);
      const noted = tests.find(({ field }) => field === 'level' || field === 'path');
      const note = noted && random.chance(0.25) ? { note: String(noted.value).replaceAll('*', '') } : {};
      return { ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)), ...note };
    });
    const judged = [...new Map(events.map((event) => [JSON.stringify(event), event]))].map(([line, event]) => {
      const counted = isCounted(filter, event);
      return { line, event, counted, isRight: counted === (asks === 'counted') };
    });
    const right = judged.filter(({ isRight }) => isRight).slice(0, 1);
    const wrong = judged.filter(({ isRight }) => !isRight).slice(0, 3);
    if (right.length < 1 || wrong.length < 3) return undefined;
    const shown = [...right, ...wrong];
    const lengths = shown.map(({ line }) => line.length);
    if (Math.max(...lengths) > 1.9 * Math.min(...lengths)) return undefined;
    return {
      code: { text: pattern, words: `The pattern: ${pattern.slice(2, -2).replaceAll('$.', '')}.` },
      stem:
        `The functions of ${random.pick(SERVICES)} write one JSON object for each request. A metric filter of their log group has the pattern ` +
        `below and adds 1 for each line that fits. Which of these lines is ${asks}?`,
      decides: `lines is ${asks}`,
      options: shown.map(({ line, event, counted, isRight }): Claimed<Line> => {
        const fit = tests.filter((test) => passes(test, event)).map((test) => `${said(test)} holds`);
        const not = tests.filter((test) => !passes(test, event)).map((test) => `${said(test)} does not`);
        return {
          text: line,
          claim: { line },
          reason: `It is ${counted ? 'counted' : 'left out'}: ${[...fit, ...not].join(', ')}.`,
          ...(!isRight && { misconception: ideaOf(filter, event, counted) }),
        };
      }),
    };
  },
});
