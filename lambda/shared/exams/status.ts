/** Which exam is the one to prepare for on a day, computed from the dates and never written down. */
import { calendarDay, daysBetween, horizonOf } from '../content/calendar.ts';
import type { IsoDate } from '../content/model.ts';
import { datesOf, type ExamCode, type ExamFamily } from './dates.ts';
import type { ExamStatus } from './model.ts';

/** The exams of each family, the oldest first; each takes over on its first day. */
export const SUCCESSION: { readonly [Family in ExamFamily]: readonly [ExamCode, ...ExamCode[]] } = {
  SAA: ['SAA-C03'],
  DVA: ['DVA-C02', 'DVA-C03'],
};

/**
 * What an exam is on a day, as far as it is known. `scheduled` until its first day; then `current`, or `expiring` when
 * its last day is announced: it can be sat in either case, and an expiring exam stays the current code of its family to
 * its last day, that day included. After it, `retired`. `not-known` before the earliest evidence of an exam without a
 * recorded first day, and past the horizon of one without an announced end (`horizonOf`).
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function examStatusOn(code: ExamCode, day: IsoDate): ExamStatus {
  const on = calendarDay(day);
  const { family } = datesOf(code);
  const status = ownStatus(code, on);
  const currentCode = currentExam(family, on);
  const { lastDay } = datesOf(code);
  return {
    on,
    status,
    takeable: status === 'current' || status === 'expiring',
    ...(currentCode && { currentCode }),
    ...(status === 'expiring' && lastDay && { daysLeft: daysBetween(on, lastDay) }),
  };
}

/**
 * The code of a family to prepare for on a day: the exam that can be sat then. `undefined` where no source says which
 * that is.
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function currentExam(family: ExamFamily, day: IsoDate): ExamCode | undefined {
  const on = calendarDay(day);
  return SUCCESSION[family].findLast((code) => ['current', 'expiring'].includes(ownStatus(code, on)));
}

function ownStatus(code: ExamCode, on: IsoDate): ExamStatus['status'] {
  const { firstDay, knownSince, lastDay, asOf } = datesOf(code);
  if (lastDay !== undefined && on > lastDay) return 'retired';
  if (firstDay !== undefined && on < firstDay) return 'scheduled';
  if (on < (firstDay ?? knownSince ?? asOf)) return 'not-known';
  if (lastDay !== undefined) return 'expiring';
  return on > horizonOf(firstDay !== undefined && firstDay > asOf ? firstDay : asOf) ? 'not-known' : 'current';
}
