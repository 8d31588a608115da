/** Back to exactly as deployed, on the emulator: everything is forgotten, and what was deployed is deployed again. */
import type { Emulator } from '../../emulator/emulator.ts';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import { notesOn } from '../drills/incidents.ts';
import { append, type Incident, readIncidents } from '../drills/journal.ts';
import type { Lab } from '../lab.ts';
import { deployedSlugs } from '../stacks/stacks.ts';
import { type Up, upOnEmulator } from '../stacks/up.ts';
import { emulatorTarget } from '../target.ts';

export interface Reset {
  readonly up: Up;
  /** What was deployed before, and is again. */
  readonly projects: readonly Project[];
  /** The incidents that it closed. */
  readonly closed: readonly Incident[];
}

/**
 * Whatever was added, removed or changed by hand is gone with all the rest, since nothing is compared: the emulator forgets
 * its state of every service and ends the functions' processes. Journals and answers are the learner's, and stay.
 * @throws LabError `EmulatorRefused` where the emulator does not reset, and whatever `upOnEmulator` throws
 */
export async function resetEmulator(lab: Lab, { endpoint }: Pick<Emulator, 'endpoint'>, quiet = false): Promise<Reset> {
  const target = emulatorTarget(endpoint, lab.stateFolder);
  const there = await deployedSlugs(
    lab.projects.map(({ project }) => project),
    target,
  );
  const projects = lab.projects.map(({ project }) => project).filter(({ slug }) => there.includes(slug));
  const response = await fetch(new URL('/_ministack/reset', endpoint), { method: 'POST' }).catch(
    (cause) => cause as Error,
  );
  if (!(response instanceof Response && response.ok)) {
    const why = response instanceof Response ? response.status : response.message;
    throw new LabError(
      'EmulatorRefused',
      `The emulator did not reset (${why}). \`npm run lab -- down\` and \`up\` come to the same.`,
    );
  }
  // Only now: had the emulator refused, what the drills changed would still have to be put back.
  const closed = readIncidents(notesOn(lab, 'emulator')).filter(({ restoredAt }) => restoredAt === undefined);
  for (const { file } of closed) append(file, { entry: 'restored' });
  return { up: await upOnEmulator(lab, projects, { quiet }), projects, closed };
}
