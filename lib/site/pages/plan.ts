/** Plan: weeks to an exam, and how to study. The weeks are counted on request, see lambda/serverless-api/plan.ts. */
import { html } from 'hono/html';
import { content } from '../../../lambda/shared/content/content.ts';
import type { StudyTip } from '../../../lambda/shared/content/model.ts';
import type { Html, Page } from '../page.ts';
import { asOf, dots, section } from '../parts.ts';

export const planPage: Page = {
  path: '/plan',
  title: 'Plan your way to the exam',
  description: 'What to learn first and how to study for the architect and the developer exam.',
  body: () => html`
<div class="hero"><h1>Plan</h1>
<p class="lead">The way to an associate certification, and how to study for it.</p></div>
${section(
  'way',
  'The way',
  'From the first lesson to what comes after.',
  html`<ol class="steps">${content.learningPath.map(
    ({ title, detail }) => html`<li><b>${title}</b>: ${detail}</li>`,
  )}</ol>${asOf(...content.learningPath)}`,
)}${section(
  'study',
  'How to study',
  '',
  html`<ul class="cards">${content.studyTips.map(tip)}</ul>${asOf(...content.studyTips, ...preparation)}`,
)}`,
};

const preparation = content.advice.filter(({ topic }) => topic === 'preparation');

const AUDIENCES = { both: 'both exams', architect: 'architect', developer: 'developer' } as const;

const tip = ({ id, title, audience, detail, items }: StudyTip): Html =>
  html`<li id="tip-${id}" class="lens"><h3>${title} <small>${AUDIENCES[audience]}</small></h3><p>${detail}</p>${dots(items)}</li>
`;
