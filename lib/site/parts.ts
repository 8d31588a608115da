/** The parts that pages are put together from: the design system in HTML. `/design` shows each of them. */
import { html } from 'hono/html';
import type { Dated, Source, Track } from '../../lambda/shared/content/model.ts';
import { sources } from '../../lambda/shared/content/sources.ts';
import { blueprintOf } from '../../lambda/shared/exams/blueprints.ts';
import type { ExamCode } from '../../lambda/shared/exams/dates.ts';
import { dayInWords } from '../../lambda/shared/pages/words.ts';
import type { Html, Site } from './page.ts';
import { counted } from './words.ts';

export const TRACKS = ['architect', 'developer'] as const satisfies readonly Track[];
/** The lens that a track is seen through: `a` is the disc, `d` the diamond. */
export const lensOf = (track: Track): 'a' | 'd' => (track === 'architect' ? 'a' : 'd');
const NAMES: Readonly<Record<Track, string>> = { architect: 'Architect', developer: 'Developer' };
export const trackOf = (code: ExamCode): Track => (blueprintOf(code).family === 'SAA' ? 'architect' : 'developer');

/** The track's mark and name. */
export const tag = (track: Track): Html =>
  html`<span class="tag ${lensOf(track)}"><span class="mark"></span>${NAMES[track]}</span>`;

export const dots = (items: readonly string[]): Html =>
  html`<ul class="dots">${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** A part of a page with an address of its own. */
export const section = (id: string, title: string, lead: string | Html, body: Html): Html =>
  html`<section id="${id}" aria-labelledby="${id}-h"><header><h2 id="${id}-h">${title}</h2>${lead && html`<p>${lead}</p>`}</header>
${body}</section>
`;

/** The same said of both tracks, beside each other. */
export const pair = (of: (track: Track) => Html): Html =>
  html`<div class="pair">${TRACKS.map((track) => html`<div class="col ${lensOf(track)}"><h3>${tag(track)}</h3>${of(track)}</div>`)}</div>`;

const SOURCES: ReadonlyMap<string, Source> = new Map(sources.map((source) => [source.id, source]));

/** The day and the sources of what stands above it: the day of its oldest fact, each source by name. */
export function asOf(...facts: readonly Dated[]): Html {
  const day = facts.map((fact) => fact.asOf).toSorted()[0] as string;
  const ids = [...new Set(facts.flatMap((fact) => fact.sources))];
  return html`<details class="facts"><summary>As of ${dayInWords(day)}, from ${counted(ids.length, 'source')}</summary>
<ul>${ids.map((id) => html`<li><a href="/sources#${id}">${SOURCES.get(id)?.title ?? id}</a></li>`)}</ul></details>`;
}

/** An exam's domains to scale. The heading's level depends on where it stands. */
export function weights(code: ExamCode, heading: Html): Html {
  const { domains } = blueprintOf(code);
  const lens = lensOf(trackOf(code));
  return html`<div>${heading}<ol class="bar ${lens}">${domains.map(
    ({ id, title, weight }) => html`<li class="w${weight}"><b>${weight}%</b> <span>${id}. ${title}</span></li>`,
  )}</ol></div>`;
}

/** How many domains and tasks an exam has. */
export function sizeOf(code: ExamCode): Html {
  const { domains } = blueprintOf(code);
  const tasks = domains.reduce((count, { tasks }) => count + tasks.length, 0);
  return html`<small>${domains.length} domains, ${tasks} task statements</small>`;
}

/** Figures, each with what it is of, and with what else there is to know of it where that is not empty. */
export const figures = (rows: readonly (readonly [label: string, said: string, more: string])[]): Html =>
  html`<dl class="figures">${rows.map(
    ([label, said, more]) =>
      html`<div><dt>${label}</dt><dd>${said}</dd>${more && html`<dd class="more">${more}</dd>`}</div>`,
  )}</dl>`;

/** A link to a page if that page is there, and otherwise its words alone. `name` is for who hears the link by itself. */
export const link = ({ paths }: Site, href: string, words: string, name = ''): Html =>
  paths.has(href.replace(/#.*/, ''))
    ? html`<a href="${href}"${name && html` aria-label="${name}"`}>${words}</a>`
    : html`${words}`;

/** What the day says of a track's exam: which one it is, and what replaces it. Nothing where one exam stays. */
export function examNotice({ calendar }: Site): Html {
  const { current, next, prepareFor } = calendar.toTake.developer;
  if (current?.lastDay && next) {
    const advice =
      prepareFor === next.code
        ? `If you have not booked, prepare for ${next.code}.`
        : `${next.code} can be ${next.bookable ? 'booked now' : 'booked later'}.`;
    return note(
      `Until ${dayInWords(current.lastDay)}`,
      html`The developer exam is ${current.code}. From ${dayInWords(next.firstDay)} it is ${next.code}. ${advice}
<a href="/exams/${next.code}#changes">What changes</a>`,
    );
  }
  if (!current) {
    return note(
      'Not known',
      html`No source says which developer exam is current now. Look at AWS’s own page before you book.`,
    );
  }
  const { replaces, firstDay } = blueprintOf(current.code as ExamCode);
  if (!replaces || !firstDay) return html``;
  return note(
    `Since ${dayInWords(firstDay)}`,
    html`The developer exam is ${current.code}; ${replaces} can no longer be taken.
<a href="/exams/${current.code}#changes">What changed</a>`,
  );
}

/** Commands or code as they are typed. It scrolls, so it is reached by the keyboard, and has a name there. */
export const codeBlock = (name: string, text: string): Html =>
  html`<pre tabindex="0" role="group" aria-label="${name}"><code>${text}</code></pre>`;

/** Something to know before reading on. */
export const note = (lead: string, text: Html): Html => html`<p class="note"><b>${lead}</b> <span>${text}</span></p>`;

/** What an exam is on a day, in words. */
export const STATUS_WORDS = {
  scheduled: 'not yet open',
  current: 'current',
  expiring: 'being replaced',
  retired: 'retired',
  'not-known': 'not known',
} as const;

/** The exam that a page speaks of for a track: the one to prepare for, or the last one known. */
export function examFor({ calendar }: Site, track: Track): ExamCode {
  const code = calendar.toTake[track].prepareFor ?? calendar.toTake[track].current?.code;
  return (code as ExamCode | undefined) ?? (track === 'architect' ? 'SAA-C03' : 'DVA-C03');
}
