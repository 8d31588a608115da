/** Exams: three blueprints to scale, and DVA-C02 and DVA-C03 beside each other. */
import { html } from 'hono/html';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Certification } from '../../../lambda/shared/content/model.ts';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { changesBetween } from '../../../lambda/shared/exams/changes.ts';
import { EXAM_DATES, type ExamCode, isExamCode } from '../../../lambda/shared/exams/dates.ts';
import { SCOPED_SERVICES } from '../../../lambda/shared/exams/services.ts';
import { dayInWords } from '../../../lambda/shared/pages/words.ts';
import type { Html, Page, Site } from '../page.ts';
import { asOf, examNotice, STATUS_WORDS, section, sizeOf, tag, trackOf, weights } from '../parts.ts';

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
${changesSection('DVA-C02', 'DVA-C03')}${services()}${certifications()}`,
};

/** What the exam guides list, by category; a letter for each exam keeps a service on one line. */
function services(): Html {
  const categories = Map.groupBy(SCOPED_SERVICES, ({ category }) => category);
  const exams = Object.keys(EXAM_DATES) as ExamCode[];
  const inScope = (listed: readonly ExamCode[]) =>
    exams.every((code) => listed.includes(code)) ? '' : html` <small>${listed.join(', ')}</small>`;
  return section(
    'services',
    'Services in scope',
    `${SCOPED_SERVICES.length} services that the exam guides list; AWS says that no list is exhaustive. Without a code behind it, a service is on all three.`,
    html`${[...categories].map(
      ([category, listed]) =>
        html`<h3>${category}</h3><ul class="services">${listed.map(
          ({ id, name, exams: its }) => html`<li id="service-${id}">${name}${inScope(its)}</li>
`,
        )}</ul>`,
    )}${asOf(...SCOPED_SERVICES)}`,
  );
}

/** Every certification of AWS, with its days as they are known. */
function certifications(): Html {
  const days = ({ firstDay, lastDay, replacedBy }: Certification) =>
    [
      firstDay && `from ${dayInWords(firstDay)}`,
      lastDay && `until ${dayInWords(lastDay)}`,
      replacedBy && `then ${replacedBy}`,
    ]
      .filter(Boolean)
      .join(', ');
  const entry = (one: Certification) => {
    const name = isExamCode(one.code) ? html`<a href="/exams/${one.code}">${one.code}</a>` : html`${one.code}`;
    const more = [days(one), one.note?.replace(/\.$/, '')].filter(Boolean).join('. ');
    return html`<li id="certification-${one.code}"><b>${name}</b> ${one.name}${more && html` <small>${more}.</small>`}</li>
`;
  };
  return section(
    'certifications',
    'All certifications of AWS',
    'By level, those that were retired included.',
    html`${content.levels.map(
      ({ level, name, note }) => html`<h3 id="level-${level}">${name}</h3>${note && html`<p class="mute">${note}</p>`}
<ul class="dots">${content.certifications.filter((one) => one.level === level).map(entry)}</ul>`,
    )}${asOf(...content.levels, ...content.certifications)}`,
  );
}

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
