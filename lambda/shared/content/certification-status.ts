import { calendarDay } from './calendar.ts';
import type { Certification, CertificationStatus, IsoDate } from './model.ts';

/**
 * What a certification is on a day, by what is announced today: `retired` after its last day, `scheduled` before its
 * first, between them what it declares (a beta), `expiring` when a last day is announced, and otherwise `active`.
 * @throws RangeError when the day is not one, see `calendarDay`.
 */
export function certificationStatusOn(certification: Certification, day: IsoDate): CertificationStatus {
  const on = calendarDay(day);
  const { firstDay, lastDay, declaredStatus } = certification;
  if (lastDay !== undefined && on > lastDay) return 'retired';
  if (firstDay !== undefined && on < firstDay) return 'scheduled';
  return declaredStatus ?? (lastDay === undefined ? 'active' : 'expiring');
}
