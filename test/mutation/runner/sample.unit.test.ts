/** The draw of a mutation run: everything has the same chance, every stratum its share, and the figure its error. */
import { expect, it } from 'vitest';
import { intervalOf, stratified } from './sample.ts';

interface Item {
  readonly stratum: string;
  readonly name: string;
}
const stratumOf = ({ stratum }: Item) => stratum;
const nameOf = ({ name }: Item) => name;
const itemsOf = (stratum: string, count: number, line = 'line') =>
  Array.from({ length: count }, (_, at) => ({ stratum, name: `${stratum} ${line} ${at}` }));
const items = [...itemsOf('a', 604), ...itemsOf('b', 300), ...itemsOf('c', 96)];
const draw = (seed: number, of: readonly Item[] = items) => stratified(of, 10, seed, { stratumOf, nameOf });
const drawnOf = (stratum: string, drawn: readonly Item[]) => drawn.filter((item) => item.stratum === stratum);

it('gives each stratum its share, rounded up or down, and draws nothing twice', () => {
  const sizes = { a: new Set<number>(), b: new Set<number>(), c: new Set<number>() };
  for (let seed = 1; seed <= 50; seed++) {
    const drawn = draw(seed);
    expect(new Set(drawn).size).toBe(drawn.length);
    for (const stratum of ['a', 'b', 'c'] as const) sizes[stratum].add(drawnOf(stratum, drawn).length);
  }
  expect(sizes).toEqual({ a: new Set([60, 61]), b: new Set([30]), c: new Set([9, 10]) });
});

it('draws the same from the same seed, another from another, and each as often as the others', () => {
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  const times = new Map(items.map((item) => [item, 0]));
  for (let seed = 1; seed <= 400; seed++)
    for (const item of draw(seed)) times.set(item, (times.get(item) as number) + 1);
  // 40 times, with a standard deviation of 6.
  expect(Math.min(...times.values())).toBeGreaterThan(10);
  expect(Math.max(...times.values())).toBeLessThan(70);
});

it('draws the same of the other strata when one has more, fewer or other items, or is gone', () => {
  const others = (drawn: readonly Item[]) => drawn.filter(({ stratum }) => stratum !== 'b');
  const [a, b, c] = ['a', 'b', 'c'].map((stratum) => drawnOf(stratum, items)) as [Item[], Item[], Item[]];
  for (const changed of [[], b.slice(7), [...b, ...itemsOf('b', 55, 'new')], itemsOf('b', 300, 'other')])
    expect(others(draw(3, [...a, ...changed, ...c]))).toEqual(others(draw(3)));
});

it('draws most of a stratum again when a few of its items change', () => {
  const before = drawnOf('a', draw(3));
  const after = draw(3, [...itemsOf('a', 10, 'new'), ...drawnOf('a', items).slice(10)]);
  expect(before.filter((item) => after.includes(item)).length).toBeGreaterThan(before.length - 8);
});

it('draws of more all that it draws of fewer', () => {
  const fewer = stratified(items, 11, 5, { stratumOf, nameOf });
  const more = new Set(draw(5));
  expect(fewer.filter((item) => !more.has(item))).toEqual([]);
});

it('draws of items with one name as of others', () => {
  const same = Array.from({ length: 500 }, () => ({ stratum: 'a', name: 'twin' }));
  expect(draw(3, same)).toHaveLength(50);
  expect(draw(3, same).map((item) => same.indexOf(item))).not.toEqual([...same.keys()].slice(0, 50));
});

it('takes all where each is asked for', () => {
  expect(new Set(stratified(items, 1, 7, { stratumOf, nameOf }))).toEqual(new Set(items));
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
