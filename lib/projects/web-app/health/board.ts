/** That what everybody reads at once is read from the database by one of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { status } from '../../../lab/drills/probes.ts';
import { join, type Lab, type Output, patiently } from './sitting.ts';

/** For so long a board is kept (app/results.ts). */
const KEPT_MS = 5_000;
/** Longer than a reader of Aurora lags, and shorter than the board is kept. */
const MEANWHILE_MS = 1_500;
/** What says nothing of a cache: it may have forgotten the board by then. */
const TOO_LATE = 'a board that was looked at again too late';

/**
 * A board that has just been read, and whose cohort has a result since: from the cache it is the old one. Of a board from the
 * database nobody can tell how many queries it cost; that it is new at once says that it was asked for each look.
 */
async function keptBoard(lab: Lab): Promise<Finding> {
  const wanted = 'a board that is kept for some seconds';
  const { answer, candidate } = await join(lab);
  if (!candidate) return status(answer, 201);
  const started = await candidate.ask('POST', '/v1/sittings', { exam: 'SAA-C03', length: 'short' });
  if (started.status !== 201) return status(started, 201);
  const asked = Date.now();
  const before = await candidate.ask('GET', '/v1/board/SAA-C03');
  const handedIn = await candidate.ask('POST', `/v1/sittings/${JSON.parse(started.text).id}/hand-in`);
  if (handedIn.status !== 200) return status(handedIn, 200);
  await sleep(MEANWHILE_MS);
  const after = await candidate.ask('GET', '/v1/board/SAA-C03');
  if (after.status !== 200) return status(after, 200);
  if (before.text === after.text) return { ok: true, saw: wanted, wanted };
  const late = Date.now() - asked > KEPT_MS;
  return { ok: false, saw: late ? TOO_LATE : 'each look at a board is a query of the database', wanted };
}

export const boardsAreKept: Probe<Output> = {
  expects: 'A board that everybody looks at is not made again for each of them',
  async look(lab) {
    const found = await patiently(lab, () => keptBoard(lab));
    if (found.saw === TOO_LATE) throw new CouldNotLook(`The exam room was too slow for it: ${TOO_LATE}`);
    return found;
  },
};
