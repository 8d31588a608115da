import { Command } from 'commander';
import type { Target, TargetOptions } from '../../../target.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import { allDrills, type NumberedDrill } from '../../drills/catalogue.ts';
import { deploymentOf, notesFolder } from '../../drills/incidents.ts';
import { type Incident, readIncidents, type Verdict } from '../../drills/journal.ts';
import { check, type Restored, restore } from '../../drills/run-drill.ts';
import type { Lab } from '../../lab.ts';
import { openTarget } from '../../target.ts';
import { restoredText } from '../../terminal/format.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { MARKS, wrap } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

/** `lab restore`: puts back everything that the journals hold, however the last run ended, and looks whether it is well. */
export function restoreCommand(lab: Lab): Command {
  return withTargetOptions(new Command('restore'))
    .description('put everything back as it was before the drills, however the last run ended')
    .action((options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const notes = await notesFolder(lab, options);
        const left = readIncidents(notes).filter(({ restoredAt }) => restoredAt === undefined);
        if (left.length === 0) {
          if (options.json) printJson({ restored: [], verdicts: [] });
          else
            console.log(
              wrap(
                'No drill has left anything to put back. What you changed by hand is another matter: ' +
                  (options.target === 'aws' ? '`cdk deploy --revert-drift` undoes it.' : '`lab reset` undoes it.'),
              ),
            );
          return;
        }
        const target = await openTarget(options, lab.stateFolder);
        if (target.name === 'aws') await guard(lab, left, target);
        const restored: Restored[] = [];
        // The newest first: what it found may be what an older one had left.
        for (const incident of left.toReversed())
          restored.push(...(await restore(incident, awsClients(target.clientConfig))));
        const drills = (await allDrills(lab)).filter(({ id }) => left.some(({ drill }) => drill === id));
        const verdicts = await Promise.all(drills.map((drill) => verdictOn(drill, target, notes)));
        if (options.json) {
          printJson({ restored, verdicts });
        } else {
          for (const each of restored) console.log(restoredText(each));
          for (const { drill, verdict } of verdicts) console.log(wrap(SAID[verdict](drill)));
        }
        return verdicts.some(({ verdict }) => verdict === 'not-yet') ? EXIT.failed : 0;
      }, options.json ?? false),
    );
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
  fixed: (drill) => `${MARKS.ok()} ${drill} is as it was: all its checks pass.`,
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
