/** How a repair is graded, noted, and told. */
import { LabError, UsageError } from '../../errors.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { allDrills, filterDrills, type NumberedDrill, nextDrill } from '../drills/catalogue.ts';
import { closeIfTornDown, deploymentOf, notesFolder, type OpenIncident, resolveIncident } from '../drills/incidents.ts';
import { isOpen, readIncident, readIncidents } from '../drills/journal.ts';
import { type CheckResult, check, leftDifferent, noteCheck, type ProbeResult } from '../drills/run-drill.ts';
import type { Lab } from '../lab.ts';
import { solvedDrills } from '../learner.ts';
import type { Deployment } from '../stacks/deployment.ts';
import { breakableSlugs } from '../stacks/setup.ts';
import { openTarget } from '../target.ts';
import { type CheckView, checkView, repairView } from '../terminal/views.ts';

/** Who hears of a check while it goes on. */
export interface Listener {
  /** Before the first finding; not called where nothing could be looked at. */
  readonly onBegin?: (drill: NumberedDrill) => void;
  /** Each finding that is told and is news, as it is known. */
  readonly onFinding?: (finding: ProbeResult) => void;
}

export interface Graded {
  readonly drill: NumberedDrill;
  readonly view: CheckView;
}

/** Of the contract's many promises only a broken one is news. */
export const isNews = ({ of, verdict }: ProbeResult): boolean => of !== 'project' || verdict !== 'ok';

/**
 * Grades the incident of the named drill, or the open one, or the last, and notes the check; the one that closes the incident
 * comes with how it went, the lesson, and what is next.
 * @throws LabError `NoIncident` or `DeployedAnew`
 */
export async function gradeRepair(
  lab: Lab,
  name: string | undefined,
  options: TargetOptions,
  { onBegin = () => {}, onFinding = () => {} }: Listener,
): Promise<Graded> {
  const notes = await notesFolder(lab, options);
  const meant = resolveIncident(readIncidents(notes), await allDrills(lab), name, { mustBeOpen: false });
  const { drill } = meant;
  const deployment = await deploymentOrWhyNot(lab, meant, options, notes);
  if (deployment instanceof LabError) {
    const { code, message } = deployment;
    return { drill, view: { ...checkView(drill, NOTHING_SEEN), error: { code, message } } };
  }
  if (closeIfTornDown(meant.incident, deployment)) {
    throw new LabError(
      'DeployedAnew',
      'The project was torn down and deployed again since it was broken, so there is nothing to grade: the incident ' +
        'is closed, and does not count as solved. `npm run -s lab -- break` opens the next.',
    );
  }
  onBegin(drill);
  const result = await check(drill, deployment, { onResult: (finding) => isNews(finding) && onFinding(finding) });
  return { drill, view: await noteAndView(lab, meant, result, deployment) };
}

const NOTHING_SEEN: CheckResult = { verdict: 'could-not-look', probes: [] };

/** Whatever keeps the lab from looking, an emulator that is not running among it, is no verdict on the repair. */
async function deploymentOrWhyNot(
  lab: Lab,
  { drill }: OpenIncident,
  options: TargetOptions,
  notes: string,
): Promise<(Deployment & { readonly target: Target }) | LabError> {
  try {
    const target = await openTarget(options, lab.stateFolder);
    return { ...(await deploymentOf(drill.project, target, notes)), target };
  } catch (error) {
    if (!(error instanceof LabError) || error instanceof UsageError) throw error;
    return error;
  }
}

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
  const deployed = await breakableSlugs(lab, target);
  return checkView(drill, result, repair, nextDrill(candidates, drill, { solved: solvedDrills(lab), deployed }));
}
