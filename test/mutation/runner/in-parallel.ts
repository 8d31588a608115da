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
