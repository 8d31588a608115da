/** Projects: what can be deployed, what it teaches, what it costs; and what is planned. */
import { html } from 'hono/html';
import { practiceProjects } from '../../../lambda/shared/content/practice-projects.ts';
import { taskRefsOf } from '../../../lambda/shared/exams/practice.ts';
import { PRICES_KNOWN, usd } from '../../prices.ts';
import type { Project } from '../../project.ts';
import { CURRICULUM } from '../../projects/registry.ts';
import type { Html, Page, Site } from '../page.ts';
import { asOf, link, section } from '../parts.ts';
import { drillsOf } from '../projects/drill-parts.ts';

const planned = practiceProjects.filter(({ deployable }) => !deployable);

export const projectsPage: Page = {
  path: '/projects',
  title: 'Projects to deploy, look into and break',
  description:
    'Architectures to deploy, look into, break and fix: each with its diagram, its reasons, its cost and its runbook.',
  body: (site) => html`
<div class="hero"><h1>Projects</h1>
<p class="lead">Architectures to deploy, look into, break and fix: on your own machine without an account, or in an account of yours.</p></div>
${section(
  'ready',
  'Ready to deploy',
  'In the order in which to meet them.',
  html`<ol class="cards">${CURRICULUM.map(({ project }) => card(site, project))}</ol>`,
)}${section(
  'planned',
  'Planned',
  'Not built yet, and counted nowhere.',
  html`<ul class="dots">${planned.map(
    ({ name, summary }) => html`<li><b>${name}</b>: ${summary}</li>
`,
  )}</ul>${asOf(...planned)}`,
)}`,
};

function card(site: Site, { slug, title, summary, stackName, idleUsdPerMonth, stagesUsdPerMonth }: Project): Html {
  const drills = drillsOf(slug).length;
  const exams = Map.groupBy(taskRefsOf(slug), (task) => task.split('/')[0] as string);
  return html`<li class="lens"><h3>${link(site, `/projects/${slug}`, title)}</h3>
<p>${summary}</p>
<dl class="figures"><div><dt>idle, a month</dt><dd>${usd(idleUsdPerMonth)}</dd><dd class="more">${
    stagesUsdPerMonth === undefined
      ? html`list price, ${PRICES_KNOWN}`
      : html`and ${usd(stagesUsdPerMonth)} for its stages, ${PRICES_KNOWN}`
  }</dd></div>
<div><dt>trains</dt>${[...exams].map(([exam, tasks]) => html`<dd class="more">${tasks.length} tasks of ${exam}</dd>`)}</div>
${drills > 0 ? html`<div><dt>drills</dt><dd>${drills}</dd><dd class="more">graded by behaviour</dd></div>` : ''}</dl>
<p class="mute">Stack <code>${stackName}</code></p></li>
`;
}
