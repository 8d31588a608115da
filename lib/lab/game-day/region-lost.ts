/** A game day over two regions: the one in use is lost soon after the fault, and comes back while people work. */
import { makeRegionsWell, setRegionState } from '../../emulator/web/region-control.ts';
import type { Happening } from './event.ts';

/** Of the time from page to page: so soon that nobody has repaired anything, and late enough that something was acknowledged. */
const LOST_AFTER = 1 / 3;
/** So late that people have failed over; what was broken cannot be looked at before. */
const BACK_AFTER = 3;

/** @param engineFolder of the emulator that has the region */
export function regionLost(
  engineFolder: string | undefined,
  region: string,
  pageEveryMs: number,
): readonly Happening[] {
  return [
    {
      afterMs: LOST_AFTER * pageEveryMs,
      befall: () => setRegionState(engineFolder, region, 'lost'),
      page: `AWS Health: no service in ${region} answers. Nobody says for how long.`,
    },
    {
      afterMs: BACK_AFTER * pageEveryMs,
      befall: async () => void (await makeRegionsWell(engineFolder)),
      page: `AWS Health: the services in ${region} answer again.`,
    },
  ];
}
