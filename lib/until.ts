import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is true; false when `seconds` have passed without it. */
export async function until(done: () => Promise<boolean>, seconds: number, everyMs = 500): Promise<boolean> {
  for (const deadline = Date.now() + seconds * 1_000; ; await sleep(everyMs)) {
    if (await done()) return true;
    if (Date.now() > deadline) return false;
  }
}
