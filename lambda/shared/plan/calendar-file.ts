/** A plan as a calendar file (RFC 5545): an event of whole days for each week, and one for the day of the exam. */
import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { timeInWords } from '../pages/plan-view.ts';
import type { PlanWishes } from './asked.ts';
import { dayAfter, type Plan } from './weeks.ts';

/** Days of a calendar have no time and no zone; this library reads them off in UTC where an event has whole days. */
const dayOf = (day: string) => new Date(`${day}T00:00:00Z`);

/**
 * Same plan and day, same bytes. Weeks are counted from the exam backwards, so that a plan made later for the same day changes
 * the events that are still to come, and leaves those that are past.
 */
export function calendarFile({ exam, day }: PlanWishes, { weeks }: Plan, today: string): string {
  const calendar = ical({
    name: `Study plan to ${exam}`,
    prodId: { company: 'certlab', product: 'study plan', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const common = { allDay: true, stamp: dayOf(today), transparency: ICalEventTransparency.TRANSPARENT };
  for (const [place, { from, to, hours, tasks, review }] of weeks.entries()) {
    const lines = [
      ...tasks.map(({ id, title, hours: its }) => `${id} ${title}: ${timeInWords(its)}`),
      ...(review > 0 ? [`A mock exam, then what it shows and what is due: ${timeInWords(review)}`] : []),
    ];
    const what = [...tasks.map(({ id }) => id), ...(review > 0 ? ['mock exam'] : [])].join(', ');
    calendar.createEvent({
      ...common,
      id: `${exam}-${day}-weeks-left-${weeks.length - place}@certlab`,
      start: dayOf(from),
      // The end of an event of whole days is the day after its last one (RFC 5545, 3.6.1).
      end: dayOf(dayAfter(to, 1)),
      summary: `${exam}: ${what} (${timeInWords(hours)})`,
      description: lines.join('\n'),
    });
  }
  calendar.createEvent({
    ...{ ...common, id: `${exam}-${day}@certlab`, start: dayOf(day), end: dayOf(dayAfter(day, 1)) },
    summary: `${exam}: the exam`,
    description: 'The day that the plan was made for. Nothing here has booked it.',
  });
  return calendar.toString();
}
