/** From a task to what trains it, and from a project to its tasks. */
import type { DeployableSlug, PlannedSlug } from '../content/model.ts';
import { BLUEPRINTS, blueprintOf, type TaskRef } from './blueprints.ts';
import type { Claim } from './claims/claim.ts';
import type { ExamCode } from './dates.ts';
import { DRILLS } from './drills.ts';
import type { Domain, DrillReference, Evidence, PlannedLink, PracticeLink, Strength } from './model.ts';
import { PLANNED_CLAIMS, PRACTICE_GAPS, type PracticeGap } from './practice-gaps.ts';
import { CLAIMS } from './practice-map.ts';

/** The domain that a task belongs to, or `undefined` where the exam has no such task. */
export function domainOf(code: ExamCode, taskId: string): Domain | undefined {
  return blueprintOf(code).domains.find((domain) => domain.tasks.some((task) => task.id === taskId));
}

const names = (tasks: readonly TaskRef[] | undefined, code: ExamCode, taskId: string): boolean =>
  tasks?.some((task) => task === `${code}/${taskId}`) ?? false;

/** How much a claim trains a task; `undefined` where it does not. */
function strengthOf(claim: Claim, code: ExamCode, taskId: string): Strength | undefined {
  if (names(claim.core, code, taskId)) return 'core';
  return names(claim.partial, code, taskId) ? 'partial' : undefined;
}

/** The drills on a task, in the order of the catalogue; `[]` where there are none. */
export function drillsOn(code: ExamCode, taskId: string): readonly DrillReference[] {
  return DRILLS.filter(({ tasks }) => names(tasks, code, taskId)).map(({ number, title, level }) => ({
    number,
    title,
    level,
  }));
}

/** The projects that can be deployed today and train a task, the core ones first; `[]` where none does. */
export function practiceFor(code: ExamCode, taskId: string): readonly PracticeLink[] {
  const claims = CLAIMS.filter((claim) => strengthOf(claim, code, taskId) !== undefined);
  const drills = drillsOn(code, taskId);
  return [...Map.groupBy(claims, ({ project }) => project)]
    .map(([project, shown]) => ({
      project,
      strength: shown.some((claim) => strengthOf(claim, code, taskId) === 'core')
        ? ('core' as const)
        : ('partial' as const),
      shownIn: shown.map(({ what, path, contains }): Evidence => ({ what, path, contains })),
      drills: drills.filter(({ number }) => number.startsWith(`${project}/`)),
    }))
    .toSorted((a, b) => Number(b.strength === 'core') - Number(a.strength === 'core'));
}

/** What the planned projects are meant to train of a task; `[]` where nothing is planned. */
export function plannedFor(code: ExamCode, taskId: string): readonly PlannedLink[] {
  return PLANNED_CLAIMS.filter(({ tasks }) => names(tasks, code, taskId)).map(({ project, plan }) => ({
    project,
    plan,
  }));
}

/** What the deployable projects leave untrained of a task; `[]` where nothing is known to be missing. */
export function gapsOf(code: ExamCode, taskId: string): readonly PracticeGap[] {
  return PRACTICE_GAPS.filter((gap) => names(gap.tasks, code, taskId));
}

/** A task, seen from a project. */
interface TaskOfProject {
  readonly exam: ExamCode;
  readonly task: string;
  readonly title: string;
}
/** A task that a deployable project trains. */
export interface TrainedTask extends TaskOfProject, Omit<PracticeLink, 'project'> {}
/** A task that a planned project is meant to train. */
export interface PlannedTask extends TaskOfProject {
  readonly plan: string;
}

const allTasks = (): readonly TaskOfProject[] =>
  Object.values(BLUEPRINTS).flatMap(({ code, domains }) =>
    domains.flatMap((domain) => domain.tasks.map(({ id, title }) => ({ exam: code, task: id, title }))),
  );

/** Every task of every exam that a project trains, in the order of the blueprints. */
export function tasksTrainedBy(slug: DeployableSlug): readonly TrainedTask[] {
  return allTasks().flatMap((of) =>
    practiceFor(of.exam, of.task)
      .filter(({ project }) => project === slug)
      .map(({ project: _, ...link }) => ({ ...of, ...link })),
  );
}

/** Every task of every exam that a planned project is meant to train, in the order of the blueprints. */
export function tasksPlannedFor(slug: PlannedSlug): readonly PlannedTask[] {
  return allTasks().flatMap((of) =>
    plannedFor(of.exam, of.task)
      .filter(({ project }) => project === slug)
      .map(({ plan }) => ({ ...of, plan })),
  );
}

/** The tasks that a project trains, as references; `[]` for a slug that is not a deployable project's. */
export function taskRefsOf(slug: string): readonly TaskRef[] {
  const claimed = new Set(
    CLAIMS.filter(({ project }) => project === slug).flatMap(({ core = [], partial = [] }) => [...core, ...partial]),
  );
  return allTasks()
    .map(({ exam, task }) => `${exam}/${task}` as TaskRef)
    .filter((task) => claimed.has(task));
}
