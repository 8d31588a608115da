/** How an exam reads on a terminal. */
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import { duration } from '../terminal/format.ts';
import { paint, screenWidth, wrap } from '../terminal/screen.ts';
import { tableText } from '../terminal/table.ts';
import type { ExamStanding, Outcome } from './standing.ts';

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  fixed: 'fixed',
  late: 'fixed too late',
  'given-up': 'given up',
  open: 'not fixed',
  ahead: 'not reached',
};

/** `Incident 2 of 5, 41 min left.` */
export function clockText({ incidents, left }: ExamStanding): string {
  const begun = incidents.filter(({ outcome }) => outcome !== 'ahead').length;
  return paint('bold', `Exam: incident ${begun} of ${incidents.length}, ${duration(left)} left.`);
}

/** The report: how each incident went, what that showed, and what it did not. */
export function examText({ seed, minutes, fixed, incidents, shown, weak, running, left }: ExamStanding): string {
  return [
    paint(
      'bold',
      `${fixed} of ${incidents.length} incidents fixed in ${minutes} min${running ? `, ${duration(left)} left` : ''}.`,
    ),
    '',
    tableText(
      ['drill', 'symptom', 'outcome', 'time', 'checks'],
      incidents.map((each) => [
        each.drill,
        each.title,
        OUTCOMES[each.outcome],
        each.took === null ? '' : duration(each.took),
        String(each.checks),
      ]),
      screenWidth(),
    ),
    '',
    ...tasksText('Shown', shown),
    ...tasksText('Weak', weak),
    wrap(`The same for a friend: \`lab exam --seed ${seed}\``),
  ].join('\n');
}

/** DVA-C02's are in the JSON: its tasks are DVA-C03's under other numbers. */
function tasksText(label: string, tasks: readonly TaskRef[]): string[] {
  const current = tasks.filter((task) => !task.startsWith('DVA-C02/')).toSorted();
  return current.length === 0 ? [] : [wrap(`${label}: ${current.join(', ')}`, '  ', undefined, ''), ''];
}
