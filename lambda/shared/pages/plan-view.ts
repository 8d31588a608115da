/** A plan as a page shows it: the same whether it was made on request or by the page's script. */
import { STUDY_HOURS } from '../content/study-hours.ts';
import { datesOf } from '../exams/dates.ts';
import { examStatusOn } from '../exams/status.ts';
import type { PlanWishes } from '../plan/asked.ts';
import type { Plan, PlanWeek } from '../plan/weeks.ts';
import { el, type Tree } from './tree.ts';
import { dayInWords } from './words.ts';

/** `2 h 15 min` */
export function timeInWords(hours: number): string {
  const [whole, minutes] = [Math.floor(hours), Math.round((hours % 1) * 60)];
  return [whole > 0 && `${whole} h`, minutes > 0 && `${minutes} min`].filter(Boolean).join(' ') || '0 h';
}

const weeksInWords = ({ weeks }: Plan) => (weeks.length === 1 ? '1 week' : `${weeks.length} weeks`);

/** @param by what the tasks are sorted by, as a sentence */
export function planView({ exam, day, hours }: PlanWishes, plan: Plan, by: string): Tree[] {
  const { least, most } = STUDY_HOURS;
  const { available, planned, short, left, weeks } = plan;
  const time = Math.round(available);
  return [
    el('h2', { id: 'answer-h' }, `${weeksInWords(plan)} to ${exam}, until ${dayInWords(day)}`),
    el(
      'p',
      {},
      `${time} hours at ${hours} a week. People new to AWS report ${least} to ${most} hours; who works with it needs less. `,
      short
        ? el(
            'b',
            {},
            `That is too little for somebody new: it takes ${short.hours} hours a week until then, or a day from ${dayInWords(short.day)} on.`,
          )
        : planned < available - 1 && `${Math.round(planned)} of them are planned, so that there is room.`,
    ),
    el('p', { class: 'mute' }, by, ...datesSaid(exam, day)),
    left.length > 0 &&
      el('p', { class: 'mute' }, `No time is left for ${left.map(({ id }) => id).join(', ')}, which weigh least.`),
    el(
      'ol',
      { class: 'weeks' },
      weeks.map((week, place) => weekView(exam, week, place + 1)),
    ),
  ].filter((tree): tree is Exclude<typeof tree, false> => tree !== false);
}

/** What is known of the exam around that day. */
function datesSaid(exam: PlanWishes['exam'], day: string): string[] {
  const { lastDay, registrationOpened } = datesOf(exam);
  const { status } = examStatusOn(exam, day);
  return [
    status === 'not-known'
      ? ` No source says whether ${exam} is still the exam on that day: look before you book.`
      : '',
    lastDay ? ` It can be taken until ${dayInWords(lastDay)}.` : '',
    registrationOpened ? ` It has been bookable since ${dayInWords(registrationOpened)}.` : '',
  ].filter(Boolean);
}

const weekView = (exam: string, { from, to, hours, tasks, review }: PlanWeek, number: number): Tree =>
  el(
    'li',
    {},
    el('h3', {}, `Week ${number} `, el('small', {}, `${daysSaid(from, to)}, ${timeInWords(hours)}`)),
    el(
      'ul',
      { class: 'dots' },
      tasks.map(({ id, title, hours: its }) =>
        el(
          'li',
          {},
          el('a', { href: `/exams/${exam}#task-${id}` }, id),
          ` ${title} `,
          el('small', {}, timeInWords(its)),
        ),
      ),
      review > 0 &&
        el(
          'li',
          {},
          el('a', { href: '/practise#mock' }, 'A mock exam'),
          ', then what it shows and what is due ',
          el('small', {}, timeInWords(review)),
        ),
    ),
  );

const daysSaid = (from: string, to: string) =>
  from === to ? dayInWords(from) : `${dayInWords(from).replace(` ${to.slice(0, 4)}`, '')} to ${dayInWords(to)}`;
