import { Command } from 'commander';
import { runningEmulator } from '../../../emulator/emulator.ts';
import type { Project } from '../../../project.ts';
import type { Target, TargetOptions } from '../../../target.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import { type Drift, driftOf } from '../../deployed/drift.ts';
import { allDrills, type NumberedDrill } from '../../drills/catalogue.ts';
import { deploymentOf, notesFolder } from '../../drills/incidents.ts';
import { type Incident, readIncidents, type Verdict } from '../../drills/journal.ts';
import { check, type Restored, restore, wayBack } from '../../drills/run-drill.ts';
import type { Lab } from '../../lab.ts';
import { deployedSlugs } from '../../stacks/stacks.ts';
import { openTarget } from '../../target.ts';
import { indented, restoredText } from '../../terminal/format.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

/**
 * `lab restore`: puts back everything that the journals hold, however the last run ended, and looks whether it is well:
 * the drills' checks, and each stack against the template it was deployed by. With `--json` `{restored, verdicts, drift}`.
 */
export function restoreCommand(lab: Lab): Command {
  return withTargetOptions(new Command('restore'))
    .description('put everything back as it was before the drills, however the last run ended')
    .action((options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const notes = await notesFolder(lab, options);
        const left = readIncidents(notes).filter(({ restoredAt }) => restoredAt === undefined);
        // Without the emulator there is nothing to compare, and with nothing to put back nothing to start it for.
        const needsTarget = left.length > 0 || options.target === 'aws' || (await runningEmulator(lab.stateFolder));
        const target = needsTarget ? await openTarget(options, lab.stateFolder) : undefined;
        if (target?.name === 'aws' && left.length > 0) await guard(lab, left, target);
        const restored: Restored[] = [];
        // The newest first: what it found may be what an older one had left.
        for (const incident of left.toReversed())
          restored.push(...(await restore(incident, awsClients((target as Target).clientConfig))));
        const drills = (await allDrills(lab)).filter(({ id }) => left.some(({ drill }) => drill === id));
        const verdicts = await Promise.all(drills.map((drill) => verdictOn(drill, target as Target, notes)));
        const compared = target ? await comparedAll(lab, target) : [];
        const drift = compared.flatMap(({ found }) => found ?? []);
        if (options.json) {
          printJson({ restored, verdicts, drift });
        } else {
          if (left.length === 0) console.log('No drill has left anything to put back.');
          for (const each of restored) console.log(restoredText(each));
          for (const { drill, verdict } of verdicts) console.log(wrap(SAID[verdict](drill)));
          for (const each of compared) console.log(comparedText(each, (target as Target).name));
        }
        return drift.length > 0 || verdicts.some(({ verdict }) => verdict === 'not-yet') ? EXIT.failed : 0;
      }, options.json ?? false),
    );
}

/** A deployed project, and what of it is not as deployed; undefined where nobody knows its template. */
interface Compared {
  readonly project: Project;
  readonly found: readonly Drift[] | undefined;
}

/** Every project that is deployed there, compared with the template that it was deployed by. */
async function comparedAll(lab: Lab, target: Target): Promise<Compared[]> {
  const projects = lab.projects.map(({ project }) => project);
  const there = await deployedSlugs(projects, target);
  return Promise.all(
    projects
      .filter(({ slug }) => there.includes(slug))
      .map(async (project) => ({
        project,
        found: await driftOf(project.stackName, target, awsClients(target.clientConfig), lab.stateFolder),
      })),
  );
}

const CHANGED: Record<Drift['change'], (what: string) => string> = {
  added: (what) => `${what} was added`,
  changed: (what) => `${what} is another`,
  gone: () => 'gone',
};

function comparedText({ project: { stackName }, found }: Compared, place: Target['name']): string {
  if (!found) {
    const text = `whether ${stackName} is as deployed is not known: an earlier version deployed it. \`lab up\` makes it known.`;
    return wrap(`${MARKS['could-not-look']()} ${text}`);
  }
  if (found.length === 0) return wrap(`${MARKS.ok()} ${stackName} is as deployed.`);
  return [
    wrap(`${MARKS['not-ok']()} ${stackName} is not as deployed:`),
    ...found.map(({ resource, type, change, what }) => indented(`${resource} (${type}): ${CHANGED[change](what)}`)),
    wrap(wayBack(stackName, place)),
  ].join('\n');
}

/** What is put back is written to the account: the same guards stand in front of it as of `lab break`. */
async function guard(lab: Lab, left: readonly Incident[], target: Target): Promise<void> {
  const { confirmOnAws, refuseForeignStacks } = await import('../../aws/aws-guards.ts');
  const projects = lab.projects
    .map(({ project }) => project)
    .filter(({ slug }) => left.some(({ drill }) => drill.startsWith(`${slug}/`)));
  await refuseForeignStacks(target, projects);
  await confirmOnAws(target, projects, 'Restore');
}

const SAID: Record<Verdict, (drill: string) => string> = {
  fixed: (drill) => `${MARKS.ok()} ${drill} is put back: all its checks pass.`,
  'not-yet': (drill) =>
    `${MARKS['not-ok']()} ${drill} has been put back, and its checks still fail: something was changed besides what the drill had changed. ` +
    '`lab check` tells what; on the emulator `lab reset` makes everything as deployed.',
  'could-not-look': (drill) =>
    `${MARKS['could-not-look']()} ${drill} has been put back; whether it is well could not be seen.`,
};

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
