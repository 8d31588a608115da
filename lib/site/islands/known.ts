/** What the page was made with: wrong ideas in words, drills by task, and which tasks have questions. */
import type { DrillLink, Question } from '../../../lambda/shared/pages/question-view.ts';
import { byId } from './draw.ts';

const known = () => byId<HTMLTemplateElement>('known').content;

/** The idea as somebody who has it would say it; undefined where the bank has it no more. */
export const ideaText = (id: string): string | undefined =>
  known().querySelector(`[data-idea="${CSS.escape(id)}"]`)?.textContent ?? undefined;

/** Whether the bank asks for a card. */
export function asksFor(key: string): boolean {
  const [kind, id = ''] = key.split(/:(.*)/s);
  if (kind === 'misconception') return ideaText(id) !== undefined;
  return [...byId<HTMLSelectElement>('about').options].some(({ value }) => value === id);
}

const MOST_DRILLS = 4;

/** Drills on the tasks of a question, those that share most of them first. */
export const drillsFor = ({ tasks }: Question): DrillLink[] =>
  [...known().querySelectorAll<HTMLElement>('[data-tasks]')]
    .map((entry) => ({ entry, shared: tasks.filter((task) => entry.dataset.tasks?.split(' ').includes(task)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .flatMap(({ entry }) => {
      const link = entry.querySelector('a');
      return link ? [{ href: link.getAttribute('href') ?? '', title: link.textContent ?? '' }] : [];
    })
    .slice(0, MOST_DRILLS);
