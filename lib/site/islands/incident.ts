/**
 * The incident room. It asks the lab, shows what it tells, and says what somebody wants done; it knows no drill and no rule.
 * Without a lab behind it the page stays what it was made as.
 */

import type { Tree } from '../../../lambda/shared/pages/tree.ts';
import type { Finding, Graded, Incident, Lines, PutBack, Room } from '../incident/model.ts';
import {
  findingTree,
  hintsTree,
  lessonTree,
  repairTree,
  ticketTree,
  verdictSentence,
  withCode,
} from '../incident/views.ts';
import { byId, draw } from './draw.ts';
import { type Lab, LabTrouble, openLab, troubleOf } from './lab.ts';
import { isServedByLab } from './served-by-lab.ts';
import { showLines, showMeasured, showPicture } from './sights.ts';

/** How often the page asks. A line is read every 300 ms (lib/lab/site/log-tail.ts): seen within a second of being written. */
const LINES_MS = 300;
const ROOM_MS = 1_500;
const MEASURED_MS = 3_000;

const room = byId('room');
const fill = (id: string, ...trees: readonly Tree[]) => byId(id).replaceChildren(...trees.map(draw));
const buttons = () => room.querySelectorAll<HTMLButtonElement>('button[data-does]');

let lab: Lab | undefined;
let view: Room | undefined;
/** The drill whose incident is shown; the newest open one until somebody chooses. */
let chosen: string | undefined;
/** What was drawn, so that what has not changed keeps its place, its focus and its selection. */
let drawn = '';
let at: { project: string; filter: string; after: string } | undefined;
let busy = false;
/** Ends with what is being done. */
let underWay = Promise.resolve();

const shown = (): Incident | undefined =>
  view?.open.find(({ drill }) => drill === chosen) ?? view?.open.at(-1) ?? view?.last ?? undefined;
const isOpen = (incident: Incident | undefined) => incident !== undefined && view?.open.includes(incident) === true;

function say(text: string): void {
  fill('said', ...withCode(text));
}

function show(): void {
  if (!view) return;
  const incident = shown();
  const state = JSON.stringify([view, incident?.drill, busy]);
  if (state === drawn) return;
  drawn = state;
  const open = isOpen(incident);
  room.dataset.state = open ? 'open' : incident?.solved ? 'solved' : 'none';
  showChoice(view, incident);
  for (const option of byId<HTMLSelectElement>('drill').options) {
    const [slug = ''] = option.value.split('/');
    option.disabled = option.value !== '' && !view.deployed.includes(slug);
    option.textContent = option.dataset.title + (view.solved.includes(option.value) ? ', solved' : '');
  }
  byId('none').hidden = open || incident?.solved === true;
  byId('begin').hidden = open;
  byId('incident').hidden = !open && !incident?.solved;
  byId('lesson').hidden = open || !incident?.lesson;
  byId('help').hidden = !open;
  if (incident && !byId('incident').hidden) {
    byId('ticket-h').textContent = incident.title;
    byId('about').textContent =
      `Incident ${incident.drill}, level ${incident.level}, ` +
      (open ? `open since ${incident.openedAt.slice(11, 16)} UTC` : 'solved');
    fill('ticket-list', ...ticketTree(incident));
    fill('hints-list', ...hintsTree(incident.hintsShown));
    const left = incident.hints - incident.hintsTaken;
    byId('hint').textContent =
      left > 0 ? `Take hint ${incident.hintsTaken + 1} of ${incident.hints}` : 'All hints are taken';
    if (incident.lesson) fill('lesson-text', ...lessonTree(incident.lesson));
  }
  byId('exam').hidden = !view.exam;
  // Disabled, a button would lose the focus of who has just pressed it.
  for (const button of buttons()) button.setAttribute('aria-disabled', String(busy));
  byId<HTMLButtonElement>('hint').disabled = incident !== undefined && incident.hintsTaken >= incident.hints;
  const project = incident?.project ?? view.deployed[0];
  room.dataset.project = project ?? '';
  showPicture(project);
}

