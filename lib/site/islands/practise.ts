/** Practise: asks, has the answer judged, notes it, and shows why. What a visit shows stands in the history, for reload and back. */

import { answerView } from '../../../lambda/shared/pages/question-view.ts';
import { el } from '../../../lambda/shared/pages/tree.ts';
import { newId, SURENESS } from '../../study/log/records.ts';
import type { Today } from '../../study/log/today.ts';
import { questionView } from '../practise/views.ts';
import { cardsDue, counted } from '../words.ts';
import { ApiTrouble, clockFault, loaded, questionsFor, type Verdict, verdictOn } from './api.ts';
import { type Choice, keepChoice, settle, waitingChoices } from './choices.ts';
import { byId, draw } from './draw.ts';
import { type About, type Asked, nextAsked, todayIn } from './draws.ts';
import { openEvidence } from './evidence.ts';
import { keptSentence } from './kept.ts';
import { drillsFor, ideaText } from './known.ts';
import { mockForm, mockStanding } from './mock-menu.ts';
import type { Place, Tools } from './mock-tools.ts';

/** What stands in the history for a place of the visit. */
interface Shown extends Asked {
  readonly about: About;
  readonly shownAt: number;
  readonly choice?: Choice;
  readonly verdict?: Verdict;
}

const [menu, stage, due, today, kept] = [
  byId('menu'),
  byId('stage'),
  byId<HTMLButtonElement>('due'),
  byId('today'),
  byId('kept'),
];
const evidence = await openEvidence();
const AGAIN_MS = 20_000;

async function showMenu(): Promise<void> {
  const log = await evidence.log();
  const now = Date.now();
  mockStanding(now);
  const waiting = waitingChoices().length;
  kept.textContent = [
    keptSentence(await evidence.standing()),
    waiting > 0 ? `${counted(waiting, 'answer')} ${waiting === 1 ? 'waits' : 'wait'} to be judged.` : '',
    clockFault() ?? '',
  ]
    .filter(Boolean)
    .join(' ');
  try {
    showToday(await todayIn(log, now));
  } catch (error) {
    today.textContent = sentenceOf(error);
  }
}

function showToday(figures: Today | undefined): void {
  due.disabled = !figures?.due;
  today.textContent = figures?.due
    ? `${cardsDue(figures)}, about ${counted(figures.minutes, 'minute')}.`
    : `Nothing is due. ${counted(figures?.answered ?? 0, 'answer')} so far.`;
  const known = (figures?.ideas ?? []).flatMap((idea) => {
    const text = ideaText(idea.id);
    return text === undefined ? [] : [{ ...idea, text }];
  });
  byId('ideas-list').replaceChildren(
    ...known
      .slice(0, 8)
      .map(({ id, text, chosen, offered }) =>
        draw(
          el(
            'li',
            {},
            `“${text}”: chosen ${counted(chosen, 'time')} of ${offered}. `,
            el('button', { type: 'button', class: 'link', 'data-about': `idea:${id}` }, 'Ask me about it'),
          ),
        ),
      ),
    ...(known.length === 0 ? [draw(el('li', {}, 'None that you chose, so far.'))] : []),
  );
}

const tools: Tools = {
  ...{ stage, device: evidence.device, ask: questionsFor, judge: verdictOn, note: evidence.note, drills: drillsFor },
  put: (place) => history.pushState({ mock: place }, '', '/practise'),
  sentenceOf: (error) => sentenceOf(error),
};
const mockModule = () => loaded(import('./mock.ts'));

/** What is sat goes on where the history says. */
async function showMock(place: Place): Promise<void> {
  try {
    const { showMock: showPlace } = await mockModule();
    menu.hidden = true;
    showPlace(place, tools);
  } catch (error) {
    byId('trouble-mock').textContent = sentenceOf(error);
  }
}

