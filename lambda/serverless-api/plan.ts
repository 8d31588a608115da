/** The plan on the page Plan, made on request: as a part of the page, or as a calendar file. */
import { isCalendarDay } from '../shared/content/calendar.ts';
import type { ExamCode } from '../shared/exams/dates.ts';
import { escaped, htmlOf } from '../shared/pages/html.ts';
import { planView } from '../shared/pages/plan-view.ts';
import { el } from '../shared/pages/tree.ts';
import { PLAN_FIELDS, readWishes } from '../shared/plan/asked.ts';
import { type PlanTask, planOf } from '../shared/plan/weeks.ts';
import { ANSWER_PLACE, SITE_DATA } from './env.ts';
import type { Answers, MadePage } from './made.ts';

/** How the form of the page asks; what was asked for is filled in. */
export const DAY_INPUT = 'name="day" value=""';
export const HOURS_INPUT = 'name="hours" value="8"';
export const optionOf = (code: ExamCode): string => `<option value="${code}"`;

/** Of each exam, in the order of its guide. */
type TasksByExam = Readonly<Record<ExamCode, readonly PlanTask[]>>;

export const answers: Answers = {
  asks: (query) => PLAN_FIELDS.some((name) => query.has(name)),

  async made({ page, query, today, data }) {
    const { wishes, faults } = readWishes(query, today);
    if (!wishes) return answered(page, query, 400, refusal(faults));
    const tasks = ((await data(SITE_DATA.plan)) as TasksByExam)[wishes.exam];
    const plan = planOf({ ...wishes, today, tasks });
    if (query.get('as') === 'ics') {
      const { calendarFile } = await import('../shared/plan/calendar-file.ts');
      const name = `${wishes.exam.toLowerCase()}-${wishes.day}.ics`;
      const file = { name, type: 'text/calendar; charset=utf-8' };
      return { status: 200, page: calendarFile(wishes, plan, today), file };
    }
    const address = `/plan?${new URLSearchParams({ ...wishes, hours: `${wishes.hours}` })}`;
    const shown = el(
      'section',
      { id: 'answer', 'aria-labelledby': 'answer-h', 'data-exam': wishes.exam, 'data-today': today },
      ...planView(wishes, plan, 'By the weight of each task, the heaviest first.'),
      el(
        'p',
        { class: 'row under' },
        el('a', { class: 'go', id: 'ics', href: `${address}&as=ics` }, 'Calendar file'),
        el('a', { href: address }, 'The address of this plan'),
        el('a', { href: '/plan' }, 'Begin again'),
      ),
    );
    return answered(page, query, 200, htmlOf(shown));
  },
};

const refusal = (faults: readonly string[]): string =>
  htmlOf(
    el(
      'section',
      { id: 'answer', 'aria-labelledby': 'answer-h' },
      el('h2', { id: 'answer-h' }, 'No plan yet'),
      el(
        'ul',
        { class: 'dots' },
        faults.map((fault) => el('li', {}, fault)),
      ),
    ),
  );

/** Characters of a field that are filled in again. */
const MOST = 20;

function answered(page: string, query: URLSearchParams, status: 200 | 400, answer: string): MadePage {
  const given = (name: string) => escaped((query.get(name) ?? '').trim().slice(0, MOST));
  const option = optionOf(given('exam') as ExamCode);
  const filled = page
    // A browser shows no day that there is not, and complains of one.
    .replace(DAY_INPUT, () => `name="day" value="${isCalendarDay(given('day')) ? given('day') : ''}"`)
    .replace(HOURS_INPUT, () => `name="hours" value="${given('hours')}"`)
    .replace(option, () => `${option} selected`);
  return { status, page: filled.replace(ANSWER_PLACE, () => answer) };
}
