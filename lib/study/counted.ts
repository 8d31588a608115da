/** Which evidence counts towards readiness, and for how much: what was learned by heart or long ago says little. */
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { Answer } from './log/records.ts';

/** One observation of a task: P(right) = guess + (1 − guess) · known^parts. */
export interface Evidence {
  readonly right: boolean;
  /** 1 for a fresh answer that is counted whole. */
  readonly weight: number;
  /** Chance of being right without knowing anything. */
  readonly guess: number;
  /** How many things of the task have to be known for it. @default 1 */
  readonly parts?: number;
}

/** A drill that was solved, or whose solution was looked at first; of one that was left open nothing is known. */
export interface DrillEnd {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tasks: readonly TaskRef[];
  readonly hints: number;
  readonly solutionShown: boolean;
}

const DAY = 86_400_000;
/** Of a family so many items count, and then none until so many days have passed. */
const COUNTED_OF_A_FAMILY = 2;
const DAYS_UNTIL_IT_COUNTS_AGAIN = 30;
/** Days after which an answer is worth half. */
const HALF_LIFE = 60;
/** A drill asks for as much as so many answers at once, one less for each hint, and nobody guesses it. */
const PARTS_OF_A_DRILL = 3;
const GUESSED_DRILL = 0.05;

/** Chance of choosing right blindly. */
const blindChance = ({ of, choose }: Pick<Answer, 'of' | 'choose'>) => (choose === 1 ? 1 / of : 0.1);

/**
 * How often this learner says "guess" of what is not known, by the wrong answers, which are always so: of a lucky answer it is
 * said as often. A learner of whom little is seen is taken for one who says it of every fourth.
 */
function candour(answers: readonly Answer[]): number {
  const wrong = answers.filter(({ right }) => !right);
  return (wrong.filter(({ sureness }) => sureness === 'guess').length + 0.5) / (wrong.length + 2);
}

/** The evidence of each task at `now`; `answers` in the order of time. */
export function countedEvidence(
  answers: readonly Answer[],
  drills: readonly DrillEnd[],
  now: number,
): Map<TaskRef, Evidence[]> {
  const evidence = new Map<TaskRef, Evidence[]>();
  const note = (tasks: readonly TaskRef[], one: Evidence) => {
    if (one.weight <= 0) return;
    for (const task of tasks) {
      // What trains two tasks of one exam is still one answer of that exam.
      const shared = tasks.filter((other) => other.split('/')[0] === task.split('/')[0]).length;
      evidence.set(task, [...(evidence.get(task) ?? []), { ...one, weight: one.weight / shared }]);
    }
  };
  const fade = (at: number) => 0.5 ** (Math.max(0, now - at) / DAY / HALF_LIFE);
  const said = candour(answers);
  const countedOf = new Map<string, number[]>();
  for (const answer of answers) {
    const recent = (countedOf.get(answer.family) ?? []).filter(
      (at) => answer.at - at < DAYS_UNTIL_IT_COUNTS_AGAIN * DAY,
    );
    if (recent.length >= COUNTED_OF_A_FAMILY) continue;
    countedOf.set(answer.family, [...recent, answer.at]);
    // Right by a guess is not known; other right answers are lucky as often as this learner does not say so.
    const known = answer.right && answer.sureness !== 'guess';
    note(answer.tasks, { right: known, weight: fade(answer.at), guess: known ? blindChance(answer) * (1 - said) : 0 });
  }
  for (const { at, tasks, hints, solutionShown } of drills) {
    const parts = PARTS_OF_A_DRILL - hints;
    if (parts > 0) note(tasks, { right: !solutionShown, weight: fade(at), guess: GUESSED_DRILL, parts });
  }
  return evidence;
}
