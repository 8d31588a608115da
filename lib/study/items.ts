/** The bank as a learner reaches it: an item by its id, and a draw of items that fit. */

import { FAMILIES, WRITTEN } from '../../lambda/shared/questions/bank.ts';
import type { AnyFamily, Item } from '../../lambda/shared/questions/model.ts';
import { type Random, randomOf } from '../../lambda/shared/questions/random.ts';
import { UsageError } from '../errors.ts';
import { nowCalled, RETIRED } from './log/retired.ts';
import { domainIn, seatsOf } from './seats.ts';
import { type BlueprintCode, domainWeightsOf } from './weights.ts';

/** The greatest seed that is drawn; any whole number from 1 up to it makes an item, or says that it makes none. */
const MOST_SEED = 999_999;

/**
 * The item of an id: `<family>/<seed>`, or a written item's name.
 * @throws UsageError `UnknownItem`
 */
export function itemOf(id: string): Item {
  const written = WRITTEN.find((one) => one.id === nowCalled(id, RETIRED.families));
  if (written) return written;
  const [name = '', seed = ''] = id.split('/');
  const family = FAMILIES.find((one) => one.id === nowCalled(name, RETIRED.families));
  if (!family) {
    throw new UsageError(
      'UnknownItem',
      `The bank has no "${name.slice(0, 60)}". An item is <family>/<seed>; the families are ${FAMILIES.map((one) => one.id).join(', ')}.`,
    );
  }
  const number = Number(seed);
  const made = /^[1-9]\d{0,5}$/.test(seed) ? family.make(number) : undefined;
  if (!made) {
    throw new UsageError(
      'UnknownItem',
      /^[1-9]\d{0,5}$/.test(seed)
        ? `${name} makes no question of seed ${seed}; try another.`
        : `The seed in "${id.slice(0, 60)}" must be a whole number from 1 to ${MOST_SEED}, as in ${name}/1.`,
    );
  }
  return made.item;
}

export interface ItemFilter {
  readonly exam?: BlueprintCode;
  /** `<domain>.<number>` of the exam, or of any exam where none is given. */
  readonly task?: string;
}

/** Whether one of the tasks is asked for. */
export const fits = (tasks: readonly string[], { exam, task }: ItemFilter) =>
  tasks.some((one) => {
    const [code, id] = one.split('/');
    return (exam === undefined || code === exam) && (task === undefined || id === task || one === task);
  });

/** What an item is drawn from: a family, or a written item. */
export type Source = AnyFamily | (typeof WRITTEN)[number];

/**
 * Families and written items that train what is asked for.
 * @throws UsageError `NoSuchItem` where there are none
 */
export function sourcesFor(filter: ItemFilter): Source[] {
  const found = [...FAMILIES, ...WRITTEN].filter(({ tasks }) => fits(tasks, filter));
  if (found.length > 0) return found;
  const all = [...new Set(FAMILIES.flatMap(({ tasks }) => tasks))].sort();
  const ofExam = all.filter((task) => !filter.exam || task.startsWith(filter.exam));
  const there = ofExam.length > 0 ? ofExam : [...new Set(all.map((task) => task.split('/')[0]))];
  throw new UsageError(
    'NoSuchItem',
    `The bank has no question for ${[filter.exam, filter.task].filter(Boolean).join(' ')} yet. It has some for ${there.join(', ')}.`,
  );
}

/** An item of the source that has not been drawn yet; `wants` chooses among the first few that come. */
export function drawFrom(source: Source, random: Random, wants: (item: Item) => boolean = () => true): Item {
  if (!('make' in source)) return source;
  let any: Item | undefined;
  for (let attempt = 0; attempt < 400; attempt++) {
    const item = source.make(random.whole(1, MOST_SEED))?.item;
    if (item && wants(item)) return item;
    any ??= item;
    if (any && attempt >= 40) break;
  }
  if (!any) throw new Error(`${source.id} made no item of 400 seeds.`);
  return any;
}

/**
 * `count` items that fit: of a whole exam in the proportions of its domains, else of every source in turn.
 * @throws UsageError `NoSuchItem`
 */
export function drawItems(filter: ItemFilter, count: number, seed: number): Item[] {
  const random = randomOf(seed);
  const sources = sourcesFor(filter);
  const { exam } = filter;
  if (exam === undefined || filter.task !== undefined) return inTurn(sources, count, random);
  const items = [...seatsOf(domainWeightsOf(exam), count, random)].flatMap(([domain, seats]) =>
    inTurn(
      sources.filter((source) => domainIn(exam, source) === domain),
      seats,
      random,
    ),
  );
  return random.shuffle(items);
}

/**
 * Every family once, in a drawn order, before any comes again. The written items of one topic take a place as a family
 * does, one after the other, and none comes twice.
 */
function inTurn(sources: readonly Source[], count: number, random: Random): Item[] {
  const families = sources.filter((source) => 'make' in source);
  const written = Map.groupBy(
    random.shuffle(sources.filter((source) => !('make' in source))),
    ({ id }) => id.split('-')[0],
  );
  const topics = [...written.values()];
  const order: Source[] = [];
  while (order.length < count && (families.length > 0 || topics.some((topic) => topic.length > 0))) {
    const round = [...families, ...topics.flatMap((topic) => topic.splice(0, 1))];
    order.push(...random.shuffle(round));
  }
  return order.slice(0, count).map((source) => drawFrom(source, random));
}

/** A misconception in words, by its id; the id where the bank no longer has it. */
export const misconceptionText = (id: string): string =>
  [...FAMILIES, ...WRITTEN].map(({ misconceptions }) => misconceptions[id]).find((text) => text !== undefined) ?? id;

/** Whether the bank has anything for a task. */
export const hasQuestions = (task: string): boolean =>
  [...FAMILIES, ...WRITTEN].some(({ tasks }) => fits(tasks, { task }));
