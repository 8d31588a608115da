/** Runs the assertion on the function and on its faulty version. */
import { runInNewContext } from 'node:vm';
import type { Assertion, Fault } from '../../../lambda/shared/questions/delivery/which-test.ts';
import type { Proof } from '../proof.ts';
import { remembered } from '../remembered.ts';

const valueAt = remembered((code: string, call: string): unknown =>
  runInNewContext(`const f = ${code}; ${call}`, {}, { timeout: 5000 }),
);

/** Whether the test passes on the good code, and whether it does on the faulty one. */
function verdict({ code, faulty }: Fault, { call, gives }: Assertion) {
  const expected = Number(gives.split(' ')[0]);
  return { good: valueAt(code, call) === expected, faulty: valueAt(faulty, call) === expected };
}

export const whichTestProof: Proof<Fault, Assertion> = {
  holds(fault, assertion) {
    const passes = verdict(fault, assertion);
    return passes.good && passes.faulty === assertion.gives.endsWith('passes');
  },
  explain: (fault, { call, gives }) => [
    `${call} gives ${valueAt(fault.code, call)}, and ${valueAt(fault.faulty, call)} after the change; asked is ${gives.split(' ')[0]}`,
  ],
  vectors: [
    {
      source: 'Boundary value analysis (ISTQB Foundation syllabus, 4.2.2): a fault at a bound shows at the bound',
      parameters: { code: '(x) => (x >= 10 ? 1 : 0)', faulty: '(x) => (x > 10 ? 1 : 0)' },
      claim: { call: 'f(99)', gives: '1' },
      holds: false,
    },
    {
      source: 'the same with a number as its result',
      parameters: { code: '(x) => (x >= 10 ? 1 : 0)', faulty: '(x) => (x > 10 ? 1 : 0)' },
      claim: { call: 'f(10)', gives: '1' },
      holds: true,
    },
  ],
};
