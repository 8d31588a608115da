/** Which of the mutants a run looks at, and what their share says of all. */
import { randomOf, seedOf } from '../../../lambda/shared/questions/random.ts';

/**
 * Draws `size` of the items, stratified: they are shuffled within their stratum, and every n-th of the row of strata is
 * taken. Each item has the same chance, and each stratum gets its share, give or take one.
 * @param items in the order of their strata
 */
export function stratified<Item>(
  items: readonly Item[],
  size: number,
  seed: number,
  stratumOf: (item: Item) => string,
): Item[] {
  if (size >= items.length) return [...items];
  const strata = Map.groupBy(items, stratumOf);
  const row = [...strata].flatMap(([name, stratum]) => randomOf(seedOf(name, seed)).shuffle(stratum));
  const step = row.length / size;
  const first = randomOf(seed).next() * step;
  return Array.from({ length: size }, (_, nth) => row[Math.floor(first + nth * step)] as Item);
}

/**
 * The 95 % interval of a share that was seen in a sample, in percent (Wilson's score interval). Of a stratified sample
 * it is wider than it had to be, so it errs on the safe side.
 */
export function intervalOf(seen: number, of: number): { readonly from: number; readonly to: number } {
  const z = 1.96;
  const share = seen / of;
  const centre = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { from: 100 * (centre - half), to: 100 * (centre + half) };
}
