/** The next hint on an open incident. */
import { LabError } from '../../errors.ts';
import type { TargetOptions } from '../../target.ts';
import { allDrills } from '../drills/catalogue.ts';
import { notesFolder, resolveIncident } from '../drills/incidents.ts';
import { append, readIncidents } from '../drills/journal.ts';
import { refuseInExam } from '../exam/record.ts';
import type { Lab } from '../lab.ts';

export interface HintView {
  /** The drill's number. */
  readonly drill: string;
  readonly hint: string;
  /** How many were taken, this one included, and how many there are. */
  readonly taken: number;
  readonly of: number;
}

/**
 * Takes the next hint; each one taken is counted.
 * @throws LabError `ExamRunning`, `NoIncident`, `NotOpen` or `NoMoreHints`
 */
export async function nextHint(lab: Lab, name: string | undefined, options: TargetOptions): Promise<HintView> {
  refuseInExam(lab, 'a hint');
  const incidents = readIncidents(await notesFolder(lab, options));
  const { incident, drill } = resolveIncident(incidents, await allDrills(lab), name, { mustBeOpen: true });
  const hint = drill.hints[incident.hintsTaken];
  if (hint === undefined) {
    throw new LabError('NoMoreHints', 'There are no more hints. `npm run lab -- solution` shows the reference fix.');
  }
  append(incident.file, { entry: 'hint' });
  return { drill: drill.number, hint, taken: incident.hintsTaken + 1, of: drill.hints.length };
}
