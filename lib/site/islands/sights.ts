/** What is seen of the running project in the room: its picture, what its alarms say, its queues, its counters, its log. */

import type { Tree } from '../../../lambda/shared/pages/tree.ts';
import type { Lines, Measured } from '../incident/model.ts';
import { alarmRows, lineTree, newsOf, partOf, queueRows, seriesRows, silentSentence } from '../incident/views.ts';
import { byId, draw } from './draw.ts';

/** More lines than anybody reads, and no more than a page draws with ease. */
const MOST_LINES = 500;
const SVG = 'http://www.w3.org/2000/svg';

const picture = byId('picture');
const fill = (id: string, trees: readonly Tree[]) => byId(id).replaceChildren(...trees.map(draw));

/** The diagram of a project, from the template that the page was made with. */
export function showPicture(project: string | undefined): void {
  if (picture.dataset.of === project) return;
  picture.dataset.of = project ?? '';
  const drawing = document.getElementById(`diagram-${project}`);
  picture.replaceChildren();
  picture.hidden = !(drawing instanceof HTMLTemplateElement);
  if (drawing instanceof HTMLTemplateElement) picture.append(drawing.content.cloneNode(true));
  ringing = [];
}

const partNamed = (resource: string) => picture.querySelector(`.part[href$="#part-${CSS.escape(partOf(resource))}"]`);

let ringing: readonly string[] = [];

/** Shows what was measured, and returns what is new among the alarms, in a sentence. */
export function showMeasured({ alarms, queues, series }: Measured): string {
  fill('alarms', alarmRows(alarms));
  byId('alarms-table').hidden = byId('alarms').childElementCount === 0;
  byId('silent').textContent = silentSentence(alarms);
  fill(
    'queues',
    queueRows(queues, (queue) => partNamed(queue)?.classList.contains('dead') ?? false),
  );
  byId('queues-table').hidden = queues.length === 0;
  fill('series', seriesRows(series));
  byId('series-table').hidden = series.length === 0;
  byId('nobody').hidden = series.length > 0;

  const rings = alarms.filter(({ state }) => state === 'ALARM');
  for (const part of picture.querySelectorAll('.part.rings')) {
    part.classList.remove('rings');
    part.querySelector('.badge')?.remove();
  }
  for (const { of, alarm } of rings) {
    const drawn = of.map(partNamed).find((part) => part !== null);
    if (drawn) mark(drawn, alarm);
  }
  const names = rings.map(({ alarm }) => alarm);
  const news = newsOf(ringing, names);
  ringing = names;
  return news;
}

/** In its corner, and as the name of the link: colour alone would tell nobody who does not see it. */
function mark(part: Element, alarm: string): void {
  const box = part.querySelector('rect');
  if (!box || part.classList.contains('rings')) return;
  part.classList.add('rings');
  const make = (tag: string, attributes: Readonly<Record<string, string>>, text = '') => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const x = Number(box.getAttribute('x')) + Number(box.getAttribute('width'));
  const y = Number(box.getAttribute('y'));
  const badge = make('g', { class: 'badge' });
  badge.append(
    make('title', {}, `in alarm: ${alarm}`),
    make('circle', { cx: `${x - 4}`, cy: `${y + 4}`, r: '9' }),
    make('text', { x: `${x - 4}`, y: `${y + 8.5}` }, '!'),
  );
  part.append(badge);
}

/** Follows the log as long as its end is in sight. */
export function showLines({ lines, whole }: Lines): void {
  const list = byId('lines');
  const log = byId('log');
  if (whole) list.replaceChildren();
  if (lines.length > 0) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    list.append(...lines.slice(-MOST_LINES).map(lineTree).map(draw));
    while (list.childElementCount > MOST_LINES) list.firstElementChild?.remove();
    if (atEnd || whole) log.scrollTop = log.scrollHeight;
  }
  byId('no-lines').hidden = list.childElementCount > 0;
}
