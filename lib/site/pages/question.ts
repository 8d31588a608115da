/** One question at a time without script; the question and its answer are made on request, see lambda/serverless-api/ask.ts. */
import { html, raw } from 'hono/html';
import { topicOption } from '../../../lambda/serverless-api/ask.ts';
import { ANSWER_PLACE } from '../../../lambda/serverless-api/env.ts';
import type { Page } from '../page.ts';
import { topicsOf } from './practise.ts';

export const questionPage: Page = {
  path: '/practise/question',
  title: 'One question, without script',
  description:
    'A question for one of the two associate exams, answered with a reason for every option, in a page without script.',
  body: () => html`
<div class="hero"><h1>One question</h1>
<p class="lead">Asked and answered without script: nothing of it is kept. <a href="/practise">Practise</a> notes what you answer, and
asks again what you missed.</p>
<form class="form" action="/practise/question"><label for="topic">About</label>
<select id="topic" name="about">${topicsOf().map(({ code, topics }) => html`<optgroup label="${code}">${topics.map(([about, words]) => html`${raw(topicOption(about))}>${words}</option>`)}</optgroup>`)}</select>
<p><button class="go" type="submit">Ask me</button></p></form></div>
${raw(ANSWER_PLACE)}
`,
};
