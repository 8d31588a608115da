/** A mock exam on a page: against its clock, with flags and a review, and no reasons until it has ended. Loaded when one is sat. */

import { answerView, choicesOf, type Question, stemOf } from '../../../lambda/shared/pages/question-view.ts';
import { el, type Tree } from '../../../lambda/shared/pages/tree.ts';
import { newId } from '../../study/log/records.ts';
import { type MockExam, recordsOf, type Step, tallied } from '../../study/mock-steps.ts';
import { domainIn } from '../../study/seats.ts';
import type { BlueprintCode } from '../../study/weights.ts';
import { counted } from '../words.ts';
import type { Verdict } from './api.ts';
import { familyOf, placesIn } from './choices.ts';
import { draw } from './draw.ts';
import { drawPaper, type MockForm } from './mock-paper.ts';
import { keepPaper, keepVerdict, mockHeld, noteStep, paperHeld, verdictsHeld } from './mock-store.ts';
import type { Place, Tools } from './mock-tools.ts';

const FORBIDDEN = 'This browser keeps nothing: the exam is lost when this tab is closed or loaded again.';

export async function beginMock(form: MockForm, tools: Tools): Promise<void> {
  const { items, edition } = await drawPaper(form, tools.ask, 1 + Math.floor(Math.random() * 999_999));
  const at = Date.now();
  const begun: Step = {
    ...{ step: 'begun', exam: form.exam as BlueprintCode },
    ...{ items: items.map(({ id }) => id), minutes: form.minutes },
  };
  const kept = keepPaper({ id: newId(at, tools.device), edition, questions: items }, begun, at);
  tools.put(1);
  showMock(1, tools);
  if (!kept) tell(tools, FORBIDDEN);
}

const tell = ({ stage }: Tools, sentence: string) => {
  const place = stage.querySelector('#trouble');
  if (place) place.textContent = sentence;
};

let ticking: ReturnType<typeof setInterval> | undefined;

/** Shows a place of the exam that is held; after its end, the result. */
export function showMock(asked: Place, tools: Tools): void {
  clearInterval(ticking);
  const { stage } = tools;
  const mock = mockHeld(Date.now());
  const paper = paperHeld();
  stage.replaceChildren();
  if (!mock || !paper) {
    stage.append(draw(el('p', { class: 'note' }, 'There is no mock exam in this browser.')), leave());
    return;
  }
  const ended = mock.endedAt !== undefined;
  const place = ended && asked === 'review' ? 'result' : asked;
  if (ended) {
    if (typeof place === 'number') void explain(place, paper.questions, mock, tools);
    else void showResult(mock, paper.questions, tools);
    return;
  }
  stage.append(
    draw(place === 'review' || place === 'result' ? reviewOf(mock) : questionOf(place, paper.questions, mock)),
  );
  stage.append(leave());
  const clock = stage.querySelector('#clock');
  const tick = () => {
    const left = Math.max(0, mock.until - Date.now());
    if (left === 0) return showMock('result', tools);
    if (clock) clock.textContent = `${Math.floor(left / 60_000)} min ${Math.floor((left / 1000) % 60)} s left`;
  };
  tick();
  ticking = setInterval(tick, 1000);
  stage.querySelector('h1')?.focus();
  stage.onchange = () => noteChoice(place, paper.questions, tools);
}

const leave = () =>
  draw(el('p', { class: 'row small' }, el('a', { href: '/practise', 'data-menu': true }, 'Back to the choice')));

function noteChoice(place: Place, questions: readonly Question[], tools: Tools): void {
  const question = typeof place === 'number' ? questions[place - 1] : undefined;
  const mock = mockHeld(Date.now());
  if (!question || typeof place !== 'number' || !mock || mock.endedAt !== undefined) return;
  const letters = [...tools.stage.querySelectorAll<HTMLInputElement>('[name="chose"]:checked')].map(
    ({ value }) => value,
  );
  const isWhole = letters.length === question.choose;
  tell(
    tools,
    isWhole ? '' : `Choose ${question.choose}; ${letters.length} chosen so far, and it counts with ${question.choose}.`,
  );
  if (!isWhole) return;
  const step: Step = { step: 'answered', number: place, chose: placesIn(question, letters) };
  if (!noteStep(mock.id, step, Date.now())) tell(tools, FORBIDDEN);
}

