/** Exams: three blueprints to scale, and DVA-C02 and DVA-C03 beside each other. */
import { html } from 'hono/html';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { changesBetween } from '../../../lambda/shared/exams/changes.ts';
import { EXAM_DATES, type ExamCode } from '../../../lambda/shared/exams/dates.ts';
import type { Html, Page, Site } from '../page.ts';
import { asOf, dayInWords, examNotice, STATUS_WORDS, section, sizeOf, tag, trackOf, weights } from '../parts.ts';

/** The three, the one to prepare for before the one that it replaces. */
export const EXAM_CODES = (Object.keys(EXAM_DATES) as ExamCode[]).toSorted(
  (a, b) => trackOf(a).localeCompare(trackOf(b)) || b.localeCompare(a),
);

export const examsPage: Page = {
  path: '/exams',
  title: 'The exams: domains, weights and task statements',
  description:
    'The blueprints of SAA-C03, DVA-C02 and DVA-C03: what each asks, how much it weighs, and what changes from C02 to C03.',
  body: (site) => html`
<div class="hero"><h1>The exams</h1>
<p class="lead">What each asks, by domain and task statement, and how much of the score it is. Open one to see what here trains each task.</p>
${examNotice(site)}</div>
${section('weights', 'What they weigh', 'Each domain as wide as its share of the scored content.', html`<div class="scale">${EXAM_CODES.map((code) => weights(code, headingOf(code, site)))}</div>${asOf(...EXAM_CODES.map(blueprintOf))}`)}
${changesSection('DVA-C02', 'DVA-C03')}`,
};

const headingOf = (code: ExamCode, { calendar }: Site): Html =>
  html`<h3><span><a href="/exams/${code}">${code}</a> ${tag(trackOf(code))} <small>${STATUS_WORDS[calendar.status[code]]}</small></span> ${sizeOf(code)}</h3>`;

/** What becomes different from an exam to the one that replaces it, domain by domain, and what moved where. */
export function changesSection(from: ExamCode, to: ExamCode): Html {
  const { lastDay, firstDay, tasks, weights, changes } = changesBetween(from, to);
  const sign = (difference: number) =>
    difference === 0 ? 'same' : `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`;
  const rows = weights.map(
    ({
      domain,
      from: before,
      to: after,
      difference,
    }) => html`<tr><th scope="row">${domain}</th><td>${before.title}</td><td>${before.weight}%</td><td>${after.title}</td><td>${after.weight}%</td><td>${sign(difference)}</td></tr>
`,
  );
  const days =
    lastDay && firstDay ? `${from} can be taken until ${dayInWords(lastDay)}, ${to} from ${dayInWords(firstDay)}.` : '';
  return section(
    'changes',
    `From ${from} to ${to}`,
    `${days} ${tasks.from} task statements become ${tasks.to}.`,
    html`<div class="scroll" tabindex="0" role="group" aria-label="Weights of ${from} and ${to}"><table>
<thead><tr><th scope="col">Domain</th><th scope="col">${from}</th><th scope="col">Weight</th><th scope="col">${to}</th><th scope="col">Weight</th><th scope="col">Change</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<h3 class="under">What moved</h3>
<ul class="dots">${changes.map(({ change }) => html`<li>${change}</li>`)}</ul>${asOf(blueprintOf(from), blueprintOf(to))}`,
  );
}