function showChoice({ open }: Room, incident: Incident | undefined): void {
  const choice = byId<HTMLSelectElement>('which');
  byId('choice').hidden = open.length < 2;
  const wanted = open.map(({ drill, title }) => `${drill} ${title}`).join('\n');
  if (choice.dataset.of !== wanted) {
    choice.replaceChildren(...open.map(({ drill, title }) => new Option(title, drill)));
    choice.dataset.of = wanted;
  }
  if (incident) choice.value = incident.drill;
}

/** What each of the looks is troubled by: said once, however often it comes, until that look sees again. */
const troubles = new Map<string, string>();

function tell(): void {
  const text = [...new Set(troubles.values())].join(' ');
  const place = byId('trouble');
  if (place.dataset.text !== text) place.replaceChildren(...withCode(text).map(draw));
  place.dataset.text = text;
}

/** What was shown stays; where the lab was started again, the page is reloaded. */
async function trouble(look: string, error: unknown): Promise<void> {
  if (!(error instanceof LabTrouble)) throw error;
  troubles.set(look, error.message);
  tell();
  if (error.code !== 'OtherSession') return;
  const page = await fetch(location.pathname, { method: 'HEAD' }).catch(() => undefined);
  if (page?.ok) location.reload();
}

/** Asks again and again while somebody looks. */
async function every(milliseconds: number, name: string, look: (lab: Lab) => Promise<void>): Promise<void> {
  for (;;) {
    if (document.visibilityState === 'visible' && lab) {
      await look(lab).then(
        () => troubles.delete(name) && tell(),
        (error) => trouble(name, error),
      );
    }
    await new Promise((done) => setTimeout(done, milliseconds));
  }
}

async function lookAround(from: Lab): Promise<void> {
  const before = shown();
  view = await from.get<Room>('incident');
  const after = shown();
  if (before && !busy && isNewlyOver(before, after))
    say(after?.solved ? 'Solved.' : 'The incident is over, and was not solved.');
  show();
}

const isNewlyOver = (before: Incident, after: Incident | undefined) =>
  before.drill === after?.drill && !before.solved && room.dataset.state === 'open' && !isOpen(after);

async function readLines(from: Lab): Promise<void> {
  const project = room.dataset.project ?? '';
  if (!project) return;
  const filter = byId<HTMLInputElement>('filter').value;
  if (at?.project !== project || at.filter !== filter) at = { project, filter, after: '' };
  const asked = at;
  const query = new URLSearchParams({ project, filter, after: asked.after });
  const portion = await from.get<Lines>(`incident/logs?${query}`);
  if (at !== asked) return;
  at.after = portion.after;
  showLines(portion);
}

async function lookAtMetrics(from: Lab): Promise<void> {
  const project = room.dataset.project ?? '';
  if (!project) return;
  const news = showMeasured(await from.get(`incident/metrics?project=${project}`));
  if (news) say(news);
}

/** Does one thing at a time, and says how it ended. A button that is pressed meanwhile does nothing. */
function doing(what: string, does: (lab: Lab) => Promise<string>): Promise<void> {
  if (lab && !busy) underWay = doingAlone(lab, what, does);
  return underWay;
}

async function doingAlone(lab: Lab, what: string, does: (lab: Lab) => Promise<string>): Promise<void> {
  busy = true;
  byId('refused').replaceChildren();
  say(what);
  show();
  try {
    say(await does(lab));
  } catch (error) {
    if (!(error instanceof LabTrouble)) throw error;
    say('');
    fill('refused', ...withCode(error.message));
  } finally {
    await lookAround(lab).catch((error) => trouble('room', error));
    busy = false;
    show();
  }
}

