/**
 * What a lab knows of its learner. The log is the truth (decision 0071): what journals of incidents and steps of mock exams
 * say that has ended is put into it here, once, by ids that follow from theirs.
 */
import { basename, dirname } from 'node:path';
import type { Stored } from '../../lambda/shared/evidence/stored.ts';
import { addEvidence, readLog, storedIn } from '../study/evidence.ts';
import { itemOf } from '../study/items.ts';
import { type Log, logOf } from '../study/log/log.ts';
import type { DrillDone } from '../study/log/records.ts';
import { nowCalled, RETIRED } from '../study/log/retired.ts';
import { evidenceOf, mockExams, openMocks } from '../study/mock.ts';
import type { MockExam } from '../study/mock-steps.ts';
import { allDrills } from './drills/catalogue.ts';
import { allIncidents } from './drills/incidents.ts';
import { type Incident, isOpen } from './drills/journal.ts';
import type { Lab } from './lab.ts';

/** Every record that a lab holds, what has just ended among them, in the order of writing. */
export const gatherEvidence = async (lab: Lab): Promise<Stored[]> => gathered(lab, (await drillsOf(lab)).ended);

function gathered({ stateFolder }: Lab, drills: readonly DrillDone[]): Stored[] {
  const stored = storedIn(stateFolder);
  const held = new Set(stored.map(({ id }) => id));
  // An exam's own record is written behind its answers: where it is held, so are they, and no question is made again.
  const mocks = mockExams(openMocks(stateFolder), Date.now()).filter(
    (mock) => mock.endedAt !== undefined && !held.has(mock.id),
  );
  const made = [...drills, ...mocks.filter(isWhole).flatMap(evidenceOf)].filter(({ id }) => !held.has(id));
  if (made.length === 0) return stored;
  addEvidence(stateFolder, made as unknown as Stored[]);
  return storedIn(stateFolder);
}

/**
 * What the log of a lab says, with what has just ended. An open incident whose solution was looked at is in it for as long as
 * it is open, as given up: its record is made when it ends.
 */
export async function learnerLog(lab: Lab): Promise<Log> {
  const { ended, shown } = await drillsOf(lab);
  return logOf([...gathered(lab, ended), ...(shown as unknown as Stored[])]);
}

/** Ids of the drills that this learner solved, here or on another device. */
export const solvedDrills = (lab: Lab): ReadonlySet<string> =>
  new Set([
    ...allIncidents(lab).flatMap(({ drill, solvedAt }) => (solvedAt === undefined ? [] : [drill])),
    ...readLog(lab.stateFolder).drills.flatMap(({ drill, solved }) => (solved ? [drill] : [])),
  ]);

/** An exam of whose questions the bank has lost some has no result any longer. */
function isWhole({ items }: MockExam): boolean {
  try {
    for (const id of items) itemOf(id);
    return true;
  } catch {
    return false;
  }
}

/** Drills that have ended, and open ones whose solution was shown; of drills that there are no longer, none. */
async function drillsOf(lab: Lab): Promise<{ readonly ended: DrillDone[]; readonly shown: DrillDone[] }> {
  const drills = await allDrills(lab);
  const done = allIncidents(lab).flatMap((incident) => {
    const drill = drills.find(({ id }) => id === nowCalled(incident.drill, RETIRED.drills));
    return drill && incident.brokenAt !== undefined ? [{ incident, record: recordOf(incident, drill) }] : [];
  });
  return {
    ended: done.flatMap(({ incident, record }) => (isOpen(incident) ? [] : [record])),
    shown: done.flatMap(({ incident, record }) => (isOpen(incident) && record.solutionShown ? [record] : [])),
  };
}

function recordOf(
  incident: Incident,
  { id, exam }: { readonly id: string; readonly exam: DrillDone['tasks'] },
): DrillDone {
  const { file, openedAt, brokenAt = openedAt, solvedAt, restoredAt, hintsTaken, checks, solutionShown } = incident;
  const at = solvedAt ?? restoredAt ?? openedAt;
  return {
    kind: 'drill',
    // The name of a journal has the time to the millisecond; its folder is the target's.
    id: `drill/${basename(dirname(file))}/${incident.id}`,
    at,
    drill: id,
    tasks: exam,
    solved: solvedAt !== undefined,
    hints: hintsTaken,
    checks: checks.length,
    solutionShown,
    milliseconds: Math.max(0, at - brokenAt),
  };
}
