/**
 * What was chosen and has no verdict yet: kept by the browser until the API has judged it. The id of its record is made with
 * the choice, so that it is one answer however often it is sent, and from however many tabs.
 */

import type { Question } from '../../../lambda/shared/pages/question-view.ts';
import { answerTo, type EvidenceRecord, type Sureness } from '../../study/log/records.ts';
import { ApiTrouble, type Verdict, verdictOn } from './api.ts';

export interface Choice {
  readonly id: string;
  readonly at: number;
  readonly milliseconds: number;
  readonly question: Question;
  readonly edition: string;
  readonly letters: readonly string[];
  readonly sureness: Sureness;
}

const KEY = 'certlab-choices';
/** Where the browser keeps nothing: until this tab is closed. */
let held: readonly Choice[] = [];

const stored = (): Choice[] => {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one?.id === 'string' && one.question) : [];
  } catch {
    return [];
  }
};

export const waitingChoices = (): Choice[] => [
  ...new Map([...stored(), ...held].map((choice) => [choice.id, choice])).values(),
];

/** @returns whether it survives this tab */
export function keepChoice(choice: Choice): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify([...stored(), choice]));
    return true;
  } catch {
    held = [...held, choice];
    return false;
  }
}

function dropChoice(id: string): void {
  held = held.filter((one) => one.id !== id);
  try {
    localStorage.setItem(KEY, JSON.stringify(stored().filter((one) => one.id !== id)));
  } catch {
    // It is sent again some day, and adds nothing.
  }
}

/**
 * Has a choice judged and noted. What can never be judged is dropped; what cannot be now waits on.
 * @throws ApiTrouble
 */
export async function settle(choice: Choice, note: (record: EvidenceRecord) => Promise<void>): Promise<Verdict> {
  const { question } = choice;
  try {
    const verdict = await verdictOn(question.id, choice.letters);
    const same =
      verdict.edition === choice.edition ||
      JSON.stringify(verdict.options.map(({ letter, text }) => [letter, text])) ===
        JSON.stringify(question.options.map(({ letter, text }) => [letter, text]));
    if (!same)
      throw new ApiTrouble(
        'This question was changed since you were shown it, so that your answer cannot be judged. It counts neither way.',
        true,
      );
    await note(recordOf(choice, verdict));
    dropChoice(choice.id);
    return verdict;
  } catch (error) {
    if (error instanceof ApiTrouble && error.isFinal) dropChoice(choice.id);
    throw error;
  }
}

/** A family's item is `<family>/<seed>`; one written by hand is its own family. */
export const familyOf = (id: string): string => id.split('/')[0] as string;

export const placesIn = ({ options }: Pick<Question, 'options'>, letters: readonly string[]): number[] =>
  options.flatMap(({ letter }, place) => (letters.includes(letter) ? [place] : []));

function recordOf({ id, at, milliseconds, question, letters, sureness }: Choice, { options }: Verdict): EvidenceRecord {
  const item = {
    ...{ id: question.id, family: familyOf(question.id), tasks: question.tasks, choose: question.choose },
    options: options.map(({ misconception }) => (misconception ? { misconception: misconception.id } : {})),
  };
  return { ...answerTo(item, placesIn(question, letters), sureness, { at, milliseconds }), id };
}
