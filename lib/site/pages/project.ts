/** A project's page: the diagram of what its template makes, and for each part why it is there and what it is good for. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from 'hono/html';
import type { DeployableSlug } from '../../../lambda/shared/content/model.ts';
import type { Claim } from '../../../lambda/shared/exams/claims/claim.ts';
import { CLAIMS } from '../../../lambda/shared/exams/practice-map.ts';
import type { Diagram, DiagramArrow, DiagramPart } from '../../docs/diagram/model.ts';
import type { NumberedDrill } from '../../lab/drills/catalogue.ts';
import type { Project } from '../../project.ts';
import { CURRICULUM } from '../../projects/registry.ts';
import { diagramSvg } from '../diagram.ts';
import type { Html, Page, Site } from '../page.ts';
import { link, section } from '../parts.ts';
import { BROKEN_PARTS } from '../projects/broken-parts.ts';
import { drillPath, drillsOf, taskLinks } from '../projects/drill-parts.ts';
import { type ProjectTexts, projectTexts, type Reason } from '../projects/project-texts.ts';
import { SHOWN_BY } from '../projects/reasons.ts';
import { sourceLine } from '../projects/source-line.ts';
import { counted } from '../words.ts';

export const projectPages: readonly Page[] = CURRICULUM.map(({ project }) => pageOf(project));

/** Undefined for a new project until `npm run docs` has drawn it. */
export function diagramOf(slug: string): Diagram | undefined {
  const file = join(import.meta.dirname, '..', 'diagrams', `${slug}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Diagram) : undefined;
}

function pageOf(project: Project): Page {
  const slug = project.slug as DeployableSlug;
  const diagram = diagramOf(slug);
  const texts = projectTexts(slug);
  const drills = drillsOf(slug);
  return {
    path: `/projects/${slug}`,
    title: `${project.title}: diagram, reasons, cost, runbook`,
    description: `${project.title}: what it is made of and why, drawn from its template; what it costs, and what to do when it breaks.`,
    body: (site) => {
      const sections: readonly (readonly [id: string, title: string, lead: string | Html, body: Html | undefined])[] = [
        [
          'diagram',
          'What it is made of',
          project.stacks
            ? 'Drawn from the synthesized templates; what both regions have is drawn once. Each part leads to why it is there.'
            : 'Drawn from the synthesized template. Each part leads to why it is there.',
          diagram && picture(project, diagram),
        ],
        [
          'parts',
          'Part by part',
          'In the order in which an event meets them.',
          diagram && partByPart({ site, diagram, texts, slug }),
        ],
        ['try', 'Try it', '', texts.more && prose(texts.more)],
        [
          'tasks',
          'What it trains',
          html`<b>core</b>: most of the task is exercised here; <b>in part</b>: some of it.`,
          tasks(site, slug),
        ],
        ['drills', 'Drills', 'What can be broken here, as somebody on call would report it.', drillList(site, drills)],
        ['cost', 'Cost', '', texts.cost && prose(texts.cost)],
        [
          'decisions',
          'Decisions',
          'What was weighed up, and what for. The records are in the repository.',
          texts.decisions.length > 0 ? html`<ul class="list">${texts.decisions.map(decision)}</ul>` : undefined,
        ],
        ['runbook', 'Runbook', 'What to do when it breaks.', texts.runbook && prose(texts.runbook)],
      ];
      const there = sections.filter(([, , , body]) => body !== undefined);
      return html`
<div class="hero"><h1>${project.title}</h1>
<div class="lead">${texts.intro}</div>
<ul class="row small">${there.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></div>
${there.map(([id, title, lead, body]) => section(id, title, lead, body as Html))}`;
    },
  };
}

const prose = (text: Html): Html => html`<div class="prose">${text}</div>`;

function picture({ title }: Project, diagram: Diagram): Html {
  const name = `${title}: ${counted(diagram.parts.length, 'part')} and what goes between them`;
  return html`${waysChoice}<div class="canvas">${diagramSvg(diagram, name)}</div>`;
}

const decision = ({ number, title, path }: ProjectTexts['decisions'][number]): Html =>
  html`<li id="decision-${number}">${title} <small><code>${path}</code></small></li>
`;

function drillList(site: Site, drills: readonly NumberedDrill[]): Html | undefined {
  if (drills.length === 0) return undefined;
  return html`<ul class="list">${drills.map(
    (drill) => html`<li>${link(site, drillPath(drill), drill.title)} <small>level ${drill.level}</small></li>
`,
  )}</ul>`;
}

/** Which ways are lit, without script: `diagram.css` looks at which of these is checked. */
const waysChoice = html`<fieldset class="choice"><legend>Show</legend>
<label><input type="radio" name="ways" id="ways-all" checked> every way</label>
<label><input type="radio" name="ways" id="ways-well"> while all goes well</label>
<label><input type="radio" name="ways" id="ways-fails"> the ways of failures</label>
</fieldset>
`;

interface Whole {
  readonly site: Site;
  readonly diagram: Diagram;
  readonly texts: ProjectTexts;
  readonly slug: DeployableSlug;
}

/** A part's name with its group's: `Queue (Activity)`. */
const nameOf = ({ name, group }: DiagramPart) => (group && group !== name ? `${name} (${group})` : name);

function partByPart(whole: Whole): Html {
  const { diagram, texts } = whole;
  const besides = texts.reasons.filter(({ parts }) => parts.length === 0);
  return html`<ol class="parts">${diagram.parts.map((part) => article(part, whole))}${
    besides.length > 0 && html`<li><h3>And besides</h3>${reasonList(besides)}</li>`
  }</ol>`;
}

const reasonList = (reasons: readonly Reason[]): Html =>
  html`<dl class="reasons">${reasons.map(
    ({ what, why }) => html`<dt>${what}</dt><dd>${why}</dd>
`,
  )}</dl>`;

function article(part: DiagramPart, { site, diagram, texts, slug }: Whole): Html {
  const { id, name, kind, look, group, says, stages } = part;
  // What several projects share is of no interest where a line of this one says what is made.
  const own = part.lines.filter((line) => line.startsWith('lib/projects/'));
  const lines = own.length > 0 ? own : part.lines;
  const out = diagram.arrows.filter(({ from }) => from === id);
  const reasons = texts.reasons.filter(({ parts }) => parts.includes(id));
  const shown = CLAIMS.filter(({ project, path }) => project === slug && SHOWN_BY[path]?.includes(id));
  return html`<li id="part-${id}" class="${look}"><h3>${name} <small>${kind}${group && group !== name && `, in ${group}`}</small></h3>
${says && html`<p>${says}.</p>`}
${stages && html`<ol class="steps">${stages.map((stage) => html`<li><b>${stage.name}</b> ${stage.actions.join(', ')}</li>`)}</ol>`}
${out.length > 0 && html`<ul class="out">${out.map((arrow) => way(arrow, diagram))}</ul>`}
${reasons.length > 0 && reasonList(reasons)}
${shown.length > 0 && html`<p class="mute">Shows: ${shown.map(({ what }, index) => html`${index > 0 && '; '}<a href="#task-${claimId(what)}">${what}</a>`)}</p>`}
${lines.length > 0 && html`<ul class="lines" aria-label="Where it is made">${lines.map(sourceLine)}</ul>`}
${breakers(site, part, slug)}</li>
`;
}

function way({ to, label, failure }: DiagramArrow, { parts }: Diagram): Html {
  const target = parts.find(({ id }) => id === to) as DiagramPart;
  return html`<li${failure && html` class="fails"`}>${failure && html`<b>on failure</b> `}${label} → <a href="#part-${to}">${nameOf(target)}</a></li>
`;
}

/** The drills whose fault is in a part: for who opens it, since it says where to look. */
function breakers(site: Site, part: DiagramPart, slug: DeployableSlug): Html {
  const drills = drillsOf(slug).filter(({ id }) => BROKEN_PARTS[id]?.includes(part.id));
  if (drills.length === 0) return html``;
  return html`<details><summary>Which drills break ${nameOf(part)}? It gives away where their cause is.</summary>
${drillList(site, drills)}</details>`;
}

/** Where on a project's page a claim stands, behind `task-`. */
export const claimId = (what: string) =>
  what
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .split('-')
    .slice(0, 4)
    .join('-');

function tasks(site: Site, slug: DeployableSlug): Html | undefined {
  const claims = CLAIMS.filter(({ project }) => project === slug);
  if (claims.length === 0) return undefined;
  const cell = (refs: Claim['core']) => taskLinks(site, refs ?? []);
  return html`<div class="canvas" role="group" aria-label="Table of what is shown" tabindex="0"><table><thead><tr><th scope="col">What is shown, and where</th><th scope="col">core</th><th scope="col">in part</th></tr></thead>
<tbody>${claims.map(
    ({
      what,
      path,
      core,
      partial,
    }) => html`<tr id="task-${claimId(what)}"><td>${what}<br><code>${path}</code></td><td>${cell(core)}</td><td>${cell(partial)}</td></tr>
`,
  )}</tbody></table></div>`;
}