const DOES: Readonly<Record<string, () => Promise<void>>> = {
  hint: () =>
    doing('', async (from) => {
      const { taken, of } = await from.post<{ taken: number; of: number }>('incident/hint', { drill: shown()?.drill });
      return `Hint ${taken} of ${of}.`;
    }),
  check: () =>
    doing('Checking what the project does now …', async (from) => {
      const hints = shown()?.hints ?? 0;
      for (const id of ['findings', 'verdict', 'repair']) byId(id).replaceChildren();
      byId('graded').hidden = false;
      let graded: Graded | undefined;
      await from.lines('incident/check', { drill: shown()?.drill }, (line) => {
        if (line.finding) byId('findings').append(draw(findingTree(line.finding as Finding)));
        if (line.problem) throw troubleOf(line.problem);
        if (line.graded) graded = line.graded as Graded;
      });
      if (!graded) throw troubleOf(undefined);
      fill('verdict', ...withCode(verdictSentence(graded)));
      fill('repair', ...repairTree(graded, hints));
      return verdictSentence(graded);
    }),
  restore: () => confirmed('Put everything back?', 'The incident ends, and does not count as solved.', putBack),
  reset: () =>
    confirmed(
      'Make everything as deployed?',
      'What tables and queues of the emulator hold is lost, and open incidents end. It takes up to a minute.',
      reset,
    ),
};

const putBack = () =>
  doing('Putting everything back …', async (from) => {
    const { restored, drift, well } = await from.post<PutBack>('incident/restore');
    const left = drift.map(({ resource, type }) => `${resource} (${type})`).join(', ');
    const rest = left ? `is not as deployed: ${left}.` : 'checks still fail: reset makes everything as deployed.';
    return `${restored.length} settings were looked at. ${well ? 'All is as before.' : `Put back, but ${rest}`}`;
  });

const reset = () =>
  doing('Deploying everything again …', async (from) => {
    await from.post('incident/reset');
    return 'Exactly as deployed. Addresses may have changed.';
  });

/** What is done when the open question is answered by yes. */
let confirmedThen: (() => Promise<void>) | undefined;

async function confirmed(question: string, says: string, then: () => Promise<void>): Promise<void> {
  byId('sure-h').textContent = question;
  byId('sure-says').textContent = says;
  confirmedThen = then;
  byId<HTMLDialogElement>('sure').showModal();
}

room.addEventListener('click', (event) => {
  const button = (event.target as HTMLElement).closest<HTMLButtonElement>('button[data-does]');
  const does = button?.type === 'button' ? DOES[button.dataset.does ?? ''] : undefined;
  if (does) void does();
});
byId('begin').addEventListener('submit', (event) => {
  event.preventDefault();
  const drill = byId<HTMLSelectElement>('drill').value;
  void doing('Breaking something …', async (from) => {
    const begun = await from.post<Incident>('incident/break', drill ? { drill } : {});
    chosen = begun.drill;
    byId('graded').hidden = true;
    return `Incident ${begun.drill} is open.`;
  }).then(() => isOpen(shown()) && byId('ticket-h').focus());
});
byId('which').addEventListener('change', (event) => {
  chosen = (event.target as HTMLSelectElement).value;
  byId('graded').hidden = true;
  show();
});
byId('sure').addEventListener('click', (event) => {
  const { value } = event.target as HTMLButtonElement;
  if (value) byId<HTMLDialogElement>('sure').close();
  // A yes waits for what is under way: who gave it would take it for done.
  if (value === 'yes') void underWay.then(confirmedThen);
});

if (isServedByLab()) {
  byId('without').hidden = true;
  room.hidden = false;
  while (!lab) {
    lab = await openLab().catch((error) => trouble('openLab', error).then(() => undefined));
    if (!lab) await new Promise((done) => setTimeout(done, ROOM_MS));
  }
  if (troubles.delete('openLab')) tell();
  const asked = new URLSearchParams(location.search).get('drill');
  if (asked) byId<HTMLSelectElement>('drill').value = asked;
  void every(ROOM_MS, 'room', lookAround);
  void every(LINES_MS, 'log', readLines);
  void every(MEASURED_MS, 'metrics', lookAtMetrics);
}
