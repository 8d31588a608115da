/** One fix on one broken project, right or careless, of this drill or of another: what is left of the incident. */
import { rmSync } from 'node:fs';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { Fix, ProjectDrill, Undo } from '../drills/drill.ts';
import { contextToFix } from '../drills/drill-context.ts';
import { readIncidents } from '../drills/journal.ts';
import { type CheckResult, check, injectFault, restore, wayBack } from '../drills/run-drill.ts';
import type { Deployment } from '../stacks/deployment.ts';

/** The name of a drill's reference fix, which has no title of its own. */
const REFERENCE = 'solution';

/**
 * The fix that is called `<drill id>: <title>`.
 * @throws Error where no drill or no fix has this name, with the titles that there are
 */
export function fixNamed(drills: readonly ProjectDrill[], name: string): Fix {
  const [id, title] = name.split(/: (.*)/s) as [string, string | undefined];
  const drill = drills.find((one) => one.id === id);
  if (!drill) throw new Error(`"${name}": no drill is called ${id}.`);
  const fixes = [{ ...drill.solution, title: REFERENCE }, ...drill.otherFixes, ...drill.shortcuts];
  const fix = fixes.find((one) => one.title === title);
  if (fix) return fix;
  throw new Error(`"${name}": ${id} has no such fix. It has: ${fixes.map((one) => one.title).join('; ')}.`);
}

/** Whether all of it holds; @throws Error where that could not be seen. */
const isOk = ({ verdict, probes }: CheckResult): boolean => {
  if (verdict !== 'could-not-look') return verdict === 'fixed';
  const blind = probes.find((probe) => probe.verdict === 'could-not-look');
  throw new Error(`${blind?.expects}: could not look, ${blind?.saw}`);
};

/** Functions start with their first call, and what an earlier fix has left behind needs a moment. */
const HEALTHY_WITHIN_SECONDS = 60;

/**
 * Breaks the project by the drill, applies the fix, asks, and puts everything back. `symptom`: whether what the ticket
 * reports is over; `rest`: whether all that is asked besides holds as well, where it is.
 * @throws LabError `NotHealthy` where the project fails its checks to begin with
 */
export async function tryFix(
  drill: ProjectDrill,
  fix: Fix,
  deployment: Deployment,
): Promise<{ readonly symptom: boolean; readonly rest: boolean }> {
  const [first, ...others] = drill.check.filter(({ guards }) => !guards);
  if (!first) throw new Error(`${drill.id} asks about no symptom.`);
  // What a killed run has broken is put back before anything is looked at.
  for (const left of readIncidents(deployment.notes).toReversed()) await restore(left, deployment.aws);
  const isHealthy = async () => (await check(drill, deployment)).verdict === 'fixed';
  if (!(await until(isHealthy, HEALTHY_WITHIN_SECONDS))) {
    throw new LabError(
      'NotHealthy',
      `Nothing was broken: ${drill.project.title} is failing its own checks already. ${wayBack(drill.project, 'emulator')}`,
    );
  }
  const incident = await injectFault(drill, deployment, null);
  const undo: Undo[] = [];
  try {
    await fix.apply(contextToFix(deployment, undo));
    // Who still has the incident need not hear of the rest, and it would fail of the symptom as well.
    const symptomsAlone = { ...drill, check: [first, ...others] as const, contract: [] };
    if (!isOk(await check(symptomsAlone, deployment, { untilDecided: true }))) return { symptom: false, rest: false };
    return { symptom: true, rest: isOk(await check(drill, deployment, { untilDecided: true })) };
  } finally {
    for (const step of undo.toReversed()) await step();
    await restore(incident, deployment.aws);
    rmSync(deployment.notes, { recursive: true, force: true });
  }
}
