/** How much each task of an exam weighs. */
import { BLUEPRINTS, type TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { Blueprint } from '../../lambda/shared/exams/model.ts';

export type BlueprintCode = keyof typeof BLUEPRINTS;
export const EXAMS = Object.keys(BLUEPRINTS) as BlueprintCode[];

/**
 * The share of each task, in percent of the exam. AWS publishes the domains' shares alone: within a domain every task
 * counts the same here.
 */
export function weightsOf(exam: BlueprintCode): ReadonlyMap<TaskRef, number> {
  const { domains }: Blueprint = BLUEPRINTS[exam];
  return new Map(
    domains.flatMap(({ weight, tasks }) =>
      tasks.map(({ id }) => [`${exam}/${id}` as TaskRef, weight / tasks.length] as const),
    ),
  );
}

/** The share of each domain, in percent of the exam. */
export const domainWeightsOf = (exam: BlueprintCode): ReadonlyMap<string, number> =>
  new Map((BLUEPRINTS[exam] as Blueprint).domains.map(({ id, weight }) => [`${exam}/${id}`, weight]));
