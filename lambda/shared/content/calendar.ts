import type { IsoDate } from './model.ts';

/**
 * The day as given, once it is known to be one.
 * @throws RangeError for anything but a day of the calendar written `YYYY-MM-DD`; days are compared as text, so
 * another spelling would compare wrongly and nobody would notice.
 */
export function calendarDay(day: string): IsoDate {
  if (!isCalendarDay(day)) {
    throw new RangeError(`Not a day of the calendar: ${JSON.stringify(day)}. Write it YYYY-MM-DD, as in 2026-12-01.`);
  }
  return day;
}

/** Whether it is a day of the calendar, written `YYYY-MM-DD`. */
export function isCalendarDay(day: string): boolean {
  const parsed = new Date(`${day}T00:00:00Z`);
  // 2026-02-30 parses, as 2 March: only a day that comes back unchanged is in the calendar.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === day;
}

/** Whole days from one day to another; negative when the second is the earlier one. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

/** How long past its evidence a status without an announced end is still answered with, in days. */
const ASSUMED_FOR_DAYS = 365;

/**
 * The last day for which a status without an announced end is answered: a year past its evidence. Exams do end, and
 * AWS says so only some months ahead, so what comes later is not known. The length of a year is our judgement.
 */
export function horizonOf(asOf: IsoDate): IsoDate {
  return new Date(Date.parse(asOf) + ASSUMED_FOR_DAYS * 86_400_000).toISOString().slice(0, 10);
}
