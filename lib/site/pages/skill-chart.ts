/** Skills as marks on four steps: a disc for the architect, a diamond for the developer. */
import { html } from 'hono/html';
import type { SkillComparison } from '../../../lambda/shared/content/compare.ts';
import { SKILL_RANKS } from '../../../lambda/shared/content/model.ts';
import type { Html } from '../page.ts';

const LEVELS = Object.keys(SKILL_RANKS);
/** Where a step stands in the chart, in percent of its width: in the middle of its column. */
const at = (rank: number): string => `${(100 / LEVELS.length) * (rank - 0.5)}%`;

export const skillChart = (skills: readonly SkillComparison[]): Html =>
  html`<div class="skills"><ol class="levels" aria-hidden="true">${LEVELS.map((level) => html`<li>${level}</li>`)}</ol><ul>${skills.map(row)}</ul></div>`;

function row({ name, levels: { architect, developer }, leader, by }: SkillComparison): Html {
  const lead = by === 0 ? 'the same' : `${leader} +${by}`;
  const [one, other] = [at(architect.rank), at(developer.rank)];
  return html`<li><p><b>${name}</b> <span>${lead}</span></p>
<svg role="img" aria-label="Architect: ${architect.level}. Developer: ${developer.level}.">
<line class="track" x1="${at(1)}" x2="${at(LEVELS.length)}" y1="16" y2="16"/>${LEVELS.map((_, place) => html`<circle class="step" cx="${at(place + 1)}" cy="16" r="3"/>`)}
${by > 0 && html`<line class="span ${leader === 'architect' ? 'a' : 'd'}" x1="${one}" x2="${other}" y1="16" y2="16"/>`}
<circle class="a" cx="${one}" cy="16" r="${by === 0 ? 11 : 8}"/><svg class="at" x="${other}" y="16"><path class="d" d="M0-9 9 0 0 9-9 0z"/></svg></svg></li>
`;
}
