/** What becomes different when one exam takes over from another. Only seeding computes it; readers find it stored. */
import type { IsoDate } from '../content/model.ts';
import { blueprintOf } from './blueprints.ts';
import { datesOf, type ExamCode } from './dates.ts';
import type { Blueprint } from './model.ts';
import { SUCCESSION } from './status.ts';

/** A change from one exam to the one that replaces it. */
export interface ExamChanges {
  readonly from: ExamCode;
  readonly to: ExamCode;
  /** Last day of the old exam and first day of the new one. */
  readonly lastDay?: IsoDate;
  readonly firstDay?: IsoDate;
  readonly tasks: { readonly from: number; readonly to: number };
  /** Domains keep their numbers; their titles and weights may not stay the same. */
  readonly weights: readonly {
    readonly domain: string;
    readonly from: { readonly title: string; readonly weight: number };
    readonly to: { readonly title: string; readonly weight: number };
    readonly difference: number;
  }[];
  readonly changes: readonly { readonly change: string; readonly source: string }[];
}

/**
 * What changes from an exam to the one that replaces it.
 * @throws RangeError when the second does not replace the first.
 */
export function changesBetween(from: ExamCode, to: ExamCode): ExamChanges {
  const [before, after] = [blueprintOf(from), blueprintOf(to)];
  if (after.replaces !== from) {
    throw new RangeError(`${to} does not replace ${from}: changes are held for an exam and its own successor only.`);
  }
  return {
    from,
    to,
    lastDay: before.lastDay,
    firstDay: after.firstDay,
    tasks: { from: countTasks(before), to: countTasks(after) },
    weights: after.domains.flatMap((domain) =>
      before.domains
        .filter((predecessor) => predecessor.id === domain.id)
        .map((predecessor) => ({
          domain: domain.id,
          from: { title: predecessor.title, weight: predecessor.weight },
          to: { title: domain.title, weight: domain.weight },
          difference: domain.weight - predecessor.weight,
        })),
    ),
    changes: after.changesFromPredecessor ?? [],
  };
}

/** The change of exams that a code is part of, on either side of it; `undefined` for an exam without one. */
export function changesAround(code: ExamCode): ExamChanges | undefined {
  const succession = SUCCESSION[datesOf(code).family];
  const position = succession.indexOf(code);
  const [predecessor, successor] = [succession[position - 1], succession[position + 1]];
  if (successor !== undefined) return changesBetween(code, successor);
  return predecessor && changesBetween(predecessor, code);
}

function countTasks(exam: Blueprint): number {
  return exam.domains.reduce((count, domain) => count + domain.tasks.length, 0);
}
