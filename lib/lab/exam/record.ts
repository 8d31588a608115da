/**
 * The exams of this clone, in `exams.jsonl` of the state folder: a line when one begins, a line when it ends. How each
 * incident went is in the incidents' own journals, and so an exam is resumed after a crash by reading: time has passed
 * as the clock on the wall says.
 */
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { appendLine, readLines } from '../../json-lines.ts';
import type { Lab } from '../lab.ts';

/** Times are milliseconds since 1970. */
export interface Exam {
  readonly startedAt: number;
  readonly seed: number;
  /** How long one has for all of it. */
  readonly minutes: number;
  /** Ids of the drills, in their order. */
  readonly drills: readonly string[];
  /** When the report was given; without it the exam goes on. */
  readonly endedAt?: number;
}

type Place = Pick<Lab, 'stateFolder'>;
const fileOf = ({ stateFolder }: Place) => join(stateFolder, 'exams.jsonl');

/** All exams, the oldest first; a half line that a killed process left is passed over: what it announced never happened. */
export function readExams(lab: Place): Exam[] {
  const exams: Exam[] = [];
  for (const entry of readLines<Exam | { readonly endedAt: number }>(fileOf(lab))) {
    if ('drills' in entry) exams.push(entry);
    else exams.push({ ...(exams.pop() as Exam), endedAt: entry.endedAt });
  }
  return exams;
}

/** The exam that goes on. */
export function runningExam(lab: Place): Exam | undefined {
  const last = readExams(lab).at(-1);
  return last && last.endedAt === undefined ? last : undefined;
}

export const noteExam = (lab: Place, exam: Exam): void => appendLine(fileOf(lab), exam);
export const noteEnd = (lab: Place, endedAt: number): void => appendLine(fileOf(lab), { endedAt });

/**
 * For the commands that would help.
 * @throws LabError `ExamRunning`
 */
export function refuseInExam(lab: Place, what: string): void {
  if (!runningExam(lab)) return;
  throw new LabError(
    'ExamRunning',
    `An exam is running, and ${what} is not part of it. \`lab exam\` goes on with it; \`lab exam --end\` ends it with a report.`,
  );
}