const lettersAt = ({ options }: Question, places: readonly number[]) =>
  places.flatMap((at) => options[at]?.letter ?? []);

const button = (words: string, to: string, main = false, more = {}) =>
  el('button', { type: 'button', class: main ? 'go' : 'link', 'data-mock': to, ...more }, words);

function questionOf(number: number, questions: readonly Question[], { answers, flags, exam }: MockExam): Tree {
  const question = questions[number - 1] ?? (questions[0] as Question);
  const chosen = lettersAt(question, answers.get(number)?.chose ?? []);
  const flagged = flags.has(number);
  return el(
    'form',
    { class: 'question', 'aria-labelledby': 'mock-h' },
    el('h1', { id: 'mock-h', tabindex: '-1' }, `${exam}, question ${number} of ${questions.length}`),
    el('p', { id: 'clock', class: 'mute', role: 'timer' }),
    stemOf(question),
    choicesOf(question, chosen),
    el('p', { id: 'trouble', role: 'alert' }),
    el(
      'p',
      { class: 'row' },
      number < questions.length ? button('Next', String(number + 1), true) : button('Review', 'review', true),
      number > 1 && button('Previous', String(number - 1)),
      button('Flag', `flag ${number}`, false, { 'aria-pressed': String(flagged) }),
      number < questions.length && button('Review', 'review'),
    ),
  );
}

function reviewOf({ items, answers, flags, exam }: MockExam): Tree {
  const open = items.length - answers.size;
  return el(
    'section',
    { class: 'question', 'aria-labelledby': 'mock-h' },
    el('h1', { id: 'mock-h', tabindex: '-1' }, `${exam}, review`),
    el('p', { id: 'clock', class: 'mute', role: 'timer' }),
    el('p', {}, `${answers.size} of ${items.length} answered, ${counted(flags.size, 'flag')}.`),
    el(
      'ol',
      { class: 'paper' },
      items.map((_, at) => {
        const words = `${at + 1}${answers.has(at + 1) ? '' : ', open'}${flags.has(at + 1) ? ', flagged' : ''}`;
        return el('li', {}, button(words, String(at + 1)));
      }),
    ),
    el(
      'p',
      {},
      open > 0 ? `${counted(open, 'question')} open: what is open counts as wrong.` : 'Every question is answered.',
    ),
    el('p', { class: 'row' }, button('Hand in', 'end', true)),
  );
}

/** Has what was chosen judged, one after the other; what could not be is judged when it is tried again. */
async function showResult(mock: MockExam, questions: readonly Question[], tools: Tools): Promise<void> {
  const { stage } = tools;
  stage.append(
    draw(el('h1', { tabindex: '-1' }, `${mock.exam}, result`)),
    draw(el('p', { role: 'status', id: 'judging' })),
  );
  stage.append(draw(el('p', { id: 'trouble', role: 'alert' })), leave());
  const status = stage.querySelector('#judging') as HTMLElement;
  try {
    for (const [number, { chose }] of mock.answers) {
      const question = questions[number - 1] as Question;
      if (verdictsHeld()[number]) continue;
      status.textContent = `${Object.keys(verdictsHeld()).length} of ${mock.answers.size} answers are judged.`;
      keepVerdict(number, await tools.judge(question.id, lettersAt(question, chose)));
    }
    const verdicts = verdictsHeld();
    for (const record of recordsOf(mock, (number) => judgedAt(questions[number - 1] as Question, verdicts[number])))
      await tools.note(record);
    // The learner may have gone elsewhere meanwhile.
    if (!status.isConnected) return;
    stage.replaceChildren(draw(resultOf(mock, questions, verdicts)), leave());
    stage.querySelector('h1')?.focus();
  } catch (error) {
    tell(tools, `${tools.sentenceOf(error)} Your answers are kept: nothing of the exam is lost.`);
    stage.append(draw(el('p', { class: 'row' }, button('Try again', 'result', true))));
  }
}

