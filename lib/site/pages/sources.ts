/** Sources: who said so, how far it is trusted, and where sources disagree. */
import { html } from 'hono/html';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Source } from '../../../lambda/shared/content/model.ts';
import { dayInWords } from '../../../lambda/shared/pages/words.ts';
import type { Html, Page } from '../page.ts';
import { section } from '../parts.ts';

const KINDS: Readonly<Record<Source['kind'], string>> = {
  'aws-official': 'a page of AWS',
  'aws-official-mirrored': 'a page of AWS, read in a copy',
  'aws-official-summarized': 'a page of AWS, known through what others wrote of it',
  secondary: 'written by others',
  index: 'a list of files',
  'low-quality': 'listed only because it disagrees',
  guide: 'the guide that the comparison holds as data',
  own: 'our own judgement',
};

export const sourcesPage: Page = {
  path: '/sources',
  title: 'Sources, and where they disagree',
  description:
    'Every source that a fact here names, how far it is trusted, and what was followed where two contradict each other.',
  body: () => html`
<div class="hero"><h1>Sources</h1>
<p class="lead">Every fact on this site names at least one of these. ${content.about.notice}</p></div>
${section(
  'disagreements',
  'Where they disagree',
  'What each says, and which one is followed here.',
  html`${content.disagreements.map(
    ({ topic, claims, resolution, confidence }) => html`<article class="claim"><h3>${topic}</h3>
<ul class="dots">${claims.map(({ claim, sources }) => html`<li>${claim} <span class="mute">${sources.map((id, place) => html`${place > 0 && ', '}<a href="#${id}">${id}</a>`)}</span></li>`)}</ul>
<p>${resolution} <span class="mute">Confidence: ${confidence}.</span></p></article>`,
  )}`,
)}${section('all', 'All of them', '', html`<dl class="sources">${content.sources.map(entry)}</dl>`)}`,
};

function entry({ id, title, kind, reliability, url, version, date, note }: Source): Html {
  const facts = [KINDS[kind], `trusted: ${reliability}`, version && `version ${version}`, date && dayInWords(date)];
  return html`<dt id="${id}"><code>${id}</code> ${url ? html`<a href="${url}" rel="external">${title}</a>` : title}</dt>
<dd>${facts.filter(Boolean).join('; ')}.${note && html` ${note}`}</dd>
`;
}
