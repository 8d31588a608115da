/** Which assertion notices a fault of a small function? */
import { defineFamily } from '../family.ts';

export interface Fault {
  /** The function and its faulty version, as JavaScript expressions. */
  readonly code: string;
  readonly faulty: string;
}

/** A call with what it should give. */
export interface Assertion {
  readonly call: string;
  readonly gives: string;
}

interface Known {
  readonly name: string;
  readonly does: string;
  readonly code: (n: number) => string;
  readonly faults: readonly (readonly [what: string, code: (n: number) => string])[];
  readonly calls: (n: number) => readonly string[];
}

const KNOWN: readonly Known[] = [
  {
    name: 'shipping',
    does: 'orders from a limit on are sent for nothing, others for 5',
    code: (n) => `(total) => (total >= ${n} ? 0 : 5)`,
    faults: [
      ['compares with > instead of >=', (n) => `(total) => (total > ${n} ? 0 : 5)`],
      ['takes the cheaper case for the dearer', (n) => `(total) => (total >= ${n} ? 5 : 0)`],
      ['never charges anything', () => '(total) => 0'],
      ['compares with a limit that is one higher', (n) => `(total) => (total >= ${n + 1} ? 0 : 5)`],
      ['always charges', () => '(total) => 5'],
    ],
    calls: (n) => [`${n}`, `${n - 1}`, `${n + 1}`, `${n * 2}`, '0'],
  },
  {
    name: 'retry',
    does: 'waits twice as long each time, up to a bound',
    code: (n) => `(attempt) => Math.min(${n}, 2 ** attempt)`,
    faults: [
      ['has no bound', () => '(attempt) => 2 ** attempt'],
      ['multiplies instead of doubling', (n) => `(attempt) => Math.min(${n}, 2 * attempt)`],
      ['takes the larger of the two', (n) => `(attempt) => Math.max(${n}, 2 ** attempt)`],
      ['counts one attempt more', (n) => `(attempt) => Math.min(${n}, 2 ** (attempt + 1))`],
    ],
    calls: () => ['0', '1', '2', '3', '10'],
  },
  {
    name: 'page',
    does: 'bounds the size of a page between 1 and a limit',
    code: (n) => `(size) => Math.max(1, Math.min(${n}, size))`,
    faults: [
      ['has no lower bound', (n) => `(size) => Math.min(${n}, size)`],
      ['has no upper bound', () => '(size) => Math.max(1, size)'],
      ['lets 0 through', (n) => `(size) => Math.max(0, Math.min(${n}, size))`],
      ['bounds one too early', (n) => `(size) => Math.max(1, Math.min(${n - 1}, size))`],
    ],
    calls: (n) => ['0', '-3', '1', `${n}`, `${n + 5}`, `${n - 1}`],
  },
  {
    name: 'grade',
    does: 'gives a mark of 2 for a full score, 1 from a limit on, 0 below',
    code: (n) => `(score) => (score === 100 ? 2 : score >= ${n} ? 1 : 0)`,
    faults: [
      ['forgets the full score', (n) => `(score) => (score >= ${n} ? 1 : 0)`],
      ['compares with > at the limit', (n) => `(score) => (score === 100 ? 2 : score > ${n} ? 1 : 0)`],
      ['gives 1 to everybody below', (n) => `(score) => (score === 100 ? 2 : score >= ${n} ? 1 : 1)`],
      ['compares the full score with >', (n) => `(score) => (score > 100 ? 2 : score >= ${n} ? 1 : 0)`],
    ],
    calls: (n) => ['100', `${n}`, `${n - 1}`, `${n + 1}`, '0'],
  },
];

