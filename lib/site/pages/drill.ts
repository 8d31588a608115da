/** A drill's page: its ticket as the terminal shows it, how to open it, and help for who asks. Nothing names the cause. */
import { html } from 'hono/html';
import type { NumberedDrill } from '../../lab/drills/catalogue.ts';
import type { Html, Page, Site } from '../page.ts';
import { codeBlock, link, section } from '../parts.ts';
import { DRILLS, drillPath, LEVELS, targetWords, taskLinks } from '../projects/drill-parts.ts';

export const drillPages: readonly Page[] = DRILLS.map((drill) => ({
  path: drillPath(drill),
  title: `${drill.title} (${drill.number})`,
  description: `Drill ${drill.number}, level ${drill.level}: what was reported, what you can see, how to open it, and hints.`,
  body: (site) => {
    const { number, title, level, causes, ticket, exam, project } = drill;
    return html`
<div class="hero"><p class="mute">Drill <code>${number}</code> of ${link(site, `/projects/${project.slug}`, project.title)}</p>
<h1>${title}</h1>
<dl class="figures"><div><dt>level</dt><dd>${level}</dd><dd class="more">${LEVELS[level]}${causes === 2 && '; two causes'}</dd></div>
<div><dt>runs on</dt><dd class="more">${targetWords(drill)}</dd></div>
<div><dt>trains</dt><dd class="more">${taskLinks(site, exam)}</dd></div></dl></div>
${section(
  'ticket',
  'The ticket',
  '',
  html`<dl class="ticket"><dt>Reported</dt><dd>${ticket.report}</dd>
<dt>Impact</dt><dd>${ticket.impact}</dd>
<dt>What you can see</dt><dd>${ticket.evidence}${commands(drill)}</dd></dl>`,
)}${section('open', drill.runsOn.includes('emulator') ? 'Break it, and fix it' : 'It runs on AWS alone', '', opening(site, drill))}${section(
  'hints',
  'Hints',
  'From where to look to what to change, one at a time.',
  html`<p class="mute">In the terminal <code>npm run -s lab -- hint</code> gives the same and counts them; what you open here nobody counts.</p>
${hintsFrom(drill.hints, 0)}`,
)}`;
  },
}));

/** Names in braces are outputs of the stack: the ticket of an open incident has their values. */
function commands({ evidence = [] }: NumberedDrill): Html {
  if (evidence.length === 0) return html``;
  return html`<ul class="commands">${evidence.map(
    ({ command }) => html`<li><code>${command}</code></li>
`,
  )}</ul>`;
}

function opening(site: Site, { number, runsOn, project }: NumberedDrill): Html {
  if (!runsOn.includes('emulator')) {
    return html`<p>The emulator does not model what is broken here. Talk it through on paper: the ticket, and fixes to choose from.</p>
${codeBlock('Command', `npm run -s lab -- paper ${number}`)}
<p class="mute">In an account of yours: <code>npm run -s lab -- break ${number} --target aws</code></p>`;
  }
  const commands: readonly (readonly [string, string])[] = [
    [`up ${project.slug}`, 'deploys it, where it is not yet'],
    [`break ${number}`, 'breaks it, and prints the ticket'],
    ['check', 'graded: what does the project do now?'],
    ['restore', 'puts everything back'],
  ];
  const width = Math.max(...commands.map(([command]) => command.length));
  const lines = commands.map(([command, does]) => `npm run -s lab -- ${command.padEnd(width)}  # ${does}`);
  return html`${codeBlock('Commands of the drill', lines.join('\n'))}
<p class="mute">At hand: <code>lab status</code>, <code>lab logs</code>, <code>lab metrics</code>, and <code>lab aws</code> for any call in the words of the AWS CLI.
Or in a browser, while <code>npm start</code> runs: ${site.paths.has('/incident') ? html`<a href="/incident?drill=${number}">the incident room</a>` : 'the incident room'}.</p>`;
}

/** Each hint is inside of the one before, so that none is seen before the one that leads to it. */
function hintsFrom(hints: readonly string[], place: number): Html {
  const hint = hints[place];
  if (hint === undefined) return html``;
  return html`<details class="hint"><summary>Hint ${place + 1} of ${hints.length}</summary><p>${hint}</p>
${hintsFrom(hints, place + 1)}</details>
`;
}
