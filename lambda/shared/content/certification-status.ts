import { calendarDay, horizonOf } from './calendar.ts';
import type { Certification, CertificationStatus, IsoDate } from './model.ts';

/**
 * What a certification is on a day, as far as it is known today: `retired` after its last day, `scheduled` before its
 * first, between them what it declares (a beta), `expiring` when a last day is announced, and otherwise `active`.
 * `not-known` before the earliest evidence of one without a recorded first day, past the horizon of one without an
 * announced end (`horizonOf`), and for a beta from the day on which it is planned to end.
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function certificationStatusOn(certification: Certification, day: IsoDate): CertificationStatus {
  const on = calendarDay(day);
  const { firstDay, lastDay, declaredStatus, plannedGeneralAvailability } = certification;
  if (lastDay !== undefined && on > lastDay) return 'retired';
  if (firstDay !== undefined && on < firstDay) return 'scheduled';
  const { from, until } = knownPeriod(certification);
  if (on < from || on > until) return 'not-known';
  if (plannedGeneralAvailability !== undefined && on >= plannedGeneralAvailability) return 'not-known';
  return declaredStatus ?? (lastDay === undefined ? 'active' : 'expiring');
}

/** Between which days, both included, the status of a certification that can be sat is known. */
function knownPeriod({ firstDay, knownSince, lastDay, asOf }: Certification): { from: IsoDate; until: IsoDate } {
  const begins = firstDay ?? knownSince ?? asOf;
  return { from: begins, until: lastDay ?? horizonOf(begins > asOf ? begins : asOf) };
}