async function begin(): Promise<void> {
  const trouble = byId('trouble-mock');
  try {
    trouble.textContent = '';
    const form = mockForm();
    if (form.tasks.length === 0) throw new ApiTrouble(`There are no questions about ${form.exam}.`, true);
    const { beginMock } = await mockModule();
    byId<HTMLButtonElement>('begin').disabled = true;
    await beginMock(form, tools);
    menu.hidden = true;
  } catch (error) {
    trouble.textContent = `${sentenceOf(error)} No exam has begun.`;
  }
  byId<HTMLButtonElement>('begin').disabled = false;
}

/** Draws what the history says; without anything there, the menu. */
function show(shown: Shown | null, focus = true): void {
  menu.hidden = shown !== null;
  stage.replaceChildren();
  if (!shown) {
    void showMenu();
    return;
  }
  const { question, choice, verdict } = shown;
  if (verdict && choice) stage.append(draw(explained(shown, choice, verdict)));
  else {
    stage.append(draw(questionView(question, 'Question')));
    if (choice) refill(choice);
  }
  stage.append(
    draw(el('p', { class: 'row small' }, el('a', { href: '/practise', 'data-menu': true }, 'Back to the choice'))),
  );
  if (focus) stage.querySelector<HTMLElement>('h1')?.focus();
}

function refill({ letters, sureness }: Choice): void {
  for (const input of stage.querySelectorAll('input'))
    input.checked = input.name === 'chose' ? letters.includes(input.value) : input.value === sureness;
}

const explained = ({ question }: Shown, choice: Choice, verdict: Verdict) =>
  answerView(question, verdict, choice.letters, drillsFor(question), [
    el(
      'p',
      { class: 'row' },
      el('button', { class: 'go', type: 'button', 'data-next': true }, 'Next question'),
      el('button', { class: 'link', type: 'button', 'data-report': true }, 'Report this question (R)'),
    ),
    el('div', { id: 'report' }),
  ]);

const current = (): Shown | null => (history.state as { shown?: Shown } | null)?.shown ?? null;
const put = (shown: Shown | null, push: boolean) => {
  if (push) history.pushState({ shown }, '', '/practise');
  else history.replaceState({ shown }, '', '/practise');
};

async function next(about: About, from: HTMLElement): Promise<void> {
  try {
    const asked = await nextAsked(about, await evidence.log());
    const shown = asked ? { ...asked, about, shownAt: Date.now() } : null;
    put(shown, true);
    show(shown);
    if (!shown) due.focus();
    if (!shown) byId('trouble-menu').textContent = 'That was all that is due.';
    else byId('trouble-menu').textContent = '';
  } catch (error) {
    from.textContent = sentenceOf(error);
  }
}

const sentenceOf = (error: unknown) => {
  if (error instanceof ApiTrouble) return error.message;
  throw error;
};

async function answer(form: HTMLFormElement): Promise<void> {
  const shown = current();
  if (!shown || shown.verdict) return;
  const data = new FormData(form);
  const letters = data.getAll('chose').map(String).sort();
  const sureness = SURENESS.find((one) => one === data.get('sureness')) ?? 'unsure';
  const trouble = byId('trouble');
  if (letters.length !== shown.question.choose) {
    trouble.textContent = `Choose ${shown.question.choose}; ${letters.length} ${letters.length === 1 ? 'is' : 'are'} chosen.`;
    return;
  }
  const at = Date.now();
  const { question, edition } = shown;
  // What was sent and has no verdict stays what it is: a second press sends the same.
  const choice = shown.choice ?? {
    ...{ id: newId(at, evidence.device), at, milliseconds: Math.max(0, at - shown.shownAt) },
    ...{ question, edition, letters, sureness },
  };
  const survives = shown.choice ? true : keepChoice(choice);
  const sent = { ...shown, choice };
  put(sent, false);
  refill(choice);
  await judge(sent, survives);
}

