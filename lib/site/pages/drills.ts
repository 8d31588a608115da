/** Drills: what can be broken, by symptom; chosen by level, project and target without script. */
import { html } from 'hono/html';
import type { Tokens } from 'marked';
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import { BLUEPRINTS, blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import type { NumberedDrill } from '../../lab/drills/catalogue.ts';
import type { Html, Page, Site } from '../page.ts';
import { codeBlock, link, section } from '../parts.ts';
import {
  DRILLS,
  drillPath,
  drillsOf,
  LEVELS,
  projectsWithDrills as projects,
  targetWords,
} from '../projects/drill-parts.ts';
import { inline, sectionsOf } from '../projects/markdown.ts';
import { sourceText } from '../projects/source-line.ts';
import { counted } from '../words.ts';

export const drillsPage: Page = {
  path: '/drills',
  title: 'Drills, by symptom and by exam task',
  description:
    'Incidents to solve on a deployed project: one real change breaks it, you see what the customer sees, and the repair is graded by behaviour.',
  islands: ['standing'],
  body: (site) => html`
<div class="hero"><h1>Drills</h1>
<p class="lead">A drill breaks a deployed project by a real change, tells you what the customer sees, and grades your repair by what
the project does afterwards. Any repair that works passes; one that only looks like it does not.</p>
<p><code>npm run -s lab -- break</code> draws one that you have not solved yet; <code>npm run -s lab -- drills</code> says which those are.
In a browser: the ${link(site, '/incident', 'incident room')}.</p></div>
${section(
  'symptoms',
  'By symptom',
  `${counted(DRILLS.length, 'drill')}: what was reported, and nothing that gives a cause away.`,
  html`${choices}${projects.map(
    ({ slug, title }, place) => html`<div class="of of-${place + 1}"><h3>${title}</h3>
<ul class="list drills">${drillsOf(slug).map((drill) => entry(site, drill))}</ul></div>
`,
  )}`,
)}${section(
  'tasks',
  'By exam task',
  '',
  html`${(Object.keys(BLUEPRINTS) as ExamCode[]).map(
    (code) => html`<details><summary><b>${code}</b></summary>${byTask(site, code)}</details>
`,
  )}`,
)}${recording()}`,
};

/** The session that the repository's README tells, folded up, since it gives one drill away; nothing where it tells none. */
function recording(): Html {
  const tokens = sectionsOf(sourceText('README.md')).get('The lab loop') ?? [];
  const place = tokens.findIndex((token) => token.type === 'code' && token.lang === 'text');
  const lead = tokens.slice(0, place).findLast((token): token is Tokens.Paragraph => token.type === 'paragraph');
  const session = tokens[place] as Tokens.Code | undefined;
  if (!session || !lead) return html``;
  return section(
    'played',
    'One played through',
    'From a session on the emulator.',
    html`<p>${inline(lead.tokens, () => undefined)}</p>
<details><summary>The session</summary>${codeBlock('The session in a terminal', session.text)}</details>`,
  );
}

/** Radio buttons that `projects.css` looks at; the first of each shows all. */
const radios = (name: string, legend: string, values: readonly (readonly [id: string, words: string])[]): Html =>
  html`<fieldset class="choice"><legend>${legend}</legend>${[['all', 'all'] as const, ...values].map(
    ([id, words], index) =>
      html`<label><input type="radio" name="${name}" id="${name}-${id}"${index === 0 && html` checked`}> ${words}</label>
`,
  )}</fieldset>
`;

const choices = html`${radios(
  'level',
  'Level',
  Object.entries(LEVELS).map(([level, words]) => [level, `${level}: ${words}`] as const),
)}${radios(
  'project',
  'Project',
  projects.map(({ title }, place) => [String(place + 1), title] as const),
)}${radios('target', 'Runs on', [
  ['emulator', 'the emulator'],
  ['aws', 'AWS alone'],
])}`;

function entry(site: Site, drill: NumberedDrill): Html {
  const { id, number, title, level, causes } = drill;
  const where = drill.runsOn.includes('emulator') ? 'on-emulator' : 'on-aws';
  return html`<li class="level-${level} ${where}" data-drill="${id}">${link(site, drillPath(drill), title)}
<small><code>${number}</code>, level ${level}${causes === 2 && ', two causes'}, ${targetWords(drill)}</small></li>
`;
}

function byTask(site: Site, code: ExamCode): Html {
  const rows = blueprintOf(code).domains.flatMap(({ tasks }) =>
    tasks.flatMap(({ id, title }) => {
      const drills = DRILLS.filter(({ exam }) => exam.includes(`${code}/${id}` as TaskRef));
      return drills.length > 0 ? [{ id, title, drills }] : [];
    }),
  );
  return html`<dl class="reasons">${rows.map(
    ({ id, title, drills }) => html`<dt>${link(site, `/exams/${code}#task-${id}`, `${id} ${title}`)}</dt>
<dd>${drills.map((drill, index) => html`${index > 0 && '; '}${link(site, drillPath(drill), drill.title)}`)}</dd>
`,
  )}</dl>`;
}
