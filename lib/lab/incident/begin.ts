/** How an incident begins: which drill it is, the guards before it, the fault, and the traffic that shows it. */
import { randomInt } from 'node:crypto';
import { runningEmulator } from '../../emulator/emulator.ts';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import {
  allDrills,
  type DrillFilter,
  drillOfSeed,
  filterDrills,
  findDrill,
  type NumberedDrill,
  seedThatDraws,
  worthBreaking,
} from '../drills/catalogue.ts';
import { deploymentOf, notesFolder, notesOn, refuseSecondIncident } from '../drills/incidents.ts';
import { isOpen, readIncidents } from '../drills/journal.ts';
import { breakProject } from '../drills/run-drill.ts';
import { refuseInExam } from '../exam/record.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { solvedDrills } from '../learner.ts';
import { startTraffic } from '../observed/traffic.ts';
import { breakableSlugs, refuseWithoutDrills } from '../stacks/setup.ts';
import { openTarget } from '../target.ts';
import { type IncidentView, incidentView } from '../terminal/views.ts';

export interface BeginOptions extends TargetOptions, DrillFilter {
  readonly seed?: number;
}

/** A drill, and what drew it; null where it was named. */
export interface Choice {
  readonly drill: NumberedDrill;
  readonly seed: number | null;
}

/**
 * The drill that was named, or that the seed draws; without either one that is worth it.
 * @throws UsageError `UnknownDrill`, `UnknownProject` or `NoSuchDrill`
 * @throws LabError `WrongTarget`
 */
export async function chooseDrill(lab: Lab, name: string | undefined, options: BeginOptions): Promise<Choice> {
  if (options.project !== undefined) chooseProjects(lab, [options.project]);
  const choice = await chosen(lab, name, options);
  const { number, runsOn } = choice.drill;
  if (!runsOn.includes(options.target)) {
    throw new LabError(
      'WrongTarget',
      `${number} runs on ${runsOn.join(', ')}, not on ${options.target}. \`lab paper ${number}\` talks it through.`,
    );
  }
  return choice;
}

/**
 * Breaks what was chosen. On an account the guards ask first, and no traffic is started: there every request is paid for,
 * and the callers are real.
 * @throws LabError `ExamRunning`, `IncidentOpen`, `NothingToBreak`, and whatever `breakProject` throws
 */
export async function beginIncident(lab: Lab, choice: Choice, options: TargetOptions): Promise<IncidentView> {
  refuseInExam(lab, 'breaking something else');
  const notes = await notesFolder(lab, options);
  const target = await openTarget(options, lab.stateFolder);
  const { incident, outputs } = await openIncident(lab, choice, target, notes);
  return incidentView(choice.drill, incident, outputs);
}

/** The same without a look at a running exam, which opens its own. @throws as {@link beginIncident} */
export async function openIncident(lab: Lab, { drill, seed }: Choice, target: Target, notes: string) {
  const deployment = await deploymentOf(drill.project, target, notes);
  refuseSecondIncident(deployment, drill.project);
  await refuseWithoutDrills(lab, drill.project, target);
  if (target.name === 'aws') await guard(target, drill.project);
  const incident = await breakProject(drill, deployment, seed);
  if (target.name === 'emulator') startTraffic(lab, drill.project.slug, incident);
  return { incident, outputs: deployment.outputs };
}

async function chosen(lab: Lab, name: string | undefined, options: BeginOptions): Promise<Choice> {
  const drills = await allDrills(lab);
  if (name !== undefined) return { drill: findDrill(drills, name), seed: null };
  const candidates = filterDrills(drills, { ...options, runsOn: options.target });
  const seed = options.seed ?? seedThatDraws(await preferred(lab, candidates, options), candidates, randomInt(10_000));
  return { drill: drillOfSeed(candidates, seed), seed };
}

/** Unsolved, deployed, and not under an incident already. What an account has deployed is asked when it is broken. */
async function preferred(
  lab: Lab,
  candidates: readonly NumberedDrill[],
  { target }: TargetOptions,
): Promise<readonly NumberedDrill[]> {
  const solved = solvedDrills(lab);
  const emulator = target === 'emulator' ? await runningEmulator(lab.stateFolder) : undefined;
  if (!emulator) return worthBreaking(candidates, { solved });
  const there = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const open = readIncidents(notesOn(lab, 'emulator')).filter(isOpen);
  const deployed = (await breakableSlugs(lab, there)).filter(
    (slug) => !open.some((incident) => incident.drill.startsWith(`${slug}/`)),
  );
  return worthBreaking(candidates, { solved, deployed });
}

async function guard(target: Target, project: Project): Promise<void> {
  const { confirmOnAws, refuseForeignStacks } = await import('../aws/aws-guards.ts');
  await refuseForeignStacks(target, [project]);
  await confirmOnAws(target, [project], 'Break');
}
