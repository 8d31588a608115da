/** Practise: what is due, a task, a mock exam, wrong ideas. Questions are the API's; without script it says how a terminal asks them. */
import { html } from 'hono/html';
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import { BLUEPRINTS, blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import { FAMILIES, WRITTEN } from '../../../lambda/shared/questions/bank.ts';
import type { Html, Page } from '../page.ts';
import { section } from '../parts.ts';
import { DRILLS, drillPath } from '../projects/drill-parts.ts';

const SOURCES = [...FAMILIES, ...WRITTEN];
const asksFor = (task: TaskRef) => SOURCES.some(({ tasks }) => tasks.includes(task));
/** Those that the bank has questions for. */
const EXAMS = (Object.keys(BLUEPRINTS) as ExamCode[]).filter((code) =>
  SOURCES.some(({ tasks }) => tasks.some((task) => task.startsWith(`${code}/`))),
);

export const practisePage: Page = {
  path: '/practise',
  title: 'Practise: questions that are proven',
  description:
    'Questions for the two associate exams, one at a time, with a reason for every option; what you missed comes back when it is due.',
  islands: ['practise'],
  body: () => html`
<div id="menu">
<div class="hero"><h1>Practise</h1>
<p class="lead">One question at a time. You choose, say how sure you are, and read why each option holds or does not. What you missed, or
only guessed, comes back when it is due.</p>
<p class="row today"><button class="go" id="due" type="button" disabled>Answer what is due</button>
<span id="today">It asks by script; a terminal by <code>npm run lab -- quiz</code></span></p>
<form class="form" id="what" action="/practise"><label for="about">Or questions about</label>
<select id="about" name="about">${EXAMS.map(topics)}</select>
<p><button class="go" type="submit" id="ask-me" disabled>Ask me</button></p></form>
<p id="trouble-menu" role="alert"></p>
<p class="mute" id="kept">What you answer is kept on your device. Without script nothing is kept.</p></div>
${section(
  'mock',
  'Mock exam',
  'As many questions as the exam has, in its proportions, against its clock, and no reasons until the end.',
  html`<form class="form" id="sit" action="/practise#mock"><label for="exam">Exam</label>
<select id="exam">${EXAMS.map(mockForm)}</select>
<p class="row"><button class="go" type="submit" id="begin" disabled>Begin</button> <button class="link" type="button" id="go-on-mock" hidden>Go on</button></p></form>
<p id="trouble-mock" role="alert"></p>
<p class="mute" id="mock-said">Its clock goes on while this page is closed. Without script: <code>npm run lab -- mock</code></p>`,
)}
${section(
  'ideas',
  'Wrong ideas',
  'What you chose more than once says more than a share of right answers.',
  html`<ul class="list" id="ideas-list"><li>None yet that this page knows of. In a terminal: <code>npm run lab -- readiness</code></li></ul>`,
)}
</div>
<div id="stage"></div>
<template id="known"><ul>${[...ideas()].map(([id, text]) => html`<li data-idea="${id}">${text}</li>`)}</ul>
<ul>${DRILLS.map((drill) => html`<li data-tasks="${drill.exam.join(' ')}"><a href="${drillPath(drill)}">${drill.title}</a></li>`)}</ul></template>
`,
};

function topics(code: ExamCode): Html {
  const tasks = blueprintOf(code).domains.flatMap((domain) => domain.tasks);
  return html`<optgroup label="${code}"><option value="${code}">${code}, all of it</option>${tasks
    .filter(({ id }) => asksFor(`${code}/${id}` as TaskRef))
    .map(({ id, title }) => html`<option value="${code}/${id}">${id} ${title}</option>`)}</optgroup>`;
}

/** What a script draws a mock exam by. */
function mockForm(code: ExamCode): Html {
  const { name, questions, minutes, domains } = blueprintOf(code);
  const weights = domains.map(({ id, weight }) => `${id}:${weight}`).join(' ');
  return html`<option value="${code}" data-questions="${questions.total}" data-minutes="${minutes}" data-weights="${weights}">${code}, ${name}</option>`;
}

/** Every misconception of the bank, in words. */
const ideas = (): ReadonlyMap<string, string> =>
  new Map(SOURCES.flatMap(({ misconceptions }) => Object.entries(misconceptions)));
