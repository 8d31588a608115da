/**
 * One question without a script: drawn by its number, asked, and answered with its reasons. The key stays here until a choice
 * comes; nothing of it is kept.
 */
import { htmlOf } from '../shared/pages/html.ts';
import {
  answerView,
  choicesOf,
  type DrillLink,
  type Explained,
  type Question,
  stemOf,
} from '../shared/pages/question-view.ts';
import { type Branch, el, type Tree } from '../shared/pages/tree.ts';
import { randomOf } from '../shared/questions/random.ts';
import { ANSWER_PLACE, SITE_DATA } from './env.ts';
import type { Answers, AskedOfPage } from './made.ts';

/** Every question of the bank that the site has: its id, its tasks, and the file that it is in. */
export type QuestionList = readonly (readonly [id: string, tasks: readonly string[], file: string])[];
/** The questions of a file, by their ids. */
export type QuestionFile = Readonly<Record<string, QuestionParts>>;
interface QuestionParts {
  readonly question: Question;
  readonly answer: Explained;
  /** On the same tasks. */
  readonly drills: readonly DrillLink[];
}

/** How the form of the page names a topic: the code of an exam, or one of its tasks. */
export const topicOption = (about: string): string => `<option value="${about}"`;

export const answers: Answers = {
  asks: (query) => query.has('about') || query.has('question'),

  async made(asked) {
    const { page, query, today } = asked;
    const list = (await asked.data(SITE_DATA.questions)) as QuestionList;
    const about = query.get('about') ?? '';
    const drawn = list.filter(([, tasks]) => tasks.some((task) => task === about || task.startsWith(`${about}/`)));
    const number = numberOf(query.get('number'), today);
    const shown =
      drawn.length === 0
        ? refusal(`There are no questions about “${about.slice(0, SHOWN)}”: choose an exam or a task above.`)
        : number === undefined
          ? refusal(`The number of a question is a whole one, from 1 to ${MOST}.`)
          : await questionOrAnswer(asked, drawn, { about, number });
    const option = topicOption(about);
    return {
      status: shown.status,
      page: page
        .replace(drawn.length > 0 ? option : ANSWER_PLACE, (found) => (drawn.length > 0 ? `${option} selected` : found))
        .replace(ANSWER_PLACE, () => htmlOf(...shown.trees)),
    };
  },
};

/** Characters that are shown of something wrong. */
const SHOWN = 40;
const MOST = 999_999;

interface Place {
  readonly about: string;
  readonly number: number;
}
interface Shown {
  readonly status: 200 | 400;
  readonly trees: readonly Tree[];
}

const refusal = (fault: string): Shown => ({ status: 400, trees: [el('p', { class: 'wrong' }, fault)] });

/** As given, or one of the day's own: another day begins with another question. */
function numberOf(given: string | null, today: string): number | undefined {
  if (given === null || given === '') return Math.round(Date.parse(today) / 86_400_000);
  const number = Number(given);
  return Number.isInteger(number) && number >= 1 && number <= MOST ? number : undefined;
}

async function questionOrAnswer({ query, file }: AskedOfPage, drawn: QuestionList, place: Place): Promise<Shown> {
  const [id] = query.getAll('question');
  // Every question of a topic comes once before one comes again.
  const next = randomOf(1).shuffle(drawn)[place.number % drawn.length];
  const found = id === undefined ? next : drawn.find(([one]) => one === id);
  if (!found)
    return refusal(
      `There is no question “${id?.slice(0, SHOWN)}” about this: it may be of another edition. Ask for the next.`,
    );
  const parts = ((await file(found[2])) as QuestionFile)[found[0]] as QuestionParts;
  if (id === undefined) return { status: 200, trees: [asked(parts, place)] };

  const { question, answer, drills } = parts;
  const letters = [...new Set(query.getAll('chose'))].toSorted();
  const offered = letters.every((letter) => question.options.some((option) => option.letter === letter));
  if (!offered || letters.length !== question.choose) {
    const fault = `Choose ${question.choose} of the options ${question.options.map(({ letter }) => letter).join('')}.`;
    return { status: 400, trees: [...refusal(fault).trees, asked(parts, place, letters)] };
  }
  const onward = el('p', { class: 'row' }, el('a', { class: 'go', href: addressOf(place) }, 'Next question'));
  return { status: 200, trees: [answerView(question, answer, letters, drills, [onward], 'h2')] };
}

const addressOf = ({ about, number }: Place) =>
  `/practise/question?${new URLSearchParams({ about, number: `${(number % MOST) + 1}` })}`;

function asked({ question }: QuestionParts, { about, number }: Place, chosen: readonly string[] = []): Branch {
  const hidden = Object.entries({ about, number: `${number}`, question: question.id });
  return el(
    'form',
    { id: 'one', class: 'question', action: '/practise/question', 'aria-labelledby': 'one-h' },
    hidden.map(([name, value]) => el('input', { type: 'hidden', name, value })),
    el('h2', { id: 'one-h' }, 'Question'),
    stemOf(question),
    choicesOf(question, chosen),
    el(
      'p',
      { class: 'row' },
      el('button', { class: 'go', type: 'submit' }, 'Answer'),
      el('a', { href: addressOf({ about, number }) }, 'Another one'),
    ),
  );
}
