/** What a plan is asked for, as a form sends it: checked, each fault in a sentence. */
import { daysBetween, isCalendarDay } from '../content/calendar.ts';
import type { IsoDate } from '../content/model.ts';
import { datesOf, EXAM_DATES, type ExamCode, isExamCode } from '../exams/dates.ts';
import { examStatusOn } from '../exams/status.ts';
import { dayInWords } from '../pages/words.ts';

/** The names of the form's fields. */
export const PLAN_FIELDS = ['exam', 'day', 'hours'] as const;

export const HOURS = { least: 1, most: 60 } as const;
/** A plan of more than a year says nothing about its last weeks. */
export const DAYS_AHEAD = 366;

export interface PlanWishes {
  readonly exam: ExamCode;
  readonly day: IsoDate;
  readonly hours: number;
}

/** Wishes, or what is wrong with them: `faults` is empty where nothing is. */
export interface ReadWishes {
  readonly wishes?: PlanWishes;
  readonly faults: readonly string[];
}

/** Characters that are shown of something wrong. */
const SHOWN = 40;

/** @param today a day in UTC */
export function readWishes(query: URLSearchParams, today: IsoDate): ReadWishes {
  const twice = PLAN_FIELDS.filter((name) => query.getAll(name).length > 1).map(
    (name) => `“${name}” is given more than once, and takes one value.`,
  );
  const [exam = '', day = '', hours = ''] = PLAN_FIELDS.map((name) => query.get(name)?.trim() ?? '');
  const faults = [...twice, ...examFault(exam), ...dayFault(day, today), ...hoursFault(hours)];
  if (faults.length > 0 || !isExamCode(exam)) return { faults };
  const closed = closedFault(exam, day);
  return closed ? { faults: [closed] } : { wishes: { exam, day, hours: Number(hours) }, faults };
}

const shown = (text: string) => `“${text.slice(0, SHOWN)}”`;

function examFault(exam: string): string[] {
  const codes = Object.keys(EXAM_DATES).join(', ');
  if (exam === '') return [`Choose an exam: ${codes}.`];
  return isExamCode(exam) ? [] : [`There is no exam ${shown(exam)} here: choose one of ${codes}.`];
}

function dayFault(day: string, today: IsoDate): string[] {
  if (day === '') return ['Give the day of the exam; one that you have in mind will do.'];
  if (!isCalendarDay(day)) return [`${shown(day)} is no day of the calendar: write it as in 2027-02-27.`];
  const days = daysBetween(today, day);
  if (days < 1) return [`${dayInWords(day)} is not after today, ${dayInWords(today)}: give a later day.`];
  if (days > DAYS_AHEAD) return [`${dayInWords(day)} is more than a year away: plan for a day within a year.`];
  return [];
}

function hoursFault(hours: string): string[] {
  const { least, most } = HOURS;
  if (hours === '') return ['Say how many hours you have in a week.'];
  const count = Number(hours);
  if (Number.isInteger(count) && count >= least && count <= most) return [];
  return [`${shown(hours)} hours a week: give a whole number from ${least} to ${most}.`];
}

/** Why the exam cannot be sat on that day; undefined where it can, or where nobody knows. */
function closedFault(exam: ExamCode, day: IsoDate): string | undefined {
  const { firstDay, lastDay, successor, replaces } = datesOf(exam);
  const { status } = examStatusOn(exam, day);
  if (status === 'retired' && lastDay)
    return `${exam} can be taken until ${dayInWords(lastDay)}: choose an earlier day${successor ? `, or ${successor}` : ''}.`;
  if (status === 'scheduled' && firstDay)
    return `${exam} can be taken from ${dayInWords(firstDay)}: choose a later day${replaces ? `, or ${replaces}` : ''}.`;
  return undefined;
}
