import { Command } from 'commander';
import { runningEmulator } from '../../../emulator/emulator.ts';
import type { Project } from '../../../project.ts';
import type { Target, TargetOptions } from '../../../target.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import { buildsBeforeDrills, canLeadBack, compare, type LedBack, leadBack } from '../../deployed/back-to-deployed.ts';
import type { Drift } from '../../deployed/drift.ts';
import { allDrills, type NumberedDrill } from '../../drills/catalogue.ts';
import { deploymentOf, notesFolder } from '../../drills/incidents.ts';
import { type Incident, readIncidents, type Verdict } from '../../drills/journal.ts';
import { check, type Restored, restore, wayBack } from '../../drills/run-drill.ts';
import type { Lab } from '../../lab.ts';
import { deployedProjects } from '../../stacks/stacks.ts';
import { openTarget } from '../../target.ts';
import { indented, restoredText } from '../../terminal/format.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

/**
 * `lab restore`: puts back everything that the journals hold, however the last run ended; compares each stack with the
 * template it was deployed by, leads back what single calls can, clears the dead-letter queues, and looks whether it is
 * well. With `--json` `{restored, verdicts, ledBack, drift, cleared}`, where `drift` is what is left.
 */
export function restoreCommand(lab: Lab): Command {
  return withTargetOptions(new Command('restore'))
    .description('put everything back as it was before the drills, however the last run ended')
    .action((options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
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
        const drift = compared.flatMap(({ found }) => found ?? []);
        const drills = (await allDrills(lab)).filter(({ id }) => left.some(({ drill }) => drill === id));
        const verdicts = await Promise.all(drills.map((drill) => verdictOn(drill, target as Target, notes)));
        if (options.json) {
          const ledBack = compared.flatMap((each) => each.ledBack);
          printJson({ restored, verdicts, ledBack, drift, cleared: compared.flatMap(({ cleared }) => cleared) });
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

const CHANGED: Record<Drift['change'], (what: string) => string> = {
  added: (what) => `${what} was added`,
  changed: (what) => `${what} is another`,
  gone: () => 'gone',
};

const LED_BACK: Record<Drift['change'], (what: string) => string> = {
  added: (what) => `${what} had been added, and is removed`,
  changed: (what) => `${what} was another, and is set back`,
  gone: () => 'was gone, and is made again',
};

function comparedText({ project, found, ledBack, cleared }: LedBack, place: Target['name']): string {
  const done = [
    ...ledBack.map(({ resource, type, change, what }) => indented(`${resource} (${type}): ${LED_BACK[change](what)}`)),
    ...cleared.map(({ queue, messages }) =>
      indented(`${queue}: ${messages} parked ${messages === 1 ? 'message is' : 'messages are'} cleared`),
    ),
  ];
  return [...done, standText(project, found, place)].join('\n');
}

function standText({ slug, stackName }: Project, found: LedBack['found'], place: Target['name']): string {
  if (!found) {
    const text = `whether ${stackName} is as deployed is not known: an earlier version deployed it. \`lab up\` makes it known.`;
    return wrap(`${MARKS['could-not-look']()} ${text}`);
  }
  if (found.length === 0) return wrap(`${MARKS.ok()} ${stackName} is as deployed.`);
  return [
    wrap(`${MARKS['not-ok']()} ${stackName} is not as deployed:`),
    ...found.map(({ resource, type, change, what }) => indented(`${resource} (${type}): ${CHANGED[change](what)}`)),
    wrap(wayBack({ slug, stackName }, place)),
  ].join('\n');
}

const projectsOf = (lab: Lab, incidents: readonly Incident[]): Project[] =>
  lab.projects
    .map(({ project }) => project)
    .filter(({ slug }) => incidents.some(({ drill }) => drill.startsWith(`${slug}/`)));

/** What is put back is written to the account: the same guards stand in front of it as of `lab break`; asked once. */
async function guard(lab: Lab, target: Target): Promise<(projects: readonly Project[]) => Promise<void>> {
  const { confirmOnAws, refuseForeignStacks } = await import('../../aws/aws-guards.ts');
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
