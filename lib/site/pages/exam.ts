/** One exam, task by task: what here trains each task, and what nothing here does. */
import { html } from 'hono/html';
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { changesAround } from '../../../lambda/shared/exams/changes.ts';
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import type { Domain, TaskStatement } from '../../../lambda/shared/exams/model.ts';
import { drillsOn, gapsOf, plannedFor, practiceFor } from '../../../lambda/shared/exams/practice.ts';
import { PRACTICE_MAP_ORIGIN } from '../../../lambda/shared/exams/practice-map.ts';
import { dayInWords } from '../../../lambda/shared/pages/words.ts';
import { FAMILIES, WRITTEN } from '../../../lambda/shared/questions/bank.ts';
import { CURRICULUM } from '../../projects/registry.ts';
import type { Html, Page, Site } from '../page.ts';
import { asOf, dots, figures, link, STATUS_WORDS, section, tag, trackOf, weights } from '../parts.ts';
import { drillPath } from '../projects/drill-parts.ts';
import { counted } from '../words.ts';
import { changesSection, EXAM_CODES } from './exams.ts';

/** A page for each exam; `#task-<id>` is the address of a task. */
export const examPages: readonly Page[] = EXAM_CODES.map((code) => ({
  path: `/exams/${code}`,
  title: `${code}, task by task`,
  description: `${blueprintOf(code).name} (${code}): domains, weights and task statements, and what here trains each of them.`,
  islands: ['standing'],
  body: (site) => bodyOf(code, site),
}));

function bodyOf(code: ExamCode, site: Site): Html {
  const exam = blueprintOf(code);
  const { firstDay, lastDay, questions, minutes, scale, priceUsd, validityYears, recommendedExperience } = exam;
  const changes = changesAround(code);
  const format = figures([
    ['Questions', `${questions.total}`, `${questions.scored} of them scored`],
    ['Time', `${minutes} min`, ''],
    ['To pass', `${scale.passMark} of ${scale.max}`, 'only the total counts'],
    ['Fee', `$${priceUsd}`, ''],
    ['Valid', `${validityYears} years`, ''],
  ]);
  const days = [firstDay && `from ${dayInWords(firstDay)}`, lastDay && `until ${dayInWords(lastDay)}`]
    .filter(Boolean)
    .join(' ');
  return html`
<div class="hero">${tag(trackOf(code))}<h1>${code}</h1>
<p class="lead">${exam.name}. ${capital(STATUS_WORDS[site.calendar.status[code]])}${days && `, can be taken ${days}`}. ${recommendedExperience}</p>
<div id="format">${format}</div>
${weights(code, html``)}${asOf(exam)}</div>
${exam.domains.map((domain) => domainSection(code, domain, site))}
${exam.outOfScope && section('out-of-scope', 'Not asked', 'Tasks of the job that the exam guide rules out.', html`${dots(exam.outOfScope)}${exam.emergingTopics && html`<p class="under">${exam.emergingTopics}</p>`}`)}
${changes && changesSection(changes.from, changes.to)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const domainSection = (code: ExamCode, { id, title, weight, tasks }: Domain, site: Site): Html =>
  section(
    `domain-${id}`,
    `${id}. ${title}`,
    `${weight}% of the score. What trains each task is our own judgement; AWS says nothing of these projects.`,
    html`<ol class="tasks">${tasks.map((task) => taskItem(code, task, site))}</ol>${asOf(PRACTICE_MAP_ORIGIN, { ...blueprintOf(code), sources: [...new Set(tasks.map(({ source }) => source))] })}`,
  );

const TITLES: ReadonlyMap<string, string> = new Map(CURRICULUM.map(({ project }) => [project.slug, project.title]));

function taskItem(code: ExamCode, { id, title }: TaskStatement, site: Site): Html {
  const practice = practiceFor(code, id);
  const drills = drillsOn(code, id);
  const gaps = gapsOf(code, id).map(({ gap }) => gap);
  const planned = plannedFor(code, id);
  const projects = practice.map(
    ({
      project,
      strength,
      shownIn,
    }) => html`<li>${link(site, `/projects/${project}`, TITLES.get(project) ?? project)}, ${strength === 'core' ? 'most of it' : 'a part of it'}:
<ul class="plain">${shownIn.map(({ what }) => html`<li>${what}</li>`)}</ul></li>`,
  );
  const levels = drills.map(
    ({ number, title, level }) =>
      html`<li>${link(site, drillPath({ number }), title)} <small>level ${level}</small></li>`,
  );
  return html`<li id="task-${id}"><h3><a href="#task-${id}">${id}</a> ${title}</h3>
<p class="mute" data-task="${code}/${id}">${said(practice.length, drills.length, questionsOn(`${code}/${id}` as TaskRef))} </p>
${practice.length > 0 && html`<details><summary>Where ${id} is shown</summary><ul class="dots">${projects}</ul></details>`}
${drills.length > 0 && html`<details><summary>${counted(drills.length, 'drill')} on ${id}</summary><ul class="dots">${levels}</ul></details>`}
${gaps.length > 0 && html`<details><summary>What of ${id} is not trained here</summary>${dots(gaps)}${planned.length > 0 && html`<p class="under">Planned: ${planned.map(({ plan }) => plan).join(' ')}</p>`}</details>`}</li>
`;
}

/** Families of questions, of which each makes many, and questions written by hand. */
const questionsOn = (ref: TaskRef): number =>
  [...FAMILIES, ...WRITTEN].filter(({ tasks }) => tasks.includes(ref)).length;

function said(projects: number, drills: number, kinds: number): string {
  const parts = [
    projects > 0 && `parts of ${counted(projects, 'project')}`,
    drills > 0 && counted(drills, 'drill'),
    kinds > 0 && `${counted(kinds, 'kind')} of question`,
  ].filter(Boolean);
  return parts.length === 0 ? 'Nothing here trains it.' : `Trained by ${parts.join(', ')}.`;
}
