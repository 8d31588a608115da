/** Compare: the two certifications side by side, as `/v1/comparison` has them. */
import { html } from 'hono/html';
import { compareSkill } from '../../../lambda/shared/content/compare.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import type { Advice, Background, Track } from '../../../lambda/shared/content/model.ts';
import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import type { Blueprint } from '../../../lambda/shared/exams/model.ts';
import type { Html, Page, Site } from '../page.ts';
import {
  asOf,
  dots,
  examFor,
  examNotice,
  figures,
  lensOf,
  link,
  pair,
  section,
  sizeOf,
  TRACKS,
  tag,
  weights,
} from '../parts.ts';
import { skillChart } from './skill-chart.ts';

const of = <Item extends { readonly track: Track }>(items: readonly Item[], track: Track): Item =>
  items.find((item) => item.track === track) as Item;
const profile = (track: Track) => of(content.tracks, track);
const adviceOn = (topic: Advice['topic']) => content.advice.filter((advice) => advice.topic === topic);

export const comparePage: Page = {
  path: '/compare',
  title: 'AWS architect or developer? Both exams side by side',
  description:
    'AWS Certified Solutions Architect and Developer, Associate: skills, exams, difficulty, careers and pay side by side, each ' +
    'fact with its day and source.',
  body: (site) => html`
<div class="hero">
<h1>AWS architect or developer?</h1>
<p class="lead">Two associate exams of the same length, price and pass mark, over much the same services. They look at them from two
sides: one asks how a system should be designed, the other how it should be built.</p>
${site.paths.has('/decide') && html`<p class="row"><a class="go" href="/decide">Six questions, one answer</a> <span class="mute">or read on, it takes two minutes</span></p>`}
${examNotice(site)}
<div class="two">${TRACKS.map(lens)}</div>
</div>
${skills()}${exams(site)}${same(site)}${difficulty()}${study()}${careers()}${pay()}${choose(site)}${both(site)}`,
};

function lens(track: Track): Html {
  const { question, validates, coding } = profile(track);
  return html`<article class="lens ${lensOf(track)}">${tag(track)}<h2>${question}</h2><p>${validates}</p><p class="mute">${coding.detail}</p></article>`;
}

function skills(): Html {
  const compared = content.skills.map(compareSkill);
  const lead = ({ levels: { architect, developer } }: (typeof compared)[number]) => architect.rank - developer.rank;
  const sorted = compared.toSorted((a, b) => lead(b) - lead(a));
  return section(
    'skills',
    'What each asks of you',
    'How deep each exam goes, on four steps. Those that the architect exam asks more of come first.',
    html`<p class="key">${TRACKS.map(tag)}</p>${skillChart(sorted)}${asOf(...content.skills)}`,
  );
}

function exams(site: Site): Html {
  const shown = TRACKS.map((track) => examFor(site, track));
  const bars = shown.map((code) => weights(code, html`<h3><a href="/exams/${code}">${code}</a> ${sizeOf(code)}</h3>`));
  return section(
    'exams',
    'What the exams weigh',
    'Each domain as wide as its share of the scored content.',
    html`<div class="scale">${bars}</div>${asOf(...shown.map(blueprintOf))}`,
  );
}

/** What two exams have in common, and how it is said; where they differ, both are said. */
const FORMAT: readonly { readonly label: string; readonly say: (exam: Blueprint) => string; readonly more: string }[] =
  [
    { label: 'Questions', say: ({ questions }) => `${questions.total}`, more: '' },
    { label: 'Scored', say: ({ questions }) => `${questions.scored} of them`, more: 'nobody is told which' },
    { label: 'Time', say: ({ minutes }) => `${minutes} min`, more: '' },
    { label: 'To pass', say: ({ scale }) => `${scale.passMark} of ${scale.max}`, more: 'only the total counts' },
    { label: 'Fee', say: ({ priceUsd }) => `$${priceUsd}`, more: '' },
    { label: 'Valid', say: ({ validityYears }) => `${validityYears} years`, more: '' },
    { label: 'A wrong answer', say: ({ guessingPenalty }) => (guessingPenalty ? 'costs points' : 'is free'), more: '' },
  ];

function same(site: Site): Html {
  const [architect, developer] = TRACKS.map((track) => blueprintOf(examFor(site, track))) as [Blueprint, Blueprint];
  const rows = FORMAT.map(({ label, say, more }) => {
    const [one, other] = [say(architect), say(developer)];
    return [label, one === other ? one : `${one} and ${other}`, more] as const;
  });
  return section(
    'same',
    'What is the same',
    '',
    html`${figures(rows)}<h3 class="under">Experience that AWS recommends</h3>
${pair((track) => html`<p>${blueprintOf(examFor(site, track)).recommendedExperience}</p>`)}${asOf(architect, developer)}`,
  );
}

const BACKGROUND_NAMES: Readonly<Record<Background, string>> = {
  'software-development': 'Software development',
  infrastructure: 'Infrastructure',
  devops: 'DevOps',
  'system-administration': 'System administration',
  'new-to-cloud': 'New to the cloud',
};

const difficulty = (): Html =>
  section(
    'difficulty',
    'Which comes easier to you',
    adviceOn('difficulty')
      .map(({ text }) => text)
      .join(' '),
    html`<ul class="who">${content.difficulty.map(
      ({ background, easier, reason }) =>
        html`<li><b>${BACKGROUND_NAMES[background]}</b> ${easier === 'neither' ? html`<span class="mute">neither</span>` : tag(easier)}<p>${reason}</p></li>`,
    )}</ul>${asOf(...content.difficulty, ...adviceOn('difficulty'))}`,
  );

const study = (): Html =>
  section(
    'focus',
    'What you study, and what you are asked',
    '',
    html`${pair(
      (track) => html`<h4>Study</h4>${dots(profile(track).focusAreas)}
<h4>Questions are about</h4>${dots(profile(track).examProblemTypes)}
<h4>What makes it hard</h4>${dots(profile(track).examChallenges)}`,
    )}${asOf(...content.tracks)}`,
  );

const careers = (): Html =>
  section(
    'careers',
    'Where it leads',
    '',
    html`${pair((track) => {
      const { steps, focus } = of(content.careerPaths, track);
      return html`<ol class="steps">${steps.map((step) => html`<li>${step}</li>`)}</ol><p class="mute">${focus}</p>`;
    })}${asOf(...content.careerPaths)}`,
  );

const pay = (): Html =>
  section(
    'pay',
    'Pay',
    content.salary.both.join(' '),
    html`${pair((track) => dots(content.salary.tracks[track]))}<p class="mute">${content.salary.whyNoFigures}</p>${asOf(content.salary)}`,
  );

const choose = (site: Site): Html =>
  section(
    'choose',
    'Choose it if',
    '',
    html`${pair(
      (track) =>
        html`${dots(profile(track).chooseIf)}<p>${link(site, `/exams/${examFor(site, track)}`, `${examFor(site, track)}, task by task`)}</p>`,
    )}${asOf(...content.tracks)}`,
  );

const both = (site: Site): Html =>
  section(
    'both',
    'Or both',
    '',
    html`<ul class="plain">${adviceOn('both').map(({ text }) => html`<li>${text}</li>`)}</ul>
${site.paths.has('/decide') && html`<p><a href="/decide">Which one first? Six questions</a></p>`}${asOf(...adviceOn('both'))}`,
  );