export const whichTest = defineFamily<Fault, Assertion>({
  id: 'which-test',
  kind: 'proven',
  tasks: ['DVA-C03/3.2'],
  level: 'apply',
  read: [
    { guide: 'AWS Lambda Developer Guide', page: 'How to test serverless functions and applications' },
    { path: 'docs/testing.md' },
  ],
  asOf: '2026-11-27',
  misconceptions: {
    'any-call-of-the-code-tests-it': 'A test that runs the line with the fault notices it.',
    'a-far-value-is-a-stronger-test': 'Values far from a bound test it best.',
  },
  draw(random) {
    const known = random.pick(KNOWN);
    const limit = random.pick([20, 30, 40, 50, 60, 80]);
    const [, faulty] = random.pick(known.faults);
    return { code: known.code(limit), faulty: faulty(limit) };
  },
  write({ code, faulty }, random) {
    const limit = [20, 30, 40, 50, 60, 80];
    const known = KNOWN.find((one) => limit.some((n) => one.code(n) === code)) as Known;
    const n = limit.find((one) => known.code(one) === code) as number;
    const what = known.faults.find(([, make]) => make(n) === faulty)?.[0] as string;
    const valueAt = (source: string, call: string) => evaluate(known.name, source, call, n);
    const all = known.calls(n).map((call) => ({ call, right: valueAt(code, call), wrong: valueAt(faulty, call) }));
    const notices = all.filter(({ right, wrong }) => right !== wrong);
    const passes = all.filter(({ right, wrong }) => right === wrong);
    // The other way round where most notice: which of them lets the fault through?
    const asksFor =
      notices.length > 0 && passes.length >= 3
        ? 'notices'
        : passes.length > 0 && notices.length >= 3
          ? 'passes'
          : undefined;
    if (!asksFor) return undefined;
    const [fits, others] = asksFor === 'notices' ? [notices, passes] : [passes, notices];
    const option = ({ call, right, wrong }: (typeof all)[number], isRight: boolean) => ({
      text: `equal(${known.name}(${call}), ${right})`,
      claim: { call: `f(${call})`, gives: asksFor === 'notices' ? `${right}` : `${right} passes` },
      reason:
        right === wrong
          ? `The faulty one gives ${wrong} as well, so that this passes.`
          : `The faulty one gives ${wrong}, so that this fails.`,
      ...(!isRight && {
        misconception:
          Math.abs(Number(call) - n) > 3 ? 'a-far-value-is-a-stronger-test' : 'any-call-of-the-code-tests-it',
      }),
    });
    return {
      code: {
        text: `const ${known.name} = ${code};`,
        words: `A function ${known.name} in JavaScript: ${known.does}; its limit is ${n}.`,
      },
      stem:
        `${known.name} is right as it stands. A change to it ${what}. ` +
        (asksFor === 'notices'
          ? 'Which test fails after that change, and so notices it?'
          : 'Which test passes after that change, and so lets it through?'),
      decides: what,
      options: [option(random.pick(fits), true), ...others.map((one) => option(one, false))],
    };
  },
});

/** The value of a call, by what the functions above are made of: comparisons, bounds and powers. */
function evaluate(name: string, source: string, call: string, n: number): number {
  const x = Number(call);
  const numbers = [...source.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const over = (bound: number) => (source.includes('>=') ? x >= bound : x > bound);
  if (name === 'shipping') {
    if (!source.includes('>')) return numbers[0] as number;
    return over(numbers[0] as number) ? (numbers[1] as number) : (numbers[2] as number);
  }
  if (name === 'retry') {
    const power = source.includes('2 * attempt') ? 2 * x : 2 ** (source.includes('+ 1') ? x + 1 : x);
    return source.includes('max') ? Math.max(n, power) : source.includes('min') ? Math.min(n, power) : power;
  }
  if (name === 'page') {
    const upper = source.includes('min') ? Math.min(source.includes(`${n - 1}`) ? n - 1 : n, x) : x;
    return source.includes('max') ? Math.max(source.includes('max(0') ? 0 : 1, upper) : upper;
  }
  const full = source.includes('=== 100') ? x === 100 : source.includes('> 100') && x > 100;
  if (full) return 2;
  const passed = source.includes(`>= ${n}`) ? x >= n : x > n;
  return passed || source.endsWith('1 : 1)') ? 1 : 0;
}
