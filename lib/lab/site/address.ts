import type { TargetName } from '../drills/drill.ts';
import type { Lab } from '../lab.ts';
import type { ProjectStatus } from '../stacks/stacks.ts';
import { runningSite } from './record.ts';

/** Whether pages are deployed among these projects, and where they answer; no address while nobody serves them. */
export interface SiteStanding {
  readonly deployed: boolean;
  readonly address?: string;
}

/** On AWS pages answer at the API's own address, on the emulator at the lab's one, while a process serves that. */
export async function siteStanding(
  { projects, stateFolder }: Lab,
  target: TargetName,
  statuses: readonly ProjectStatus[],
): Promise<SiteStanding> {
  const api = statuses
    .filter(({ state }) => state === 'deployed')
    .map(({ slug, outputs }) => projects.find(({ project }) => project.slug === slug)?.site?.(outputs))
    .find((address) => address !== undefined);
  const address =
    target === 'emulator' ? (await runningSite(stateFolder))?.address : api && `${api.replace(/\/$/, '')}/`;
  return { deployed: api !== undefined, ...(address && { address }) };
}

/** Where the open incident is shown in a browser; undefined on AWS, and while nobody serves the pages. */
export async function roomAddress({ stateFolder }: Lab, target: TargetName): Promise<string | undefined> {
  const site = target === 'emulator' ? await runningSite(stateFolder) : undefined;
  return site && `${site.address}incident`;
}
