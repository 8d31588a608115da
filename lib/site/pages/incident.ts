/** The incident room: the open incident beside the running project. Without script, or without a lab, it says how to get it. */
import { html } from 'hono/html';
import { diagramSvg } from '../diagram.ts';
import type { Html, Page } from '../page.ts';
import { codeBlock, section } from '../parts.ts';
import { drillsOf, projectsWithDrills } from '../projects/drill-parts.ts';
import { diagramOf } from './project.ts';

const table = (id: string, name: string, heads: readonly string[]): Html =>
  html`<div class="canvas" id="${id}-table" role="group" aria-label="${name}" tabindex="0" hidden><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody id="${id}"></tbody></table></div>`;

const button = (does: string, words: string, kind = 'link'): Html =>
  html`<button class="${kind}" type="button" id="${does}" data-does="${does}">${words}</button>`;

const IN_A_TERMINAL = `npm start                    # deploys to the emulator; then open /incident at the address that it prints
npm run -s lab -- break      # breaks something, and prints the ticket
npm run -s lab -- logs -f    # the log as it comes
npm run -s lab -- metrics    # alarms, queues, counters
npm run -s lab -- hint       # the next hint; it is counted
npm run -s lab -- check      # graded: what does the project do now?
npm run -s lab -- restore    # puts everything back`;

export const incidentPage: Page = {
  path: '/incident',
  title: 'Incident room',
  description:
    'The open incident beside the running project: its ticket, what the alarms say, the log as it comes, hints, and the check that grades your repair.',
  islands: ['incident'],
  body: () => html`
<div class="hero"><h1>Incident room</h1>
<p class="lead">Something is broken on purpose. Here are the ticket and the running project beside each other: the log as it comes, what
its alarms say, what waits in its queues. You find the cause, repair it with whatever you would use at work, and have it graded.</p></div>
<section id="without" aria-labelledby="without-h"><header><h2 id="without-h">It is on your own machine</h2>
<p>The room shows the emulator of your lab, by script, and your lab alone may serve it. In an account of yours the AWS console is the room.</p></header>
${codeBlock('The same in a terminal', IN_A_TERMINAL)}
<p class="mute">The terminal does all of it without this page. <a href="/drills">The drills, by symptom</a></p></section>
<div id="room" hidden>
<p id="trouble" role="alert"></p>
<div class="beside"><div>
<p class="note" id="exam" hidden><b>An exam is running.</b> <span>Nothing helps in it, and nothing else is broken: <code>lab exam</code> goes on with it.</span></p>
<p id="choice" hidden><label for="which">Open incidents</label> <select id="which"></select></p>
<p class="lead" id="none">No incident is open.</p>
<form class="form" id="begin" action="/incident"><label for="drill">Break</label>
<select id="drill"><option value="" data-title="something that I have not solved yet">something that I have not solved yet</option>${projectsWithDrills.map(
    ({ slug, title }) =>
      html`<optgroup label="${title}">${drillsOf(slug)
        .filter(({ runsOn }) => runsOn.includes('emulator'))
        .map(
          ({ number, title: symptom, level }) =>
            html`<option value="${number}" data-title="${symptom} (level ${level})">${symptom} (level ${level})</option>`,
        )}</optgroup>`,
  )}</select>
<p><button class="go" type="submit" data-does="break">Break it</button></p></form>
<p id="said" role="status"></p>
<p id="refused" role="alert"></p>
<div id="incident" hidden>
<section id="ticket" aria-labelledby="ticket-h"><header><h2 id="ticket-h" tabindex="-1">The ticket</h2><p id="about"></p></header>
<dl class="ticket" id="ticket-list"></dl></section>
<section id="help" aria-labelledby="help-h"><header><h2 id="help-h">Repair it</h2></header>
<ol class="steps" id="hints-list"></ol>
<p class="row">${button('check', 'Check my repair', 'go')} ${button('hint', 'Take a hint')}</p></section>
<div id="graded" hidden><p class="t3" id="verdict"></p><ul class="plain" id="findings"></ul><div class="plain" id="repair"></div></div>
<section id="lesson" aria-labelledby="lesson-h" hidden><header><h2 id="lesson-h">The lesson</h2></header><div class="pair" id="lesson-text"></div></section>
</div>
<section id="ends" aria-labelledby="ends-h"><header><h2 id="ends-h">Put back</h2>
<p>Restore undoes what drills changed; reset makes everything on the emulator as deployed.</p></header>
<p class="row">${button('restore', 'Put everything back')} ${button('reset', 'Make everything as deployed')}</p></section>
</div><div>
${section(
  'alarms-part',
  'The project now',
  'What is red rings by an alarm’s own definition; the cause may be elsewhere.',
  html`<div class="canvas" id="picture" role="group" aria-label="Diagram of the project" tabindex="0"></div>
${table('alarms', 'Alarms', ['alarm', 'says', 'rings at'])}<p class="mute" id="silent"></p>
${table('queues', 'Queues', ['queue', 'waiting', 'in flight', 'delayed', 'for'])}`,
)}${section(
  'log-part',
  'Log',
  'The last ten minutes, and what comes.',
  html`<p><label for="filter">Only lines with</label> <input id="filter" type="search" maxlength="200" autocomplete="off" spellcheck="false"></p>
<div class="canvas log" id="log" role="log" aria-live="off" aria-label="Log of the project" tabindex="0"><ol id="lines"></ol><p class="mute" id="no-lines">No line yet.</p></div>`,
)}${section(
  'counted',
  'Counters',
  'Of the last ten minutes, from reports, embedded metrics and the access log.',
  html`${table('series', 'Counters', ['who', 'what', 'over time', 'all'])}<p class="mute" id="nobody">Nobody called it yet.</p>`,
)}
</div></div>
<dialog id="sure" aria-labelledby="sure-h" aria-describedby="sure-says"><h2 id="sure-h">Sure?</h2><p id="sure-says"></p>
<p class="row"><button class="go" type="button" value="yes">Yes</button> <button class="link" type="button" value="no">No</button></p></dialog>
</div>
${projectsWithDrills.map(({ slug, title }) => {
  const diagram = diagramOf(slug);
  return (
    diagram &&
    html`<template id="diagram-${slug}">${diagramSvg(diagram, `Diagram of ${title}`, `/projects/${slug}`)}</template>
`
  );
})}`,
};
