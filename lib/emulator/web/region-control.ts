/** What befalls a region of a running emulator: read and set by the lab, carried out by the engine (region-states.ts). */
import { LabError } from '../../errors.ts';
import type { RegionState } from './region-states.ts';
import { runningEngine } from './service.ts';

const engineIn = (engineFolder: string | undefined) =>
  engineFolder === undefined ? undefined : runningEngine(engineFolder);

/** The regions that the engine looks after, with the state of each; none where no engine runs. */
export async function regionStates(engineFolder: string | undefined): Promise<ReadonlyMap<string, RegionState>> {
  const engine = engineIn(engineFolder);
  if (!engine) return new Map();
  return new Map(Object.entries((await (await fetch(`${engine.url}/regions`)).json()) as Record<string, RegionState>));
}

/**
 * Returns when it has happened: of a region that is lost, when everything in it has ended.
 * @throws LabError `EmulatorRefused` where no engine runs, or it did not do it
 */
export async function setRegionState(
  engineFolder: string | undefined,
  region: string,
  state: RegionState,
): Promise<void> {
  const engine = engineIn(engineFolder);
  const answer = engine && (await fetch(`${engine.url}/regions/${region}/${state}`, { method: 'PUT' }));
  if (answer?.ok) return;
  const why = answer ? `it answered ${answer.status}` : 'nothing runs there that has regions';
  throw new LabError(
    'EmulatorRefused',
    `The emulator did not make the region ${region} ${state}: ${why}. \`lab up\` of a project with containers starts what has regions.`,
  );
}

/** Ends whatever has befallen regions, and says which it had. */
export async function makeRegionsWell(engineFolder: string | undefined): Promise<readonly string[]> {
  const ill = [...(await regionStates(engineFolder))].filter(([, state]) => state !== 'well').map(([region]) => region);
  for (const region of ill) await setRegionState(engineFolder, region, 'well');
  return ill;
}
