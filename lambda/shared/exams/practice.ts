/** From a task to the projects that train it, and from a project to its tasks. */
import type { PracticeProject } from '../content/model.ts';
import { BLUEPRINTS, type ExamCode } from './blueprints.ts';
import type { Domain, PracticeLink } from './model.ts';
import { PRACTICE_GAPS, PRACTICE_MAP, type PracticeGap } from './practice-map.ts';
import { blueprintOf } from './status.ts';

/** Whether a text is the code of an exam whose blueprint is held here. */
export function isExamCode(code: string): code is ExamCode {
  return Object.hasOwn(BLUEPRINTS, code);
}

/** The domain that a task belongs to, or `undefined` where the exam has no such task. */
export function domainOf(code: ExamCode, taskId: string): Domain | undefined {
  return blueprintOf(code).domains.find((domain) => domain.tasks.some((task) => task.id === taskId));
}

/** The projects that train a task; `[]` where none does, or where the exam has no such task. */
export function practiceFor(code: ExamCode, taskId: string): readonly PracticeLink[] {
  const links = new Map(Object.entries<readonly PracticeLink[]>(PRACTICE_MAP[code]));
  return links.get(taskId) ?? [];
}

/** What the practice projects leave untrained of a task; `[]` where nothing is known to be missing. */
export function gapsOf(code: ExamCode, taskId: string): readonly PracticeGap[] {
  return PRACTICE_GAPS.filter((gap) => gap.tasks.some((ref) => ref === `${code}/${taskId}`));
}

/** A task that a practice project trains, seen from the project. */
export interface TrainedTask {
  readonly exam: ExamCode;
  readonly task: string;
  readonly title: string;
  readonly strength: PracticeLink['strength'];
  readonly reason: string;
}

/** Every task of every exam that a practice project trains, in the order of the blueprints. */
export function tasksTrainedBy(slug: PracticeProject['slug']): readonly TrainedTask[] {
  return Object.values(BLUEPRINTS).flatMap((exam) =>
    exam.domains.flatMap((domain) =>
      domain.tasks.flatMap((task) =>
        practiceFor(exam.code, task.id)
          .filter((link) => link.project === slug)
          .map(({ strength, reason }) => ({ exam: exam.code, task: task.id, title: task.title, strength, reason })),
      ),
    ),
  );
}
