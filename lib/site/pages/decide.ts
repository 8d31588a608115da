/** Decide: six questions as a form. The answer is put in by the site's function, see lambda/serverless-api/decide.ts. */
import { html, raw } from 'hono/html';
import { inputOf } from '../../../lambda/serverless-api/decide.ts';
import { ANSWER_PLACE } from '../../../lambda/serverless-api/env.ts';
import { RECOMMENDATION_ORIGIN, RECOMMENDATION_QUESTIONS } from '../../../lambda/shared/content/recommend.ts';
import type { Page } from '../page.ts';
import { asOf, section } from '../parts.ts';

export const decidePage: Page = {
  path: '/decide',
  title: 'Which exam? Six questions',
  description:
    'Six questions, and which of the two AWS associate exams your replies speak for, or both and in which order.',
  body: () => html`
<div class="hero"><h1>Which exam suits you?</h1>
<p class="lead">Six questions, two minutes. The answer shows what each reply counts and what would change it. Your replies are in its
address, and nowhere else.</p></div>
${raw(ANSWER_PLACE)}
${section(
  'replies',
  'Your replies',
  'One to each question.',
  html`<form class="questions" action="/decide" method="get">${RECOMMENDATION_QUESTIONS.map(
    ({ id, text, options }) => html`<fieldset><legend>${text}</legend>${options.map(
      (option) =>
        html`<label><input type="radio" ${raw(inputOf(id, option.id))} required> <span>${option.label}</span></label>
`,
    )}</fieldset>
`,
  )}<p class="row"><button class="go" type="submit">Show the answer</button> <a href="/compare">Compare the two first</a></p></form>
${asOf(RECOMMENDATION_ORIGIN)}`,
)}`,
};
