/** Start: what this is, in one screen, and three ways in. */
import { html } from 'hono/html';
import { DRILLS } from '../../../lambda/shared/exams/drills.ts';
import { CURRICULUM } from '../../projects/registry.ts';
import type { Page, Site } from '../page.ts';
import { examNotice } from '../parts.ts';

export const startPage: Page = {
  path: '/',
  title: 'Two AWS exams, and systems to break and repair',
  description:
    'Compare the AWS architect and developer associate exams, look at architectures that run on your machine, break them ' +
    'and repair them.',
  islands: ['start'],
  body: (site) => html`
<div class="hero">
<h1>Learn AWS on systems that break</h1>
<p class="lead">Two associate exams, ${words(CURRICULUM.length)} systems and ${DRILLS.length} incidents. They run on your
machine without an account, and what you repair is graded by how it behaves.</p>
${examNotice(site)}
<p class="row today"><a class="go" id="today-way" href="/progress"${site.paths.has('/practise') && html` data-due="/practise"`}>Your progress</a>
<span id="today">Kept on your device: what you did, and what is due.</span></p>
</div>
<div class="ways">${WAYS.filter(({ paths }) => paths.some((path) => site.paths.has(path))).map((way) => wayIn(way, site))}</div>
`,
};

/** `paths` are where it leads, the best one first: the first that is there is taken. */
const WAYS = [
  {
    question: 'Which exam?',
    says: 'Both side by side, by skills, weights, difficulty and careers.',
    paths: ['/decide', '/compare'],
    does: ['Six questions, one answer', 'Compare them'],
    also: [
      ['/compare', 'Side by side'],
      ['/exams', 'Task by task'],
    ],
  },
  {
    question: 'What do I know?',
    says: 'Questions whose answers were proven, and incidents that you solve on the running system.',
    paths: ['/practise', '/drills'],
    does: ['Practise', 'Look at the incidents'],
    also: [
      ['/drills', 'Incidents by symptom'],
      ['/incident', 'Incident room'],
      ['/plan', 'A plan to the exam'],
    ],
  },
  {
    question: 'How is it built?',
    says: 'Each architecture drawn from its template: why a part is there, what it costs, what breaks it.',
    paths: ['/projects'],
    does: ['Look at the systems'],
    also: [],
  },
] as const;

type Way = (typeof WAYS)[number];

function wayIn({ question, says, paths, does, also }: Way, site: Site) {
  const place = paths.findIndex((path) => site.paths.has(path));
  const others = also.filter(([path]) => site.paths.has(path) && path !== paths[place]);
  return html`<article class="lens"><h2>${question}</h2><p>${says}</p>
<p class="row"><a class="go" href="${paths[place]}">${does[place]}</a></p>
${others.length > 0 && html`<p class="row small">${others.map(([path, words]) => html`<a href="${path}">${words}</a> `)}</p>`}</article>
`;
}

const words = (count: number): string => ['no', 'one', 'two', 'three', 'four', 'five', 'six'][count] ?? `${count}`;
