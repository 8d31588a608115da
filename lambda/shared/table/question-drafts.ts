/**
 * What the table holds of the question bank: a part of each family that is made here, at build time, so that neither the API
 * nor its seed knows how questions are made (docs/decisions/0058-questions-over-http.md).
 */

import { FAMILIES, WRITTEN } from '../questions/bank.ts';
import { keyOf } from '../questions/family.ts';
import type { AnyFamily, Item } from '../questions/model.ts';
import { letterOf, maskedItem } from '../questions/shown.ts';
import type { DraftItem } from './edition.ts';
import * as keys from './keys.ts';
import type { StoredAnswer, StoredQuestion } from './stored-questions.ts';

/** Items of a family that the table holds: with more of them, forty families take an edition longer than it has. */
const OF_A_FAMILY = 6;
/** Seeds that are tried for them; the poorest family needs 18. */
const MOST_SEEDS = 400;

/** The first items of a family that differ in more than their numbers. */
function distinct(family: AnyFamily): Item[] {
  const items = new Map<string, Item>();
  for (let seed = 1; seed <= MOST_SEEDS && items.size < OF_A_FAMILY; seed++) {
    const item = family.make(seed)?.item;
    if (!item) continue;
    const kind = maskedItem(item);
    if (!items.has(kind)) items.set(kind, item);
  }
  return [...items.values()];
}

const asked = ({ id, kind, tasks, level, stem, code, choose, options }: Item): StoredQuestion => ({
  ...{ id, kind, tasks, level, stem, code, choose },
  options: options.map(({ text }, place) => ({ letter: letterOf(place), text })),
  offers: [...new Set(options.flatMap(({ misconception }) => misconception ?? []))].sort(),
});

const answered = (item: Item, misconceptions: AnyFamily['misconceptions']): StoredAnswer => ({
  question: item.id,
  choose: item.choose,
  key: keyOf(item).map(letterOf),
  decides: item.decides,
  options: item.options.map(({ text, reason, misconception }, place) => ({
    letter: letterOf(place),
    text,
    right: misconception === undefined,
    reason,
    ...(misconception !== undefined && {
      misconception: { id: misconception, text: misconceptions[misconception] ?? misconception },
    }),
  })),
  read: item.read,
  asOf: item.asOf,
});

/** Every question, once for each of its tasks, and its answer. */
export function questionDrafts(): DraftItem[] {
  const all = [
    ...FAMILIES.flatMap((family) => distinct(family).map((item) => ({ item, from: family.misconceptions }))),
    ...WRITTEN.map((item) => ({ item, from: item.misconceptions })),
  ];
  return all.flatMap(({ item, from }) => [
    ...item.tasks.map((task) => ({
      sk: keys.questionKey(...(task.split('/') as [string, string]), item.id),
      entity: asked(item),
    })),
    { sk: keys.answerKey(item.id), entity: answered(item, from) },
  ]);
}
