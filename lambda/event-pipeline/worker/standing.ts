/** What an event is worth, and when it makes a milestone. Pure. */
import type { Activity } from '../activity/activity.ts';

/** A milestone is reached at every full hundred; no event is worth as much, so one event reaches at most one. */
export const POINTS_PER_LEVEL = 100;

/** Names of the counters of a standing; each event raises exactly one by one. */
export type Counter = 'lessonsRead' | 'drillsSolved' | 'questionsAnswered';

/** What one event adds to a standing. */
export interface Gain {
  readonly counter: Counter;
  /** 0 to 20. */
  readonly points: number;
  readonly questionsRight: 0 | 1;
}

/** What `activity` adds: 5 for a lesson, 20 for a drill less 5 a hint (5 at least), 10 for a right answer. */
export function gainOf(activity: Activity): Gain {
  switch (activity.kind) {
    case 'LessonRead':
      return { counter: 'lessonsRead', points: 5, questionsRight: 0 };
    case 'DrillSolved':
      return { counter: 'drillsSolved', points: Math.max(5, 20 - 5 * activity.hintsUsed), questionsRight: 0 };
    case 'QuizAnswered':
      return activity.correct
        ? { counter: 'questionsAnswered', points: 10, questionsRight: 1 }
        : { counter: 'questionsAnswered', points: 0, questionsRight: 0 };
  }
}

/** The exam domain that a task belongs to: `SAA-C03/1` of `SAA-C03/1.2`. */
export const domainOf = (task: string): string => task.slice(0, task.lastIndexOf('.'));

/** The last box of the review cards; a card there is known. */
export const LAST_BOX = 5;

/** The box that a card moves to: one up for a right answer, back to the first for a wrong one. */
export const nextBox = (box: number, correct: boolean): number => (correct ? Math.min(box + 1, LAST_BOX) : 1);
