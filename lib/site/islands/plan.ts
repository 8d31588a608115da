/** Plan: who has answered questions gets weeks by what is weak, too. For anyone else the page stays as it came. */
import { openEvidence } from './evidence.ts';

const section = document.querySelector<HTMLElement>('#answer[data-exam]');

if (section) {
  const { exam } = section.dataset;
  const log = await (await openEvidence()).log();
  if (log.answers.some(({ tasks }) => tasks.some((task) => task.startsWith(`${exam}/`)))) {
    const { showOwnPlan } = await import('./plan-own.ts');
    showOwnPlan(section, log);
  }
}
