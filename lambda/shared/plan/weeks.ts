/**
 * Weeks to an exam: its tasks by what each is worth, the heaviest first, and at the end a mock exam. It plans from today, so
 * that a week that went otherwise is no debt: the same questions asked later give the weeks that are left.
 */
import { daysBetween } from '../content/calendar.ts';
import type { IsoDate } from '../content/model.ts';
import { STUDY_HOURS } from '../content/study-hours.ts';

/** A task of the exam; the weight is its share of the score, in percent. */
export interface PlanTask {
  readonly id: string;
  readonly title: string;
  readonly weight: number;
}

export interface PlanAsked {
  /** The first day to study. */
  readonly today: IsoDate;
  /** The day of the exam, after today. */
  readonly day: IsoDate;
  /** A week. */
  readonly hours: number;
  readonly tasks: readonly PlanTask[];
  /** By a task's id, the share of its questions that the learner answers right, from 0 to 1; what is absent is unknown. */
  readonly known?: ReadonlyMap<string, number>;
}

/** What to do of a task in a week, in hours. */
export interface PlannedTask extends PlanTask {
  readonly hours: number;
}

export interface PlanWeek {
  readonly from: IsoDate;
  /** That day included. */
  readonly to: IsoDate;
  readonly hours: number;
  readonly tasks: readonly PlannedTask[];
  /** For a mock exam, and for what it shows. */
  readonly review: number;
}

export interface Plan {
  readonly weeks: readonly PlanWeek[];
  /** Hours until the exam, at so many a week, and those that are planned: no more than people new to AWS report. */
  readonly available: number;
  readonly planned: number;
  /** Tasks that there is not a quarter of an hour for. */
  readonly left: readonly PlanTask[];
  /** Where it is less than people new to AWS report: what would be enough. */
  readonly short?: { readonly hours: number; readonly day: IsoDate };
}

/** A plan in quarters of an hour. */
const QUARTERS = 4;
/** What is known well still gets this share of its time. */
const LEAST_SHARE = 0.2;
/** From so many weeks on the last one is for review; in fewer, a quarter of the time. */
const WEEKS_FOR_A_REVIEW = 3;
const REVIEW_SHARE = 0.25;

export const dayAfter = (day: IsoDate, days: number): IsoDate =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

export function planOf({ today, day, hours, tasks, known }: PlanAsked): Plan {
  const days = daysBetween(today, day);
  const available = (hours * days) / 7;
  const share = Math.min(1, STUDY_HOURS.most / available);
  const spans = Array.from({ length: Math.ceil(days / 7) }, (_, week) => {
    const length = Math.min(7, days - week * 7);
    const from = dayAfter(today, week * 7);
    return { from, to: dayAfter(from, length - 1), quarters: Math.round(((hours * length) / 7) * share * QUARTERS) };
  });
  const total = spans.reduce((sum, { quarters }) => sum + quarters, 0);
  const last = spans.at(-1)?.quarters ?? 0;
  const learning = spans.length >= WEEKS_FOR_A_REVIEW ? total - last : Math.ceil(total * (1 - REVIEW_SHARE));

  const worth = (task: PlanTask) => task.weight * Math.max(LEAST_SHARE, 1 - (known?.get(task.id) ?? 0));
  const sorted = tasks.toSorted((a, b) => worth(b) - worth(a));
  const queue = apportioned(learning, sorted.map(worth)).map((quarters, place) => ({
    task: sorted[place] as PlanTask,
    quarters,
  }));
  const left = queue.filter(({ quarters }) => quarters === 0).map(({ task }) => task);

  const weeks = spans.map(({ from, to, quarters }) => {
    const planned: PlannedTask[] = [];
    let room = quarters;
    while (room > 0) {
      const next = queue.find((one) => one.quarters > 0);
      if (!next) break;
      const taken = Math.min(room, next.quarters);
      planned.push({ ...next.task, hours: taken / QUARTERS });
      next.quarters -= taken;
      room -= taken;
    }
    return { from, to, hours: quarters / QUARTERS, tasks: planned, review: room / QUARTERS };
  });
  return {
    ...{ weeks, available, planned: total / QUARTERS, left },
    ...(available < STUDY_HOURS.least && {
      short: {
        hours: Math.ceil((STUDY_HOURS.least * 7) / days),
        day: dayAfter(today, Math.ceil((STUDY_HOURS.least / hours) * 7)),
      },
    }),
  };
}

/** Whole parts of a sum in these proportions, by the largest remainders. */
function apportioned(sum: number, shares: readonly number[]): number[] {
  const all = shares.reduce((total, share) => total + share, 0);
  const exact = shares.map((share) => (sum * share) / all);
  const parts = exact.map(Math.floor);
  const rest = sum - parts.reduce((total, part) => total + part, 0);
  const byRemainder = exact
    .map((value, place) => ({ place, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.place - b.place);
  for (const { place } of byRemainder.slice(0, rest)) parts[place] = (parts[place] as number) + 1;
  return parts;
}
