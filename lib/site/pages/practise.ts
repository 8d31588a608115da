/** Practise: what is due, a task, a mock exam, wrong ideas. Questions are the API's; without script each is a page of its own. */
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
<span id="today">Those cards are asked by script, or in a terminal: <code>npm run lab -- quiz</code></span></p>
<form class="form" id="what" action="/practise/question"><label for="about">Or questions about</label>
<select id="about" name="about">${topicsOf().map(({ code, topics }) => html`<optgroup label="${code}">${topics.map(([about, words]) => html`<option value="${about}">${words}</option>`)}</optgroup>`)}</select>
<p><button class="go" type="submit" id="ask-me">Ask me</button></p></form>
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

/** What questions can be about, by exam: all of it, or a task that the bank has questions for. */
export const topicsOf = () =>
  EXAMS.map((code) => {
    const tasks = blueprintOf(code).domains.flatMap((domain) => domain.tasks);
    const asked = tasks.filter(({ id }) => asksFor(`${code}/${id}` as TaskRef));
    const topics: readonly (readonly [about: string, words: string])[] = [
      [code, `${code}, all of it`],
      ...asked.map(({ id, title }) => [`${code}/${id}`, `${id} ${title}`] as const),
    ];
    return { code, topics };
  });

/** What a script draws a mock exam by. */
function mockForm(code: ExamCode): Html {
  const { name, questions, minutes, domains } = blueprintOf(code);
  const weights = domains.map(({ id, weight }) => `${id}:${weight}`).join(' ');
  return html`<option value="${code}" data-questions="${questions.total}" data-minutes="${minutes}" data-weights="${weights}">${code}, ${name}</option>`;
}

/** Every misconception of the bank, in words. */
const ideas = (): ReadonlyMap<string, string> =>
  new Map(SOURCES.flatMap(({ misconceptions }) => Object.entries(misconceptions)));
