import { Command } from 'commander';
import { LabError, UsageError } from '../../../errors.ts';
import type { Target, TargetOptions } from '../../../target.ts';
import { allDrills, filterDrills, nextDrill } from '../../drills/catalogue.ts';
import {
  closeIfTornDown,
  deploymentOf,
  notesFolder,
  type OpenIncident,
  resolveIncident,
} from '../../drills/incidents.ts';
import { isOpen, readIncident, readIncidents } from '../../drills/journal.ts';
import { type CheckResult, check, leftDifferent, noteCheck } from '../../drills/run-drill.ts';
import { chooseProjects, type Lab } from '../../lab.ts';
import { solvedDrills } from '../../learner.ts';
import type { Deployment } from '../../stacks/deployment.ts';
import { deployedSlugs } from '../../stacks/stacks.ts';
import { openTarget } from '../../target.ts';
import { probeText, repairText, verdictText } from '../../terminal/format.ts';
import { complain, EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { paint } from '../../terminal/screen.ts';
import { type CheckView, checkView, repairView } from '../../terminal/views.ts';
import { withTargetOptions } from '../shared-options.ts';

interface CheckOptions extends TargetOptions {
  readonly json?: boolean;
}

/** What a verdict ends with: what could not be looked at is neither fixed nor broken. */
export const EXIT_OF = { fixed: 0, 'not-yet': EXIT.failed, 'could-not-look': EXIT.couldNotLook } as const;

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
            'The project was torn down and deployed again since it was broken, so there is nothing to grade: the incident ' +
              'is closed, and does not count as solved. `npm run -s lab -- break` opens the next.',
          );
        }
        if (!options.json) console.log(`${paint('bold', `${meant.drill.number}: ${meant.drill.title}`)}\n`);
        const result = await check(meant.drill, deployment, {
          onResult: (probe) => {
            // Of the contract's many promises only a broken one is news.
            if (!options.json && (probe.of !== 'project' || probe.verdict !== 'ok')) console.log(probeText(probe));
          },
        });
        const view = await noteAndView(lab, meant, result, deployment);
        if (options.json) printJson(view);
        else {
          console.log(`\n${verdictText(view)}`);
          if (view.repair) console.log(repairText(view, meant.drill));
        }
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
): Promise<(Deployment & { readonly target: Target }) | undefined> {
  try {
    const target = await openTarget(options, lab.stateFolder);
    return { ...(await deploymentOf(drill.project, target, notes)), target };
  } catch (error) {
    if (!(error instanceof LabError) || error instanceof UsageError) throw error;
    if (options.json) {
      printJson({
        drill: drill.number,
        verdict: 'could-not-look',
        probes: [],
        error: { code: error.code, message: error.message },
      });
    } else complain(`could not look: ${error.message}`);
    return undefined;
  }
}

/** Notes the check; the one that closes the incident comes with how it went, and what is next. */
async function noteAndView(
  lab: Lab,
  { drill, incident }: OpenIncident,
  result: CheckResult,
  { aws, target }: Deployment & { readonly target: Target },
): Promise<CheckView> {
  const closes = result.verdict === 'fixed' && isOpen(incident);
  await noteCheck(incident, result.verdict, aws);
  if (!closes) return checkView(drill, result);
  const repair = repairView(readIncident(incident.file) ?? incident, await leftDifferent(incident, aws));
  const candidates = filterDrills(await allDrills(lab), { runsOn: target.name });
  const deployed = await deployedSlugs(chooseProjects(lab, []), target);
  return checkView(drill, result, repair, nextDrill(candidates, drill, { solved: solvedDrills(lab), deployed }));
}
