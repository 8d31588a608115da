/** What befalls a region as a whole, until it is said to be well again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from './containers/container.ts';
import { signalGroup } from './containers/processes.ts';

/**
 * Lost: everything in it has ended, nothing starts there, no call is answered, and nothing passes. Isolated: nothing passes
 * between it and other regions, and inside all goes on. Sick: its processes get a fifth of the time.
 */
export const REGION_STATES = ['well', 'lost', 'isolated', 'sick'] as const;

export type RegionState = (typeof REGION_STATES)[number];

export const isRegionState = (text: string): text is RegionState => (REGION_STATES as readonly string[]).includes(text);

const SICK_STOPPED_MS = 200;
const SICK_GOING_MS = 50;

/**
 * @param containersOf all of a region
 * @param kill ends one at once
 * @param changed called after each change, with the regions that are lost
 */
export function createRegionStates({
  containersOf,
  kill,
  changed,
}: {
  readonly containersOf: (region: string) => readonly Container[];
  readonly kill: (container: Container) => Promise<void>;
  readonly changed: (lost: readonly string[]) => void;
}) {
  const states = new Map<string, RegionState>();
  const of = (region: string): RegionState => states.get(region) ?? 'well';

  const signal = (region: string, name: NodeJS.Signals) => {
    for (const { status, process: child } of containersOf(region)) {
      if (status === 'running' && child?.pid) signalGroup(child.pid, name);
    }
  };

  async function slow(region: string): Promise<void> {
    while (of(region) === 'sick') {
      signal(region, 'SIGSTOP');
      await sleep(SICK_STOPPED_MS);
      signal(region, 'SIGCONT');
      await sleep(SICK_GOING_MS);
    }
  }

  return {
    of,
    isLost: (region: string) => of(region) === 'lost',
    isCutOff: (region: string) => ['lost', 'isolated'].includes(of(region)),
    async set(region: string, state: RegionState): Promise<void> {
      const before = of(region);
      states.set(region, state);
      changed([...states].filter(([, each]) => each === 'lost').map(([lost]) => lost));
      if (state === 'sick' && before !== 'sick') void slow(region);
      if (state === 'lost') await Promise.all(containersOf(region).map(kill));
    },
  };
}
