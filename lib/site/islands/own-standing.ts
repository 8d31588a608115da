/** The learner's own standing beside tasks and drills, in words; a mark stands beside them and no colour alone. */
import { el, type Tree } from '../../../lambda/shared/pages/tree.ts';
import { type Log, thoseCome } from '../../study/log/log.ts';
import { draw } from './draw.ts';
import { openEvidence } from './evidence.ts';

/** From so many answers on a share says something; what is right less often than the first is weak, more than the second strong. */
const ENOUGH = 3;
const [WEAK, STRONG] = [0.6, 0.8];

export async function showStanding(): Promise<void> {
  const evidence = await openEvidence();
  const show = async () => {
    const log = await evidence.log();
    for (const place of document.querySelectorAll<HTMLElement>('[data-task]'))
      put(place, taskSaid(place.dataset.task ?? '', log));
    for (const place of document.querySelectorAll<HTMLElement>('[data-drill]'))
      put(place, drillSaid(place.dataset.drill ?? '', log));
  };
  evidence.onChange(show);
  await show();
}

function put(place: HTMLElement, said: Tree | undefined): void {
  place.querySelector('.own')?.remove();
  if (said) place.append(draw(el('small', { class: 'own' }, said)));
}

function taskSaid(task: string, { answers }: Log): Tree | undefined {
  const own = thoseCome(answers, Date.now()).filter(({ tasks }) => (tasks as readonly string[]).includes(task));
  if (own.length === 0) return undefined;
  const right = own.filter((answer) => answer.right).length;
  const share = right / own.length;
  const figures = `${right} of your ${own.length} answers right`;
  if (own.length < ENOUGH) return `${figures}.`;
  if (share < WEAK) return el('span', { class: 'wrong' }, `${figures}: weak.`);
  return share < STRONG ? `${figures}: getting there.` : el('span', { class: 'right' }, `${figures}: strong.`);
}

function drillSaid(drill: string, { drills }: Log): Tree | undefined {
  const own = thoseCome(drills, Date.now()).filter((done) => done.drill === drill);
  if (own.length === 0) return undefined;
  if (own.some(({ solved }) => solved)) return el('span', { class: 'right' }, 'solved.');
  return el('span', { class: 'wrong' }, 'tried, not solved yet.');
}
