/** For runs: processes that work at the same time, in an order that is the same in each run. */
import { setImmediate as settled } from 'node:timers/promises';

/** Makes a call of a process wait for its turn. */
export type Turn = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Runs them side by side: each comes to its next call, then the calls are made, in the order of the processes, and so on.
 * @throws what the first of the processes to fail throws, once all have ended
 */
export async function takeTurns(processes: readonly ((turn: Turn) => Promise<unknown>)[]): Promise<void> {
  const waiting = new Map<number, () => Promise<void>>();
  let running = processes.length;
  const works: Promise<unknown>[] = [];
  for (const [place, work] of processes.entries()) {
    const turn: Turn = (call) =>
      new Promise((resolve, reject) => {
        waiting.set(place, () => call().then(resolve, reject));
      });
    const done = work(turn).finally(() => running--);
    // It is looked at once all have ended; until then a failure must not count as one that nobody looks at.
    done.catch(() => undefined);
    works.push(done);
  }
  while (running > 0) {
    await settled();
    const calls = [...waiting].sort(([a], [b]) => a - b);
    waiting.clear();
    for (const [, call] of calls) await call();
  }
  await Promise.all(works);
}
