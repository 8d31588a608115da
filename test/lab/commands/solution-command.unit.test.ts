/** `lab solution` on a terminal: it is shown to who says yes, and counted for nobody else. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleDrill } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

let answer: boolean;
vi.mock('@inquirer/confirm', () => ({ default: async () => answer }));

const here = sampleLab([sampleDrill]);
const { isTTY } = process.stdin;
beforeEach(() => {
  process.stdin.isTTY = true;
});
afterEach(() => {
  process.stdin.isTTY = isTTY;
});

it.each([
  [true, 0, true],
  [false, 1, false],
])('is asked for first: %s', async (said, exit, shown) => {
  answer = said;
  await here.run('break sample/1');
  const { out, err, code } = await here.run('solution');
  expect([code, out.includes('Put both back.'), err.includes('stays hidden')]).toEqual([exit, shown, !shown]);
  await here.repair();
  expect(JSON.parse((await here.run('check --json')).out).repair).toMatchObject({ solutionShown: shown });
});
