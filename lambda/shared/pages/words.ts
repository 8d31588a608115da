/** Days and figures in words, as pages say them. */

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `2026-12-01` as `1 December 2026`. */
export function dayInWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return `${date} ${MONTHS[month - 1]} ${year}`;
}
