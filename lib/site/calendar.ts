/**
 * What pages know of the day. No day is in it, so that a page made of it is right for a whole span of days, and cannot say
 * how many are left.
 */
import type { ExamToTake, IsoDate, Track } from '../../lambda/shared/content/model.ts';
import { EXAM_DATES, type ExamCode } from '../../lambda/shared/exams/dates.ts';
import type { ExamStatus } from '../../lambda/shared/exams/model.ts';
import { examStatusOn } from '../../lambda/shared/exams/status.ts';
import { examToTake } from '../../lambda/shared/exams/to-take.ts';

/** Which exam of a track to take, as {@link ExamToTake} has it without what changes from day to day. */
type ToTake = Pick<ExamToTake, 'next' | 'prepareFor' | 'asOf' | 'sources'> & {
  readonly current?: Omit<NonNullable<ExamToTake['current']>, 'daysLeft'>;
};

export interface Calendar {
  readonly status: Readonly<Record<ExamCode, ExamStatus['status']>>;
  readonly toTake: Readonly<Record<Track, ToTake>>;
}

/** Days on which nothing that a page shows changes; it ends with the day before the next span. */
export interface Span {
  readonly from: IsoDate;
  readonly calendar: Calendar;
}

export function calendarOn(day: IsoDate): Calendar {
  const codes = Object.keys(EXAM_DATES) as ExamCode[];
  const status = Object.fromEntries(codes.map((code) => [code, examStatusOn(code, day).status]));
  return {
    status: status as Calendar['status'],
    toTake: { architect: withoutDays(examToTake('SAA', day)), developer: withoutDays(examToTake('DVA', day)) },
  };
}

function withoutDays({ current, next, prepareFor, asOf, sources }: ExamToTake): ToTake {
  const { daysLeft: _, ...lasting } = current ?? {};
  return {
    ...(current && { current: lasting as NonNullable<ToTake['current']> }),
    ...(next && { next }),
    ...(prepareFor && { prepareFor }),
    asOf,
    sources,
  };
}

/** The spans from a day on, for so many days; found by looking at each of them, so that no rule of a date is here twice. */
export function spansFrom(first: IsoDate, days: number): readonly Span[] {
  const spans: Span[] = [];
  let last = '';
  for (let day = 0; day < days; day++) {
    const from = new Date(Date.parse(first) + day * 86_400_000).toISOString().slice(0, 10);
    const calendar = calendarOn(from);
    const text = JSON.stringify(calendar);
    if (text !== last) spans.push({ from, calendar });
    last = text;
  }
  return spans;
}
