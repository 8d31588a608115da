/** Which of the mutants a run looks at, and what their share says of all. */
import { randomOf, seedOf } from '../../../lambda/shared/questions/random.ts';

/**
 * Draws one in `oneIn` of the items, stratified: each item has the same chance, and each stratum gets its share, rounded up
 * or down by lot. Each name has a lot of its own, and a stratum's lowest are drawn. So a draw depends on the seed and its
 * own stratum alone, and where a stratum changes a little, most of what was drawn of it stays drawn.
 * @param items in the order of their strata
 */
export function stratified<Item>(
  items: readonly Item[],
  oneIn: number,
  seed: number,
  { stratumOf, nameOf }: { stratumOf: (item: Item) => string; nameOf: (item: Item) => string },
): Item[] {
  const lotOf = (name: string) => randomOf(seedOf(name, seed)).next();
  return [...Map.groupBy(items, stratumOf)].flatMap(([stratum, inside]) => {
    // Items of one name, such as mutants of lines with the same text, draw one after the other.
    const lots = [...Map.groupBy(inside, nameOf)].flatMap(([name, same]) =>
      same.map((item, nth) => ({ item, lot: lotOf(`${name} ${nth}`) })),
    );
    const size = Math.floor(inside.length / oneIn + lotOf(stratum));
    return lots
      .sort((one, other) => one.lot - other.lot)
      .slice(0, size)
      .map(({ item }) => item);
  });
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
