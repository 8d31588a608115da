/** What the drills of a lab say about its learner. */
import type { FailedDrill } from '../../../study/cards.ts';
import type { DrillEnd } from '../../../study/counted.ts';
import type { Done } from '../../../study/due.ts';
import { readEvidence } from '../../../study/evidence.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { allIncidents } from '../../drills/incidents.ts';
import type { Lab } from '../../lab.ts';

/** Drills that were solved, or whose solution was looked at. */
export async function drillEnds(lab: Lab): Promise<DrillEnd[]> {
  const drills = await allDrills(lab);
  return allIncidents(lab).flatMap(({ drill: id, solvedAt, solutionShown, hintsTaken, openedAt }) => {
    const drill = drills.find((one) => one.id === id);
    if (!drill || (solvedAt === undefined && !solutionShown)) return [];
    return [{ at: solvedAt ?? openedAt, tasks: drill.exam, hints: hintsTaken, solutionShown }];
  });
}

/** Drills that were given up: the solution was looked at, or the fault was put back unsolved. */
async function failedDrills(lab: Lab): Promise<FailedDrill[]> {
  const drills = await allDrills(lab);
  return allIncidents(lab).flatMap(({ drill: id, solvedAt, restoredAt, brokenAt, openedAt, solutionShown }) => {
    const drill = drills.find((one) => one.id === id);
    const givenUp = solutionShown || (brokenAt !== undefined && restoredAt !== undefined && solvedAt === undefined);
    return drill && givenUp ? [{ at: solvedAt ?? restoredAt ?? openedAt, tasks: drill.exam }] : [];
  });
}

/** What is due is decided by this. */
export const doneIn = async (lab: Lab): Promise<Done> => ({
  answers: readEvidence(lab.stateFolder),
  failedDrills: await failedDrills(lab),
});
