/** The design system: every part that pages are put together from, as it looks. */
import { html } from 'hono/html';
import { compareSkill } from '../../../lambda/shared/content/compare.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Page } from '../page.ts';
import { asOf, codeBlock, dots, figures, note, pair, section, TRACKS, tag, weights } from '../parts.ts';
import { skillChart } from './skill-chart.ts';

const COLOURS: readonly (readonly [name: string, use: string])[] = [
  ['ink', 'Text'],
  ['mute', 'Text that may be passed over'],
  ['a', 'The architect, and where the focus is'],
  ['d', 'The developer'],
  ['ok', 'Right'],
  ['bad', 'Wrong'],
  ['warn', 'To know before reading on'],
  ['edge', 'Edges of controls'],
];

export const designPage: Page = {
  path: '/design',
  title: 'How this site is drawn',
  description: 'Type, spaces, colours and parts of the study site, each as it looks.',
  body: () => html`
<div class="hero"><h1>How this site is drawn</h1>
<p class="lead">Fonts of your system, six sizes, spaces of a four pixel grid, two themes by your setting. No colour says anything
that a mark or a word beside it does not.</p></div>
${section('type', 'Type', '', html`<p class="t5">The largest, for what a page is about</p><p class="t4">A part of it</p><p class="t3">A heading in a part</p><p>Text to read</p><p class="small">Text beside it</p><p class="t0">Days, sources and labels</p>`)}
${section('colours', 'Colours', 'The two lenses keep their distance for all three kinds of colour blindness.', html`<ul class="colours">${COLOURS.map(([name, use]) => html`<li><span class="swatch c-${name}"></span> ${use} <code>--${name}</code></li>`)}</ul>`)}
${section('lenses', 'The two lenses', 'A disc and blue for the architect, a diamond and orange for the developer.', html`<p class="key">${TRACKS.map(tag)}</p>${pair((track) => dots([`A list of the ${track}`, 'A second line of it']))}`)}
${section('marks', 'Right and wrong', '', html`<p><span class="right">right</span> <span class="wrong">wrong</span></p>`)}
${section(
  'actions',
  'What can be done',
  '',
  html`<p class="row"><a class="go" href="#actions">The one thing to do</a> <a href="#actions">A link</a></p>
<form class="form"><label for="sample">A field</label><input id="sample" name="sample" type="text" autocomplete="off"><fieldset><legend>A choice</legend><label><input type="radio" name="choice" value="a" checked> One</label><label><input type="radio" name="choice" value="b"> Another</label></fieldset><p><button class="go" type="submit">Send it</button></p></form>`,
)}
${section('note', 'A note', '', html`${note('Until 30 November', html`Something to know before reading on.`)}`)}
${section('chart', 'Marks on four steps', '', skillChart(content.skills.slice(0, 2).map(compareSkill)))}
${section('scale', 'To scale', '', html`<div class="scale">${weights('SAA-C03', html`<h3>SAA-C03</h3>`)}</div>`)}
${section('figures', 'Figures', '', figures([['A figure', '3 of 4', 'what else there is to know of it']]))}
${section('facts', 'The day and the sources of a fact', '', asOf(...content.skills))}
${section('code', 'Code', '', codeBlock('A command', 'npm start'))}`,
};
