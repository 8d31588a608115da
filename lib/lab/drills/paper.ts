/** Drills on paper: ticket, evidence, and a choice among fixes, for a drill that cannot run where the learner is. */

import { join } from 'node:path';
import { letterOf } from '../../../lambda/shared/questions/shown.ts';
import { appendLine, readLines } from '../../json-lines.ts';
import type { Lab } from '../lab.ts';
import type { NumberedDrill } from './catalogue.ts';

export interface Option {
  /** `A`, `B`, … */
  readonly letter: string;
  readonly text: string;
  readonly right: boolean;
  /** Why it holds, or why not; drills that can be broken on the emulator leave that to the check. */
  readonly why?: string;
}

/** The right fix among the shortcuts, always in the same order for a drill, and not first in each of them. */
export function optionsOf({ id, solution, shortcuts }: Pick<NumberedDrill, 'id' | 'solution' | 'shortcuts'>): Option[] {
  const wrong = shortcuts.map(({ title, why }) => ({ text: title, right: false, why }));
  const place = [...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % (wrong.length + 1);
  const all = wrong.toSpliced(place, 0, {
    text: solution.title ?? solution.steps.join(' '),
    right: true,
    why: solution.why,
  });
  return all.map((option, index) => ({ letter: letterOf(index), ...option }));
}

/** What was chosen on paper. It is kept apart from the journals: nothing was broken, and nothing counts as solved. */
export interface PaperAnswer {
  readonly at: number;
  /** Id of the drill. */
  readonly drill: string;
  readonly letter: string;
  readonly right: boolean;
}

const fileOf = ({ stateFolder }: Pick<Lab, 'stateFolder'>) => join(stateFolder, 'paper.jsonl');

export function notePaperAnswer(lab: Pick<Lab, 'stateFolder'>, answer: PaperAnswer): void {
  appendLine(fileOf(lab), answer);
}

/** All answers, the oldest first; a half line that a killed process left is passed over. */
export function paperAnswers(lab: Pick<Lab, 'stateFolder'>): PaperAnswer[] {
  return readLines<PaperAnswer>(fileOf(lab));
}

/** How many different drills were answered on paper, and how many of them right at the first attempt. */
export function paperTally(answers: readonly PaperAnswer[]): { answered: number; rightAtOnce: number } {
  const first = new Map<string, PaperAnswer>();
  for (const answer of answers) if (!first.has(answer.drill)) first.set(answer.drill, answer);
  return { answered: first.size, rightAtOnce: [...first.values()].filter(({ right }) => right).length };
}
