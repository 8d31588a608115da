/** A plan from the learner's own evidence. It is counted here, so that nothing of the evidence leaves the device. */

import { blueprintOf } from '../../../lambda/shared/exams/blueprints.ts';
import { type ExamCode, isExamCode } from '../../../lambda/shared/exams/dates.ts';
import { planView } from '../../../lambda/shared/pages/plan-view.ts';
import { type Plan, planOf } from '../../../lambda/shared/plan/weeks.ts';
import { countedEvidence } from '../../study/counted.ts';
import { countedDrills } from '../../study/log/drill-ends.ts';
import { type Log, thoseCome } from '../../study/log/log.ts';
import { readinessFor } from '../../study/readiness.ts';
import { draw } from './draw.ts';

const BY =
  'By the weight of each task and by what your answers and drills say of it, the most to gain first. Counted on this device.';

export function showOwnPlan(section: HTMLElement, log: Log): void {
  const query = new URLSearchParams(location.search);
  const { exam = '', today = '' } = section.dataset;
  if (!isExamCode(exam)) return;
  const wishes = { exam, day: query.get('day')?.trim() ?? '', hours: Number(query.get('hours')) };
  const plan = planOf({ ...wishes, today, ...ownTasks(exam, log, Date.now()) });
  const ways = section.lastElementChild as Element;
  section.replaceChildren(...planView(wishes, plan, BY).map(draw), ways);
  ways.querySelector('#ics')?.addEventListener('click', (event) => {
    event.preventDefault();
    void keepFile(wishes, plan, today);
  });
}

function ownTasks(exam: ExamCode, { answers, drills }: Log, now: number) {
  const evidence = countedEvidence(thoseCome(answers, now), countedDrills(thoseCome(drills, now)), now);
  const { tasks } = readinessFor(exam, evidence);
  const titles = new Map(
    blueprintOf(exam).domains.flatMap((domain) => domain.tasks.map(({ id, title }) => [id, title])),
  );
  const idOf = (task: string) => task.split('/')[1] as string;
  return {
    tasks: tasks.map(({ task, weight }) => ({ id: idOf(task), title: titles.get(idOf(task)) ?? '', weight })),
    known: new Map(tasks.filter(({ counted }) => counted > 0).map(({ task, mean }) => [idOf(task), mean])),
  };
}

async function keepFile(wishes: Parameters<typeof planView>[0], plan: Plan, today: string): Promise<void> {
  const { calendarFile } = await import('../../../lambda/shared/plan/calendar-file.ts');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([calendarFile(wishes, plan, today)], { type: 'text/calendar' }));
  link.download = `${wishes.exam.toLowerCase()}-${wishes.day}.ics`;
  link.click();
  URL.revokeObjectURL(link.href);
}
