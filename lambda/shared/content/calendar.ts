import type { IsoDate } from './model.ts';

/**
 * The day as it came in, once it is known to be one.
 * @throws RangeError for anything but a day of the calendar written `YYYY-MM-DD`; days are compared as text, so that
 * another spelling would compare wrongly without a word.
 */
export function calendarDay(day: string): IsoDate {
  const parsed = new Date(`${day}T00:00:00Z`);
  // 2026-02-30 parses, as 2 March: only a day that comes back unchanged is in the calendar.
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day) {
    throw new RangeError(`Not a day of the calendar: ${JSON.stringify(day)}. Write it YYYY-MM-DD, as in 2026-12-01.`);
  }
  return day;
}

/** Whole days from one day to another; negative when the second is the earlier one. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
