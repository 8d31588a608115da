import { Command } from 'commander';
import { LabError, UsageError } from '../../errors.ts';
import type { TargetOptions } from '../../target.ts';
import { allDrills } from '../catalogue.ts';
import type { Deployment } from '../deployment.ts';
import { duration, lessonText, probeText, verdictText } from '../format.ts';
import { closeIfTornDown, deploymentOf, notesFolder, type OpenIncident, resolveIncident } from '../incidents.ts';
import { isOpen, readIncident, readIncidents } from '../journal.ts';
import type { Lab } from '../lab.ts';
import { EXIT, printJson, runToExit } from '../output.ts';
import { type CheckResult, check, leftDifferent, noteCheck } from '../run-drill.ts';
import { openTarget } from '../target.ts';
import { withTargetOptions } from './shared-options.ts';

interface CheckOptions extends TargetOptions {
  readonly json?: boolean;
}

const EXIT_OF = { fixed: 0, 'not-yet': EXIT.failed, 'could-not-look': EXIT.couldNotLook } as const;

/** `lab check [drill]`: exit 0 fixed, 1 not yet, 2 could not look. Without an open incident it checks the last one. */
export function checkCommand(lab: Lab): Command {
  return withTargetOptions(new Command('check'))
    .description('grade the repair by what the deployed project does')
    .argument('[drill]', 'number of the drill; that of the open incident, or of the last one')
    .action((name: string | undefined, options: CheckOptions) =>
      runToExit(async () => {
        const notes = await notesFolder(lab, options);
        const meant = resolveIncident(readIncidents(notes), await allDrills(lab), name, { mustBeOpen: false });
        const deployment = await deploymentOrNothing(lab, meant, options, notes);
        if (!deployment) return EXIT.couldNotLook;
        if (closeIfTornDown(meant.incident, deployment)) {
          throw new LabError(
            'DeployedAnew',
            'The project was torn down and deployed anew since it was broken, so there is nothing to grade: the incident ' +
              'is closed, and does not count as solved. `npm run -s lab -- break` opens the next.',
          );
        }
        const result = await check(meant.drill, deployment, {
          onResult: (probe) => options.json || console.log(probeText(probe)),
        });
        await noteCheck(meant.incident, result.verdict, deployment.aws);
        if (options.json) printJson({ drill: meant.drill.number, ...result });
        else await tell(meant, result, deployment);
        return EXIT_OF[result.verdict];
      }, options.json ?? false),
    );
}

/** Whatever keeps the lab from looking, an emulator that is not running among it, is no verdict on the repair. */
async function deploymentOrNothing(
  lab: Lab,
  { drill }: OpenIncident,
  options: CheckOptions,
  notes: string,
): Promise<Deployment | undefined> {
  try {
    return await deploymentOf(drill.project, await openTarget(options, lab.stateFolder), notes);
  } catch (error) {
    if (!(error instanceof LabError) || error instanceof UsageError) throw error;
    if (options.json) {
      printJson({
        drill: drill.number,
        verdict: 'could-not-look',
        probes: [],
        error: { code: error.code, message: error.message },
      });
    } else console.error(`certlab: could not look: ${error.message}`);
    return undefined;
  }
}

/** The verdict, and after a first pass the lesson. */
async function tell({ drill, incident }: OpenIncident, result: CheckResult, { aws }: Deployment): Promise<void> {
  console.log(`\n${verdictText(result)}`);
  if (result.verdict !== 'fixed' || !isOpen(incident)) return;
  const { solvedAt = Date.now(), hintsTaken, checks, file } = readIncident(incident.file) ?? incident;
  const took = duration(solvedAt - (incident.brokenAt ?? solvedAt));
  console.log(`Repaired in ${took}, with ${hintsTaken} of ${drill.hints.length} hints and ${checks.length} checks.`);
  const different = await leftDifferent({ ...incident, file }, aws);
  if (different.length > 0) {
    console.log(`Your repair left these other than they were deployed: ${different.join(', ')}.`);
    console.log('That is fine. `lab restore` puts them back before the next drill.');
  }
  console.log(`\n${lessonText(drill)}`);
}
