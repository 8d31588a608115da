import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { TargetOptions } from '../../../target.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { deploymentOf, notesFolder, resolveIncident } from '../../drills/incidents.ts';
import { type Incident, readIncidents } from '../../drills/journal.ts';
import { check, noteCheck } from '../../drills/run-drill.ts';
import { isNews } from '../../incident/grade.ts';
import type { Lab } from '../../lab.ts';
import { settingOf } from '../../settings/settings.ts';
import type { Deployment } from '../../stacks/deployment.ts';
import { openTarget } from '../../target.ts';
import { lessonText, probeText, verdictText } from '../../terminal/format.ts';
import { runToExit } from '../../terminal/output.ts';
import { withTargetOptions } from '../shared-options.ts';

const LOOK_EVERY_MS = 2_000;

/** `lab watch`: checks again whenever the deployment changes, until it is fixed or Ctrl-C. */
export function watchCommand(lab: Lab): Command {
  return withTargetOptions(new Command('watch'))
    .description('check again whenever the deployment changes, until it is fixed')
    .argument('[drill]', 'number of its drill, when several are open')
    .action((name: string | undefined, options: TargetOptions) =>
      runToExit(async () => {
        const notes = await notesFolder(lab, options);
        const { incident, drill } = resolveIncident(readIncidents(notes), await allDrills(lab), name, {
          mustBeOpen: true,
        });
        const deployment = await deploymentOf(drill.project, await openTarget(options, lab.stateFolder), notes);
        console.log(`Watching ${drill.number}: ${drill.title}. Ctrl-C ends it.`);
        for (let seen = ''; ; await sleep(LOOK_EVERY_MS)) {
          const now = await fingerprint(incident, drill.project.stackName, deployment);
          if (now === seen) continue;
          seen = now;
          console.log(`\n${new Date().toISOString().slice(11, 19)} UTC`);
          const result = await check(drill, deployment, {
            onResult: (probe) => void (isNews(probe) && console.log(probeText(probe))),
          });
          await noteCheck(incident, result.verdict, deployment.aws);
          console.log(verdictText(result));
          if (result.verdict !== 'fixed') continue;
          console.log(`\n${lessonText(drill)}`);
          return;
        }
      }, false),
    );
}

/** Changes when a setting that the fault had touched does, and when the stack is deployed. */
async function fingerprint({ changes }: Incident, stackName: string, { aws }: Deployment): Promise<string> {
  const settings = await Promise.all(changes.map(({ kind, target }) => settingOf(kind).read(aws, target)));
  const { Stacks } = await aws.cloudformation.describeStacks({ StackName: stackName });
  return JSON.stringify([settings, Stacks?.[0]?.StackStatus, Stacks?.[0]?.LastUpdatedTime]);
}