const judgedAt = ({ id, tasks, choose }: Question, verdict: Verdict | undefined) => ({
  ...{ id, family: familyOf(id), tasks, choose },
  options: (verdict?.options ?? []).map(({ misconception }) =>
    misconception ? { misconception: misconception.id } : {},
  ),
});

const isRight = (question: Question, verdict: Verdict | undefined, places: readonly number[]) =>
  verdict !== undefined && verdict.key.join() === lettersAt(question, places).join();

const percent = (share: number) => `${Math.round(share * 100)} %`;

function resultOf(mock: MockExam, questions: readonly Question[], verdicts: Readonly<Record<string, Verdict>>): Tree {
  const rows = questions.map((question, at) => ({
    domain: domainIn(mock.exam, question) ?? mock.exam,
    right: isRight(question, verdicts[at + 1], mock.answers.get(at + 1)?.chose ?? []),
  }));
  const minutes = Math.round(((mock.endedAt ?? mock.until) - mock.begunAt) / 60_000);
  return el(
    'section',
    { class: 'question', 'aria-labelledby': 'mock-h' },
    el('h1', { id: 'mock-h', tabindex: '-1' }, `${mock.exam}, result`),
    el(
      'p',
      {},
      `${counted(mock.answers.size, 'answer')} to ${questions.length} questions, in ${counted(minutes, 'minute')}.`,
    ),
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['domain', 'right', 'of', 'share', 'from', 'to'].map((head) => el('th', { scope: 'col' }, head)),
        ),
      ),
      el(
        'tbody',
        {},
        tallied(mock.exam, rows).map(({ of, right, questions: count, low, high }) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, of === mock.exam ? 'All' : `Domain ${of.split('/')[1]}`),
            [String(right), String(count), percent(right / count), percent(low), percent(high)].map((one) =>
              el('td', {}, one),
            ),
          ),
        ),
      ),
    ),
    el(
      'p',
      { class: 'mute' },
      'The true share lies between “from” and “to” four times of five, on questions like ours. AWS does not publish how its score comes about.',
    ),
    el('h2', {}, 'Reasons, question by question'),
    el(
      'ol',
      { class: 'paper' },
      rows.map(({ right }, at) =>
        el(
          'li',
          {},
          button(`${at + 1}, ${right ? 'right' : mock.answers.has(at + 1) ? 'wrong' : 'open'}`, String(at + 1)),
        ),
      ),
    ),
  );
}

/** A question of an exam that has ended, with its reasons; one that was left open is asked for now. */
async function explain(number: number, questions: readonly Question[], mock: MockExam, tools: Tools): Promise<void> {
  const { stage } = tools;
  const question = questions[number - 1] as Question;
  const chose = lettersAt(question, mock.answers.get(number)?.chose ?? []);
  try {
    const first = question.options.slice(0, question.choose).map(({ letter }) => letter);
    const verdict = verdictsHeld()[number] ?? (await tools.judge(question.id, first));
    stage.replaceChildren(
      draw(
        answerView(question, verdict, chose, tools.drills(question), [button('Back to the result', 'result', true)]),
      ),
      leave(),
    );
    stage.querySelector('h1')?.focus();
  } catch (error) {
    stage.replaceChildren(draw(el('p', { id: 'trouble', role: 'alert' }, tools.sentenceOf(error))), leave());
  }
}

/** What a button of the exam does: leads to a place, flags, or hands in. */
export function doInMock(what: string, tools: Tools): void {
  const [verb, number] = what.split(' ');
  const mock = mockHeld(Date.now());
  if (verb === 'flag' && mock) {
    const flag = !mock.flags.has(Number(number));
    noteStep(mock.id, { step: 'flagged', number: Number(number), flag }, Date.now());
    tools.stage.querySelector(`[data-mock="${what}"]`)?.setAttribute('aria-pressed', String(flag));
    return;
  }
  if (verb === 'end' && mock) noteStep(mock.id, { step: 'ended' }, Date.now());
  const place: Place = verb === 'end' || verb === 'result' ? 'result' : verb === 'review' ? 'review' : Number(verb);
  tools.put(place);
  showMock(place, tools);
}
