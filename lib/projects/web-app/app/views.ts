/** The pages as text. Whatever comes from outside goes through `html`, which escapes it. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { STYLE } from './assets.ts';
import { ASSETS_PATH } from './env.ts';
import { EXAMS, LENGTHS } from './exams.ts';
import type { BoardLine, Result } from './results.ts';
import type { Candidate } from './sessions.ts';
import { letterOf, type Question, type Sitting } from './sittings.ts';

type Html = ReturnType<typeof html>;

const page = (title: string, main: Html): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Exam room</title>
<link rel="stylesheet" href="${ASSETS_PATH}/${STYLE}">
</head>
<body><header><a href="/">Exam room</a></header><main><h1>${title}</h1>${main}</main></body>
</html>`;

const button = (path: string, words: string): Html =>
  html`<form class="inline" method="post" action="${path}"><button>${words}</button></form>`;

/** A key for a form: sent twice by a double click or a reload, it counts once. */
const key = (): Html => html`<input type="hidden" name="key" value="${randomUUID()}">`;

export const joinPage = (): Html =>
  page(
    'Join a cohort',
    html`<p>Timed mock exams that a group sits together. Every answer is saved before the page says so.</p>
<form method="post" action="/join">
<p><label>Your name, for the board<br><input type="text" name="name" required maxlength="60" autocomplete="nickname"></label></p>
<p><label>Cohort: lower-case letters, digits and hyphens<br>
<input type="text" name="cohort" required minlength="3" maxlength="40" pattern="[a-z0-9\\-]+"></label></p>
<button>Join</button></form>`,
  );

export const homePage = (
  candidate: Candidate,
  sittings: readonly { id: string; exam: string; finished: boolean }[],
): Html =>
  page(
    `${candidate.name}, of ${candidate.cohort}`,
    html`<form method="post" action="/sittings">${key()}
<p><label>Exam <select name="exam">${EXAMS.map((exam) => html`<option>${exam}</option>`)}</select></label>
<label>Length <select name="length">${LENGTHS.map((length) => html`<option>${length}</option>`)}</select></label>
<button>Start</button></p></form>
<h2>Your sittings</h2>
<ul>${sittings.map(
      ({ id, exam, finished }) =>
        html`<li><a href="/sittings/${id}">${exam}: ${finished ? 'result' : 'go on'}</a></li>`,
    )}</ul>
<p>${EXAMS.map((exam) => html`<a href="/board/${exam}">Board of ${exam}</a> `)}</p>
${button('/leave', 'Sign out')}`,
  );

const timeLeft = (seconds: number): string => `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

export const questionPage = (sitting: Sitting, question: Question): Html => {
  const { id, questions, answered, flagged } = sitting;
  const { position, choose, chosen } = question;
  const own = `/sittings/${id}/questions/${position}`;
  const state = (at: number) =>
    `${answered.includes(at) ? ', answered' : ''}${flagged.includes(at) ? ', flagged' : ''}`;
  return page(
    `Question ${position} of ${questions}`,
    html`<p>${sitting.exam}. Left when this page was made: <strong>${timeLeft(sitting.secondsLeft)}</strong>.</p>
<p>${question.stem}</p>${question.code ? html`<pre tabindex="0">${question.code}</pre>` : ''}
<form method="post" action="${own}">${key()}
<fieldset><legend>Choose ${choose}</legend>${question.options.map((text, at) => {
      const letter = letterOf(at + 1);
      return html`<label class="option"><input type="${choose === 1 ? 'radio' : 'checkbox'}" name="chose"
value="${letter}"${chosen.includes(letter) ? html` checked` : ''}> ${letter}. ${text}</label>`;
    })}</fieldset>
<button>Save and go on</button>
<button name="flag" value="${question.flagged ? 'off' : 'on'}">${question.flagged ? 'Save and take the flag off' : 'Save and flag'}</button>
</form>
<nav class="questions" aria-label="Questions">${Array.from({ length: questions }, (_, at) => at + 1).map(
      (at) => html`<a href="/sittings/${id}/questions/${at}" aria-label="Question ${at}${state(at)}"
${at === position ? html` aria-current="page"` : ''}>${at}${answered.includes(at) ? '✓' : ''}${flagged.includes(at) ? '⚑' : ''}</a>`,
    )}</nav>
<p>${button(`/sittings/${id}/pause`, 'Pause')} ${button(`/sittings/${id}/hand-in`, 'Hand in')}</p>`,
  );
};

export const pausedPage = ({ id, secondsLeft }: Sitting): Html =>
  page(
    'Paused',
    html`<p>${timeLeft(secondsLeft)} are left.</p>${button(`/sittings/${id}/resume`, 'Resume')}
${button(`/sittings/${id}/hand-in`, 'Hand in')}`,
  );

export const resultPage = ({ exam, correct, total, domains, percentile }: Result): Html =>
  page(
    `${correct} of ${total} right`,
    html`<p>${exam}. ${
      percentile === null
        ? 'Your place in the cohort is being counted.'
        : `${percentile} percent of your cohort's other results are lower.`
    }</p>
<table><thead><tr><th scope="col">Domain</th><th scope="col">Right</th></tr></thead><tbody>${domains.map(
      ({ title, correct: right, total: all }) =>
        html`<tr><th scope="row">${title}</th><td>${right} of ${all}</td></tr>`,
    )}</tbody></table>`,
  );

export const boardPage = (cohort: string, exam: string, lines: readonly BoardLine[]): Html =>
  page(
    `${exam} in ${cohort}`,
    html`<table><thead><tr><th scope="col">Rank</th><th scope="col">Name</th><th scope="col">Best</th></tr></thead>
<tbody>${lines.map(
      ({ rank, name, percent }) => html`<tr><td>${rank}</td><td>${name}</td><td>${percent} %</td></tr>`,
    )}</tbody></table>`,
  );

/** What went wrong, for a person: the title, what to do, and the id to report. */
export async function problemPage(
  status: number,
  document: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const {
    title,
    detail,
    requestId,
    errors = [],
  } = JSON.parse(document) as {
    title: string;
    detail: string;
    requestId: string;
    errors?: { field: string; message: string }[];
  };
  const body = await page(
    title,
    html`<p>${detail}</p><ul>${errors.map(({ field, message }) => html`<li>${field}: ${message}</li>`)}</ul>
<p>Request ${requestId}</p>`,
  );
  return new Response(String(body), { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
}
