/** Items for the cards that are due, with fresh seeds. */
import { FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { randomOf } from '../../lambda/shared/questions/random.ts';
import { type Done, keysDue } from './cards.ts';
import { drawFrom, fits, type ItemFilter, type Source, sourcesFor } from './items.ts';
import { failedDrills } from './log/drill-ends.ts';
import type { Log } from './log/log.ts';

export const doneBy = ({ answers, drills }: Log): Done => ({ answers, failedDrills: failedDrills(drills) });

/** Keys of the cards that are due at `now` and that the bank still has, the longest due first. */
export function dueKeys(done: Done, now: number, filter: ItemFilter = {}): string[] {
  const sources = [...FAMILIES, ...WRITTEN];
  return keysDue(done, now, (key) => sources.some((source) => trains(source, key, filter)));
}

function trains({ tasks, misconceptions }: Source, key: string, filter: ItemFilter): boolean {
  const [kind, id = ''] = key.split(/:(.*)/s);
  return fits(tasks, filter) && (kind === 'task' ? (tasks as readonly string[]).includes(id) : id in misconceptions);
}

/** One item for each of the first `count` due cards; an item answers for every due card that it shows. */
export function dueItems(done: Done, filter: ItemFilter, count: number, seed: number, now: number): Item[] {
  const random = randomOf(seed);
  const sources = sourcesFor(filter);
  const items: Item[] = [];
  const shown = new Set<string>();
  for (const key of dueKeys(done, now, filter)) {
    if (items.length >= count) break;
    if (shown.has(key)) continue;
    const trained = sources.filter((source) => trains(source, key, filter));
    if (trained.length === 0) continue;
    const item = drawFrom(random.pick(trained), random, ({ options }) =>
      key.startsWith('task:') ? true : options.some(({ misconception }) => `misconception:${misconception}` === key),
    );
    items.push(item);
    for (const task of item.tasks) shown.add(`task:${task}`);
    for (const { misconception } of item.options) if (misconception) shown.add(`misconception:${misconception}`);
  }
  return items;
}
