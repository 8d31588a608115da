/** Your progress: what you did, where it is kept, and how it is taken elsewhere. The figures come from the reader's own device. */
import { html } from 'hono/html';
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';
import type { Page } from '../page.ts';
import { codeBlock, section } from '../parts.ts';

const FIGURES = [
  ['due', 'Cards due'],
  ['minutes', 'Minutes for them'],
  ['answered', 'Answers'],
  ['right', 'Right'],
  ['drills', 'Drills solved'],
  ['mocks', 'Mock exams'],
] as const;

export const progressPage: Page = {
  path: '/progress',
  title: 'Your progress, and what is due',
  description:
    'What you answered and solved, what is due to be asked again, and a file that takes it to another device.',
  islands: ['progress'],
  body: (site) => html`
<div class="hero"><h1>Your progress</h1>
<p class="lead">Computed on this device, from what you did on it and what your lab knows. Nothing of it is sent to anyone else, unless you have an account.</p></div>
${section(
  'figures',
  'Today',
  html`What you got wrong, or only guessed, comes back when it is due.`,
  html`<dl class="figures">${FIGURES.map(
    ([name, words]) => html`<div><dt>${words}</dt><dd id="figure-${name}">–</dd></div>`,
  )}</dl>
<p class="under">${site.paths.has('/practise') ? html`<a href="/practise">Practise what is due</a>, or in` : 'In'} a terminal:</p>
${codeBlock('Commands for what is due and for where you stand', 'npm run lab -- quiz --due\nnpm run lab -- readiness')}`,
)}
${section(
  'for',
  'The exam you prepare for',
  html`<code>lab readiness</code> is about it unless you name another.`,
  html`<div class="form"><label for="exam">Exam</label><select id="exam" disabled><option value="">not chosen</option>${Object.values(
    BLUEPRINTS,
  ).map(({ code, name }) => html`<option value="${code}">${code}, ${name}</option>`)}</select></div>`,
)}
${section(
  'where',
  'Where it is kept',
  '',
  html`<p id="kept">This browser keeps it. While your lab serves this page, the lab keeps it in a file as well, so that a cleared
browser loses nothing.</p>`,
)}
${section(
  'move',
  'Take it with you',
  html`One file, a line for each thing you did. Importing it twice is as good as once.${site.paths.has('/account') ? html` Or an <a href="/account">account</a>, which is in step by itself.` : ''}`,
  html`<div class="form"><p><button class="go" id="export" type="button" disabled>Export</button></p>
<label for="import">A file that was exported</label><input id="import" type="file" accept=".jsonl,application/x-ndjson" disabled>
<p id="said" role="status"></p></div>
<p class="under">Without script, or on another machine:</p>
${codeBlock('Commands to export and import', 'npm run lab -- evidence export mine.jsonl\nnpm run lab -- evidence import mine.jsonl')}`,
)}`,
};
