/** Which exam to take, told from a day: what is current, how long it lasts, and what comes next. */
import { calendarDay, daysBetween } from '../content/calendar.ts';
import type { ExamToTake, IsoDate } from '../content/model.ts';
import { datesOf, type ExamFamily } from './dates.ts';
import { currentExam, SUCCESSION } from './status.ts';

/** With fewer days than this left, the next exam is the one to prepare for: our judgement of the least it takes. */
export const DAYS_TO_PREPARE = 30;

/**
 * The exam of a family to take, seen from a day.
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function examToTake(family: ExamFamily, day: IsoDate): ExamToTake {
  const on = calendarDay(day);
  const code = currentExam(family, on);
  if (code === undefined) return notKnown(family, on);
  const { name, lastDay, asOf, sources } = datesOf(code);
  const current = {
    code,
    name,
    status: lastDay === undefined ? ('current' as const) : ('expiring' as const),
    ...(lastDay && { lastDay, daysLeft: daysBetween(on, lastDay) }),
  };
  const successor = SUCCESSION[family].map(datesOf).find(({ replaces }) => replaces === code);
  const next = successor?.firstDay && {
    code: successor.code,
    firstDay: successor.firstDay,
    ...(successor.registrationOpened && { registrationOpened: successor.registrationOpened }),
    bookable: successor.registrationOpened !== undefined && on >= successor.registrationOpened,
  };
  const tooLate = next !== undefined && current.daysLeft !== undefined && current.daysLeft < DAYS_TO_PREPARE;
  const prepareFor = tooLate && next ? next.code : code;
  return {
    on,
    current,
    ...(next && { next }),
    prepareFor,
    note: [endOf(current), beginningOf(next || undefined, on), tooLate && next ? adviceFor(code, next.code) : '']
      .filter(Boolean)
      .join(' '),
    asOf: [asOf, ...(successor ? [successor.asOf] : [])].toSorted()[0] as IsoDate,
    sources: [...new Set([...sources, ...(successor?.sources ?? []), ...(tooLate ? ['certlab'] : [])])],
  };
}

function endOf({ code, lastDay, daysLeft }: NonNullable<ExamToTake['current']>): string {
  if (lastDay === undefined) return `${code} is the current exam; no end is announced.`;
  const days = daysLeft === 0 ? 'this is its last day' : daysLeft === 1 ? '1 day is left' : `${daysLeft} days are left`;
  return `${code} can be taken until ${lastDay}: ${days}.`;
}

function beginningOf(next: ExamToTake['next'], on: IsoDate): string {
  if (!next) return '';
  const { code, firstDay, registrationOpened, bookable } = next;
  const booking =
    registrationOpened && `it ${bookable ? 'has been bookable since' : 'can be booked from'} ${registrationOpened}`;
  return `${code} replaces it ${on < firstDay ? 'from' : 'since'} ${firstDay}${booking ? `; ${booking}` : ''}.`;
}

const adviceFor = (code: string, next: string): string =>
  `Prepare for ${next}, unless you are ready to take ${code} in the days that are left.`;

function notKnown(family: ExamFamily, on: IsoDate): ExamToTake {
  const known = SUCCESSION[family].map(datesOf);
  return {
    on,
    note: `There is no record of which ${family} exam is current on ${on}: check aws.amazon.com/certification.`,
    asOf: known.map(({ asOf }) => asOf).toSorted()[0] as IsoDate,
    sources: [...new Set(known.flatMap(({ sources }) => sources))],
  };
}
