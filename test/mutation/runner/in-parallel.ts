import { availableParallelism } from 'node:os';

/** Works on the items, as many at a time as the machine has cores. */
export async function inParallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items][Symbol.iterator]();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** @returns rows of at most so many items, none empty */
export const inRows = <Item>(items: readonly Item[], most: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, nth) => items.slice(nth * most, (nth + 1) * most));
