/** Which exam is the one to prepare for on a day, computed from the dates of the blueprints and never written down. */
import { calendarDay, daysBetween } from '../content/calendar.ts';
import type { IsoDate } from '../content/model.ts';
import { BLUEPRINTS, type ExamCode, type ExamFamily } from './blueprints.ts';
import type { Blueprint, ExamStatus } from './model.ts';

/** The exams of each family, the oldest first; each takes over on its first day. */
export const SUCCESSION: { readonly [Family in ExamFamily]: readonly [ExamCode, ...ExamCode[]] } = {
  SAA: ['SAA-C03'],
  DVA: ['DVA-C02', 'DVA-C03'],
};

/** The blueprint of an exam in its general shape, where the literal types of the data are in the way. */
export function blueprintOf(code: ExamCode): Blueprint {
  return BLUEPRINTS[code];
}

/**
 * The code of a family to prepare for on a day: its newest exam that has begun. Days before the first recorded
 * beginning belong to the oldest exam held here.
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function currentExam(family: ExamFamily, day: IsoDate): ExamCode {
  const on = calendarDay(day);
  const succession = SUCCESSION[family];
  return succession.findLast((code) => on >= (blueprintOf(code).firstDay ?? '')) ?? succession[0];
}

/**
 * What an exam is on a day. `scheduled` until its first day; then `current`, or `expiring` when its last day is
 * announced: it can be sat in either case, and an expiring exam stays the current code of its family to its last day,
 * that day included. After it, `retired`.
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function examStatusOn(code: ExamCode, day: IsoDate): ExamStatus {
  const on = calendarDay(day);
  const { family, firstDay = '', lastDay } = blueprintOf(code);
  const currentCode = currentExam(family, on);
  if (on < firstDay) return { on, status: 'scheduled', takeable: false, currentCode };
  if (lastDay === undefined) return { on, status: 'current', takeable: true, currentCode };
  if (on > lastDay) return { on, status: 'retired', takeable: false, currentCode };
  return { on, status: 'expiring', takeable: true, currentCode, daysLeft: daysBetween(on, lastDay) };
}

/** What becomes different when one exam takes over from another. */
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

/** The change of exams that a code is part of, on either side of it; `undefined` for an exam that stands alone. */
export function changesAround(code: ExamCode): ExamChanges | undefined {
  const succession = SUCCESSION[blueprintOf(code).family];
  const position = succession.indexOf(code);
  const [predecessor, successor] = [succession[position - 1], succession[position + 1]];
  if (successor !== undefined) return changesBetween(code, successor);
  return predecessor && changesBetween(predecessor, code);
}

function countTasks(exam: Blueprint): number {
  return exam.domains.reduce((count, domain) => count + domain.tasks.length, 0);
}
