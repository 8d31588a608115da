/** What a mutation run is judged by: the share of each room, and of the default sample a reason for each survivor. */
import { expect, it, vi } from 'vitest';
import { knownSurvivors, type Result, report } from './report.ts';

const result = (name: string, outcome: Result['outcome']): Result => ({
  ...{ id: name, file: name.split(' | ')[0] as string, line: 7, mutator: 'BooleanLiteral', name },
  outcome,
});
const seen = Array.from({ length: 9 }, (_, nth) => result(`lib/lab/one.ts | BooleanLiteral | ${nth}`, 'killed'));
const excused = Object.values(knownSurvivors())
  .flat()
  .find((name) => name.startsWith('lib/lab/')) as string;

/** What a run with these results says, and whether it is good. */
function reported(results: readonly Result[], isDefault: boolean) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const good = report(results, { sampled: true, isDefault, unfit: [], seconds: 1 });
  return { good, text: log.mock.calls.flat().join('\n') };
}

it.each(['survived', 'not reached'] as const)(
  'fails the default sample for a mutant that %s without a reason',
  (outcome) => {
    const results = [...seen, result('lib/lab/one.ts | BooleanLiteral | true → false', outcome)];
    expect(reported(results, true)).toEqual({
      good: false,
      text: expect.stringContaining(`${outcome}: lib/lab/one.ts | BooleanLiteral | true → false (line 7)`),
    });
    expect(reported(results, false).good).toBe(true);
  },
);

it('passes a survivor with a reason, and names one that has a reason and is seen', () => {
  expect(reported([...seen, result(excused, 'survived')], true)).toEqual({
    good: true,
    text: expect.not.stringContaining(excused),
  });
  expect(reported([...seen, result(excused, 'killed')], true)).toEqual({
    good: true,
    text: expect.stringContaining(excused),
  });
});

it('fails a room of which fewer than 80 of 100 are seen', () => {
  const survivors = Array.from({ length: 50 }, (_, nth) =>
    result(`lib/lab/one.ts | BooleanLiteral | of ${nth}`, 'survived'),
  );
  const enough = Array.from({ length: 200 }, (_, nth) => result(`lib/lab/one.ts | BooleanLiteral | ${nth}`, 'timeout'));
  expect(reported([...enough, ...survivors], false).good).toBe(true);
  expect(reported([...enough.slice(1), ...survivors], false).good).toBe(false);
});
