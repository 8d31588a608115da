/**
 * The answer on the page Decide: the recommendation of `POST /v1/recommendations`, put into the page that was made ahead.
 * The address holds the replies, so that it repeats the answer on the same day.
 */
import {
  type Answers,
  BOTH_WITHIN,
  RECOMMENDATION_QUESTIONS,
  type Recommendation,
  recommend,
} from '../shared/content/recommend.ts';
import { examToTake } from '../shared/exams/to-take.ts';
import { escaped } from '../shared/pages/html.ts';
import { ANSWER_PLACE } from './env.ts';
import type { Answers as PageAnswers } from './made.ts';

type Question = (typeof RECOMMENDATION_QUESTIONS)[number];
type Track = Recommendation['order'][number];

export const answers: PageAnswers = {
  /** At least one of the questions has a reply, be it a wrong one. */
  asks: (query) => RECOMMENDATION_QUESTIONS.some(({ id }) => query.has(id)),
  made: decided,
};

/** The query has the replies: the id of an option under the id of its question. Status 400 where they are not one to each. */
function decided({ page, query, today }: Parameters<PageAnswers['made']>[0]) {
  const faults = RECOMMENDATION_QUESTIONS.flatMap((question) => faultOf(question, query.getAll(question.id)));
  const given = RECOMMENDATION_QUESTIONS.filter(
    (question) => faultOf(question, query.getAll(question.id)).length === 0,
  );
  const marked = given.reduce((text, { id }) => {
    const input = inputOf(id, query.get(id) as string);
    return text.replace(input, () => `${input} checked`);
  }, page);
  const answer =
    faults.length > 0
      ? refusal(faults)
      : answerHtml(Object.fromEntries(given.map(({ id }) => [id, query.get(id)])) as unknown as Answers, today);
  return {
    status: faults.length > 0 ? (400 as const) : (200 as const),
    page: marked.replace(ANSWER_PLACE, () => answer),
  };
}

/** How the form names a reply; the page that is made ahead has the same text. */
export const inputOf = (question: string, option: string): string => `name="${question}" value="${option}"`;

function faultOf({ id, text, options }: Question, replies: readonly string[]): string[] {
  const [reply] = replies;
  if (reply === undefined) return [`“${text}” has no reply.`];
  if (replies.length > 1) return [`“${text}” has ${replies.length} replies, and takes one.`];
  if (options.some((option) => option.id === reply)) return [];
  const ids = options.map((option) => option.id).join(', ');
  return [
    `“${text}” has the reply “${escaped(reply.slice(0, SHOWN))}”, which is none of: ${ids} (${id}=… in the address).`,
  ];
}

/** Characters that are shown of a wrong reply. */
const SHOWN = 60;

const refusal = (faults: readonly string[]): string => `<section id="answer" aria-labelledby="answer-h">
<header><h2 id="answer-h">No answer yet</h2><p>Not every question has one of its replies. What is right is chosen below.</p></header>
<ul class="dots">${faults.map((fault) => `<li>${fault}</li>`).join('')}</ul>
<p class="row under"><a class="go" href="#replies">Go to the questions</a></p>
</section>`;

function answerHtml(answers: Answers, today: string): string {
  const recommendation = recommend(answers);
  const { order, scores, reasons } = recommendation;
  const replies = new URLSearchParams(answers);
  return `<section id="answer" aria-labelledby="answer-h">
<header><h2 id="answer-h">${inWords(order)}</h2></header>
<ul class="plain">${reasons.map((reason) => `<li>${reason}</li>`).join('')}</ul>
<div class="two under">${order.map((track, place) => examHtml(track, place, order.length, today)).join('')}</div>
<h3 class="under" id="points">What each reply counts</h3>
<table aria-labelledby="points"><thead><tr><th scope="col">Question and reply</th><th scope="col">Architect</th><th scope="col">Developer</th></tr></thead>
<tbody>${recommendation.answers.map(rowOf).join('')}</tbody>
<tfoot><tr><th scope="row">Together</th><td>${scores.architect}</td><td>${scores.developer}</td></tr></tfoot></table>
<p class="mute under">The points are our judgement, from 0 to 3. One certification alone needs a lead of more than ${BOTH_WITHIN},
for the track of the work that you want to do.</p>
<h3 class="under">What would change it</h3>
${changesHtml(answers, inWords(order))}
<p class="under"><a href="/decide?${escaped(replies.toString())}">The address of this answer</a>, to keep or to send. <a href="/decide">Begin again</a></p>
</section>`;
}

const NAMES: Readonly<Record<Track, string>> = { architect: 'Architect', developer: 'Developer' };

const inWords = ([first, second]: Recommendation['order']): string =>
  second ? `Both: first ${NAMES[first]}, then ${NAMES[second]}` : `${NAMES[first]}`;

/** The exam of a track on the day, as the API has it. */
function examHtml(track: Track, place: number, of: number, today: string): string {
  const architect = track === 'architect';
  const { current, prepareFor, note } = examToTake(architect ? 'SAA' : 'DVA', today);
  const tag = `<span class="tag ${architect ? 'a' : 'd'}"><span class="mark"></span>${of > 1 ? `${place + 1}. ` : ''}${NAMES[track]}</span>`;
  const named = current ? `<p><b>${current.code}</b> ${current.name}: ${STATUS[current.status]}</p>` : '';
  const way = prepareFor
    ? `<p class="row"><a class="go" href="/exams/${prepareFor}">What ${prepareFor} asks</a></p>`
    : '';
  return `<article class="lens ${architect ? 'a' : 'd'}"><h3>${tag}</h3>${named}<p class="small">${note}</p>${way}</article>`;
}

const STATUS = { current: 'current', expiring: 'being replaced' } as const;

function rowOf({ question, answer, points, reason }: Recommendation['answers'][number]): string {
  const asked = RECOMMENDATION_QUESTIONS.find(({ id }) => id === question) as Question;
  return `<tr><th scope="row">${asked.text}<br><b>${labelOf(asked, answer)}</b><br><small>${reason}</small></th><td>${points.architect}</td><td>${points.developer}</td></tr>`;
}

const labelOf = ({ options }: Question, id: string): string => options.find((option) => option.id === id)?.label ?? id;

/** Every single reply that, were it another, would lead to another answer, with the address of that one. */
function changesHtml(answers: Answers, now: string): string {
  const changes = RECOMMENDATION_QUESTIONS.flatMap((question: Question) =>
    question.options.flatMap(({ id, label }) => {
      const others = { ...answers, [question.id]: id } as Answers;
      const then = inWords(recommend(others).order);
      const address = escaped(`/decide?${new URLSearchParams(others)}`);
      return then === now ? [] : [`<li>${question.text} <a href="${address}"><b>${label}</b>: ${then}</a></li>`];
    }),
  );
  if (changes.length === 0) return '<p>No other reply to a single question would.</p>';
  return `<p>Another reply to one of these questions, the rest as they are:</p><ul class="dots under">${changes.join('')}</ul>`;
}
