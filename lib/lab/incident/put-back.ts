/** Everything back as it was before the drills: what journals hold, then what differs from the templates. */
import { runningEmulator } from '../../emulator/emulator.ts';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { buildsBeforeDrills, canLeadBack, compare, type LedBack, leadBack } from '../deployed/back-to-deployed.ts';
import { allDrills, type NumberedDrill } from '../drills/catalogue.ts';
import { deploymentOf, notesFolder } from '../drills/incidents.ts';
import { type Incident, readIncidents, type Verdict } from '../drills/journal.ts';
import { check, type Restored, restore } from '../drills/run-drill.ts';
import type { Lab } from '../lab.ts';
import { deployedProjects } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';

export interface PutBack {
  /** Undefined where there was nothing to ask a target for. */
  readonly target: Target | undefined;
  /** Whether journals held something to put back. */
  readonly hadLeft: boolean;
  readonly restored: readonly Restored[];
  /** What became of each drill that was put back, by its number. */
  readonly verdicts: readonly { readonly drill: string; readonly verdict: Verdict }[];
  readonly compared: readonly LedBack[];
}

/**
 * Puts back everything that the journals hold, however the last run ended; compares each stack with the template it was
 * deployed by, leads back what single calls can, clears the dead-letter queues, and looks whether it is well.
 * @throws LabError `RestoreIncomplete`, and as `openTarget`
 */
export async function putEverythingBack(lab: Lab, options: TargetOptions): Promise<PutBack> {
  const notes = await notesFolder(lab, options);
  const incidents = readIncidents(notes);
  const left = incidents.filter(({ restoredAt }) => restoredAt === undefined);
  // Without the emulator there is nothing to compare, and with nothing to put back nothing to start it for.
  const needsTarget = left.length > 0 || options.target === 'aws' || (await runningEmulator(lab.stateFolder));
  const target = needsTarget ? await openTarget(options, lab.stateFolder) : undefined;
  const confirm = target?.name === 'aws' ? await guard(lab, target) : async () => {};
  if (left.length > 0) await confirm(projectsOf(lab, left));
  const restored: Restored[] = [];
  // The newest first: what it found may be what an older one had left.
  for (const incident of left.toReversed())
    restored.push(...(await restore(incident, awsClients((target as Target).clientConfig))));
  const compared = target ? await backToDeployed(lab, target, incidents, confirm) : [];
  const drills = (await allDrills(lab)).filter(({ id }) => left.some(({ drill }) => drill === id));
  const verdicts = await Promise.all(drills.map((drill) => verdictOn(drill, target as Target, notes)));
  return { target, hadLeft: left.length > 0, restored, verdicts, compared };
}

/** What programs are told of it; `drift` is what is left, `notCompared` the parts by project of which nobody knows. */
export const putBackView = ({ restored, verdicts, compared }: PutBack) => ({
  restored,
  verdicts,
  ledBack: compared.flatMap(({ ledBack }) => ledBack),
  drift: compared.flatMap(({ found }) => found ?? []),
  notCompared: Object.fromEntries(
    compared.filter((each) => each.notCompared.length > 0).map((each) => [each.project.slug, each.notCompared]),
  ),
  cleared: compared.flatMap(({ cleared }) => cleared),
});

/** Whether all of it is as before. */
export const isWell = ({ verdicts, compared }: PutBack): boolean =>
  compared.every(({ found }) => (found ?? []).length === 0) && verdicts.every(({ verdict }) => verdict !== 'not-yet');

/** Every project that is deployed there, compared with the template that it was deployed by, and led back. */
async function backToDeployed(
  lab: Lab,
  target: Target,
  incidents: readonly Incident[],
  confirm: (projects: readonly Project[]) => Promise<void>,
): Promise<LedBack[]> {
  const context = { target, stateFolder: lab.stateFolder, ownCode: buildsBeforeDrills(incidents) };
  const there = await deployedProjects(lab, target);
  const compared = await Promise.all(there.map((project) => compare(project, context)));
  const toWrite = compared.filter(canLeadBack).map(({ project }) => project);
  if (toWrite.length > 0) await confirm(toWrite);
  return Promise.all(compared.map((each) => leadBack(each, context)));
}

const projectsOf = (lab: Lab, incidents: readonly Incident[]): Project[] =>
  lab.projects
    .map(({ project }) => project)
    .filter(({ slug }) => incidents.some(({ drill }) => drill.startsWith(`${slug}/`)));

/** What is put back is written to the account: the same guards stand in front of it as of `lab break`; asked once. */
async function guard(lab: Lab, target: Target): Promise<(projects: readonly Project[]) => Promise<void>> {
  const { confirmOnAws, refuseForeignStacks } = await import('../aws/aws-guards.ts');
  await refuseForeignStacks(
    target,
    lab.projects.map(({ project }) => project),
  );
  const confirmed = new Set<string>();
  return async (projects) => {
    const more = projects.filter(({ slug }) => !confirmed.has(slug));
    if (more.length > 0) await confirmOnAws(target, more, 'Restore');
    for (const { slug } of more) confirmed.add(slug);
  };
}

async function verdictOn(
  drill: NumberedDrill,
  target: Target,
  notes: string,
): Promise<{ drill: string; verdict: Verdict }> {
  try {
    const { verdict } = await check(drill, await deploymentOf(drill.project, target, notes));
    return { drill: drill.number, verdict };
  } catch {
    // Torn down since: there is nothing to look at, and nothing that could be broken.
    return { drill: drill.number, verdict: 'could-not-look' };
  }
}
