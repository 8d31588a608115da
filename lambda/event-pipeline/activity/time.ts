/**
 * Times as producers write them, and the one form in which they are kept. Compared as values only: as text,
 * `…:00.500Z` sorts before `…:00Z`.
 */

/** A day before the first AWS certification exam; what claims to be older comes from a clock that nobody set. */
const EARLIEST = Date.UTC(2013, 0, 1);

/**
 * How far a producer's clock may run ahead of ours. More than a synchronized clock is ever off, and little enough that
 * an answer dated ahead cannot make the answers after it late for long.
 */
export const MAX_AHEAD_MS = 5 * 60_000;

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * Milliseconds since 1970 of an RFC 3339 time with any zone; undefined for anything else, a day that is not in the
 * calendar, or a year before 2013. Digits past the millisecond are cut off. Seconds may be missing, as they could
 * before there was a normal form; a leap second is the second that follows it, as in POSIX.
 */
export function parseTime(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const [, , , , , , , fraction = '', sign = '+', hours = '0', minutes = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const time = Date.UTC(year, month - 1, day, hour, minute - offset, second, milliseconds);
  // Leap seconds are put in at the end of a month, UTC.
  if (second === 60 && !/-01T00:00:00/.test(new Date(time).toISOString())) return undefined;
  return time >= EARLIEST ? time : undefined;
}

type Six = [number, number, number, number, number, number];

/** The normal form: UTC, to the millisecond. */
export const formatTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
