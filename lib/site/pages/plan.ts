/** Plan: weeks to an exam, and how to study. The weeks are made on request, see lambda/serverless-api/plan.ts. */
import { html, raw } from 'hono/html';
import { ANSWER_PLACE } from '../../../lambda/serverless-api/env.ts';
import { DAY_INPUT, HOURS_INPUT, optionOf } from '../../../lambda/serverless-api/plan.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import type { StudyTip } from '../../../lambda/shared/content/model.ts';
import { STUDY_HOURS } from '../../../lambda/shared/content/study-hours.ts';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { HOURS } from '../../../lambda/shared/plan/asked.ts';
import type { Html, Page, Site } from '../page.ts';
import { asOf, dots, section } from '../parts.ts';
import { EXAM_CODES } from './exams.ts';

export const planPage: Page = {
  path: '/plan',
  title: 'A study plan to your exam, week by week',
  description:
    'An exam, its day and the hours that you have in a week become weeks, by weight, on a page and as a calendar file.',
  islands: ['plan'],
  body: (site) => html`
<div class="hero"><h1>Plan</h1>
<p class="lead">Three answers become weeks to your exam, what weighs most first. It plans from today, whatever the weeks before were like.</p></div>
${raw(ANSWER_PLACE)}
${section('wishes', 'Your exam', '', form(site))}${section(
  'way',
  'The way',
  'From the first lesson to what comes after.',
  html`<ol class="steps">${content.learningPath.map(
    ({ title, detail }) => html`<li><b>${title}</b>: ${detail}</li>`,
  )}</ol>${asOf(...content.learningPath)}`,
)}${section(
  'study',
  'How to study',
  preparation.map(({ text }) => text).join(' '),
  html`<ul class="cards">${content.studyTips.map(tip)}</ul>${asOf(...content.studyTips, ...preparation)}`,
)}`,
};

/** Exams that can still be sat, each with its name. */
const form = ({ calendar }: Site): Html => {
  const codes = EXAM_CODES.filter((code) => calendar.status[code] !== 'retired');
  return html`<form class="form" id="plan" action="/plan" method="get">
<label for="plan-exam">Exam</label>
<select id="plan-exam" name="exam">${codes.map((code) => html`${raw(optionOf(code))}>${code}, ${blueprintOf(code).name}</option>`)}</select>
<label for="plan-day">Its day, booked or in mind</label>
<input id="plan-day" type="date" ${raw(DAY_INPUT)} required>
<label for="plan-hours">Hours that you have in a week</label>
<input id="plan-hours" type="number" ${raw(HOURS_INPUT)} min="${HOURS.least}" max="${HOURS.most}" step="1" required>
<p class="row"><button class="go" type="submit">Make the plan</button></p></form>
<p class="mute under">People new to AWS report ${STUDY_HOURS.least} to ${STUDY_HOURS.most} hours; AWS gives no figure.</p>${asOf(STUDY_HOURS)}`;
};

const preparation = content.advice.filter(({ topic }) => topic === 'preparation');

const AUDIENCES = { both: 'both exams', architect: 'architect', developer: 'developer' } as const;

const tip = ({ id, title, audience, detail, items }: StudyTip): Html =>
  html`<li id="tip-${id}" class="lens"><h3>${title} <small>${AUDIENCES[audience]}</small></h3><p>${detail}</p>${dots(items)}</li>
`;