/** Judges what is shown; where that fails, says why, and the answer waits. */
async function judge(shown: Shown & { readonly choice: Choice }, survives: boolean): Promise<void> {
  const isShown = () => current()?.choice?.id === shown.choice.id;
  try {
    const verdict = await settle(shown.choice, evidence.note);
    if (!isShown()) return;
    const done = { ...shown, verdict };
    put(done, false);
    show(done);
    stage.append(draw(el('p', { class: 'note', hidden: !clockFault() }, clockFault() ?? '')));
  } catch (error) {
    if (!isShown()) return;
    const isFinal = error instanceof ApiTrouble && error.isFinal;
    const waits = survives
      ? 'Your answer is kept, and is sent when that is over.'
      : 'Your answer is kept while this tab is open, and is sent when that is over.';
    byId('trouble').textContent = isFinal ? sentenceOf(error) : `${sentenceOf(error)} ${waits}`;
    if (document.getElementById('go-on')) return;
    const onward = el('button', { id: 'go-on', class: 'link', type: 'button', 'data-next': true }, 'Next question');
    stage.querySelector('.row')?.append(draw(onward));
  }
}

/** Sends what waits, also what another tab or a former visit left; what is shown may have been judged by another tab. */
async function sendWaiting(): Promise<void> {
  const shown = current();
  if (shown?.choice && !shown.verdict) await judge({ ...shown, choice: shown.choice }, true);
  for (const choice of waitingChoices()) await settle(choice, evidence.note).catch(sentenceOf);
  if (!menu.hidden) await showMenu();
}

async function report(): Promise<void> {
  const shown = current();
  const place = document.getElementById('report');
  if (!shown?.verdict || !shown.choice || !place) return;
  try {
    const { reportParts } = await loaded(import('./report.ts'));
    place.replaceChildren(...reportParts(shown.question, shown.verdict, shown.edition, shown.choice.letters).map(draw));
    place.querySelector('textarea')?.select();
    place.querySelector('textarea')?.focus();
  } catch (error) {
    place.textContent = sentenceOf(error);
  }
}

addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (!['what', 'asked', 'sit'].includes(form.id) && !form.closest('#stage')) return;
  event.preventDefault();
  if (form.id === 'asked') void answer(form);
  if (form.id === 'sit') void begin();
  if (form.id === 'what') void next(byId<HTMLSelectElement>('about').value, byId('trouble-menu'));
});
addEventListener('click', (event) => {
  const control = (event.target as HTMLElement).closest<HTMLElement>('button, a');
  if (!control) return;
  const { dataset } = control;
  if ('next' in dataset) void next(current()?.about ?? 'due', document.getElementById('trouble') ?? byId('report'));
  if ('report' in dataset) void report();
  if (dataset.mock) void mockModule().then(({ doInMock }) => doInMock(dataset.mock as string, tools));
  if (dataset.about) void next(dataset.about, byId('trouble-menu'));
  if ('menu' in dataset) {
    event.preventDefault();
    put(null, true);
    show(null);
    byId('about').focus();
  }
});
due.onclick = () => next('due', byId('trouble-menu'));
// One key, and only where the focus is in an answer: elsewhere R is a letter, or a command of a screen reader.
addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key.toLowerCase() === 'r' && plain && target.tagName !== 'TEXTAREA' && target.closest('#answered')) {
    event.preventDefault();
    void report();
  }
});
const showPlace = (focus: boolean) => {
  const { mock } = (history.state ?? {}) as { mock?: Place };
  if (mock === undefined) show(current(), focus);
  else void showMock(mock);
};
byId('go-on-mock').onclick = () => {
  tools.put('review');
  void showMock('review');
};
addEventListener('popstate', () => showPlace(true));
addEventListener('online', sendWaiting);
addEventListener('storage', sendWaiting);
setInterval(() => waitingChoices().length > 0 && sendWaiting(), AGAIN_MS);
evidence.onChange(() => {
  if (!menu.hidden) void showMenu();
});
showPlace(false);
void sendWaiting();
