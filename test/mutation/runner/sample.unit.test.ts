/** The draw of a mutation run: everything has the same chance, every stratum its share, and the figure its error. */
import { expect, it } from 'vitest';
import { intervalOf, stratified } from './sample.ts';

const items = ['a', 'b', 'c'].flatMap((stratum, nth) =>
  Array.from({ length: [600, 300, 100][nth] as number }, (_, at) => ({ stratum, at })),
);
const draw = (seed: number, size = 100) => stratified(items, size, seed, ({ stratum }) => stratum);

it('gives each stratum its share, give or take one, and draws nothing twice', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const drawn = draw(seed);
    expect(new Set(drawn).size).toBe(100);
    const shares = ['a', 'b', 'c'].map((stratum) => drawn.filter((item) => item.stratum === stratum).length);
    for (const [nth, wanted] of [60, 30, 10].entries())
      expect(Math.abs((shares[nth] as number) - wanted)).toBeLessThanOrEqual(1);
  }
});

it('draws the same from the same seed, another from another, and sooner or later all', () => {
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  const drawn = new Set(Array.from({ length: 120 }, (_, seed) => draw(seed)).flat());
  expect(drawn.size).toBe(items.length);
});

it('takes all where all is asked for', () => {
  expect(draw(1, 1_000)).toEqual(items);
});

// Newcombe, "Two-sided confidence intervals for the single proportion" (Statistics in Medicine 17, 1998), table I, method 3.
it.each([
  [81, 263, 25.53, 36.62],
  [15, 148, 6.24, 16.05],
  [0, 20, 0, 16.11],
  [1, 29, 0.61, 17.18],
])('bounds %i of %i as Wilson does', (seen, of, from, to) => {
  const interval = intervalOf(seen, of);
  expect(interval.from).toBeCloseTo(from, 1);
  expect(interval.to).toBeCloseTo(to, 1);
});
