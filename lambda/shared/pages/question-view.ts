/** A question on a page, and how it is explained once it was answered: by the page's script, and on request. */

import type { StoredAnswer, StoredQuestion } from '../table/stored-questions.ts';
import { type Branch, el, type Tree } from './tree.ts';

/** As `GET /v1/questions` hands it out, without its key. */
export type Question = Omit<StoredQuestion, 'offers'>;
/** As `POST /v1/answers` answers, as far as it does not depend on what was chosen. */
export type Explained = StoredAnswer;

export interface DrillLink {
  readonly href: string;
  readonly title: string;
}

const codeOf = ({ code }: Question): Branch | undefined =>
  // A screen reader says the words; the signs of a policy or a table read aloud tell nobody anything.
  code && el('pre', { tabindex: '0', role: 'img', 'aria-label': code.words }, el('code', {}, code.text));

const COUNTS = ['none', 'one', 'two', 'three', 'four'];

/** What is chosen from; the same in practice and in a mock exam. */
export function choicesOf({ choose, options }: Question, chosen: readonly string[] = []): Branch {
  const type = choose === 1 ? 'radio' : 'checkbox';
  return el(
    'fieldset',
    { class: 'options' },
    el('legend', {}, `Choose ${COUNTS[choose] ?? choose}`),
    options.map(({ letter, text }) =>
      el(
        'label',
        {},
        el('input', {
          ...{ type, name: 'chose', value: letter },
          ...{ required: choose === 1, checked: chosen.includes(letter) },
        }),
        el('b', {}, letter),
        el('span', {}, text),
      ),
    ),
  );
}

/** Stem and code. */
export const stemOf = (question: Question, decides = ''): Tree[] => {
  const at = decides ? question.stem.indexOf(decides) : -1;
  const marked =
    at < 0
      ? [question.stem]
      : [question.stem.slice(0, at), el('mark', {}, decides), question.stem.slice(at + decides.length)];
  const code = codeOf(question);
  return [el('p', { class: 'stem' }, marked), ...(code ? [code] : [])];
};

const listed = (letters: readonly string[]) => letters.join(' and ');

/** Verdict, what decides, a reason for every option, and where to go on. */
export function answerView(
  question: Question,
  said: Explained,
  chose: readonly string[],
  drills: readonly DrillLink[],
  more: readonly Tree[] = [],
  heading: 'h1' | 'h2' = 'h1',
): Branch {
  const below = heading === 'h1' ? 'h2' : 'h3';
  const right = said.key.length === chose.length && said.key.every((letter) => chose.includes(letter));
  return el(
    'article',
    { id: 'answered', class: 'question', 'aria-labelledby': 'answered-h' },
    el(
      heading,
      { id: 'answered-h', tabindex: '-1' },
      el('span', { class: right ? 'right' : 'wrong' }, right ? 'Right' : 'Not so'),
      `: ${listed(said.key)} ${said.key.length === 1 ? 'holds' : 'hold'}`,
    ),
    stemOf(question, said.decides),
    said.decides && el('p', { class: 'mute' }, `What decides: ${said.decides}`),
    el(
      'ol',
      { class: 'verdicts' },
      said.options.map((option) => verdictOf(option, chose)),
    ),
    el(below, {}, 'To read'),
    el(
      'ul',
      { class: 'dots' },
      said.read.map((one) => el('li', {}, ...readingOf(one))),
    ),
    drills.length > 0 && el(below, {}, 'Drills on the same tasks'),
    drills.length > 0 &&
      el(
        'ul',
        { class: 'dots' },
        drills.map(({ href, title }) => el('li', {}, el('a', { href }, title))),
      ),
    el('p', { class: 'mute' }, ...originOf(question, said)),
    more,
  );
}

function verdictOf(
  { letter, text, right, reason, misconception }: Explained['options'][number],
  chose: readonly string[],
): Branch {
  return el(
    'li',
    { class: chose.includes(letter) ? 'chosen' : undefined },
    el(
      'p',
      {},
      el('b', { class: right ? 'right' : 'wrong' }, `${letter} ${right ? 'holds' : 'is wrong'}`),
      chose.includes(letter) && el('small', {}, ' your choice'),
    ),
    el('p', {}, text),
    el('p', { class: 'mute' }, reason),
    misconception && el('p', { class: 'mute' }, `The idea behind it: ${misconception.text}`),
  );
}

const readingOf = (one: Explained['read'][number]): Tree[] =>
  'page' in one ? [`${one.guide}: ${one.page}`] : ['In this repository: ', el('code', {}, one.path)];

function originOf({ id, kind, tasks }: Question, { asOf }: Explained): Tree[] {
  const links = tasks.flatMap((task, place) => {
    const [exam, number] = task.split('/');
    return [place > 0 ? ', ' : '', el('a', { href: `/exams/${exam}#task-${number}` }, `${exam} ${number}`)];
  });
  return [
    ...['Question ', el('code', {}, id), ', facts as of ', asOf, '. What trains it: ', ...links, '.'],
    ...(kind === 'written' ? [] : [' Do you doubt it? ', el('code', {}, `npm run lab -- prove ${id}`)]),
  ];
}
