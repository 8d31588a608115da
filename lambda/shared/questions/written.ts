/** Items whose key is a judgement: written by hand, and answered blind by two reviewers before they count. */

import type { IsoDate } from '../content/model.ts';
import { keyOf } from './family.ts';
import type { Item, Misconceptions, Option } from './model.ts';
import { randomOf, seedOf } from './random.ts';
import { letterOf } from './shown.ts';
import { IDEAS } from './written/ideas.ts';

/** A wrong idea that written items share. */
export type Idea = keyof typeof IDEAS;

/** `[text, why it is right here]` */
type Right = readonly [text: string, reason: string];
/** `[the wrong idea behind it, text, why it is wrong here]` */
type Wrong = readonly [idea: Idea, text: string, reason: string];

/** A written item as its file says it; the options may stand in any order. */
export interface WrittenSpec extends Omit<Item, 'id' | 'family' | 'kind' | 'choose' | 'options' | 'asOf'> {
  readonly right: readonly [Right, ...Right[]];
  readonly wrong: readonly [Wrong, Wrong, Wrong];
}

export interface Written extends Item {
  readonly kind: 'written';
  readonly misconceptions: Misconceptions;
}

/** One reviewer's answers, given without keys and reasons. */
export interface Review {
  readonly on: IsoDate;
  /** Who answered: a person, or a language model by its kind. */
  readonly by: string;
  /** By id: the letters that were chosen, and the print of what was shown; a reviewer need not have seen every item. */
  readonly answers: Readonly<Record<string, { readonly chose: string; readonly print: number } | undefined>>;
}

/** The items of a file, by their ids; `asOf` is the day on which the facts of all of them were checked. */
export function writtenItems(asOf: IsoDate, specs: Readonly<Record<string, WrittenSpec>>): Written[] {
  return Object.entries(specs).map(([id, { right, wrong, ...spec }]) => ({
    ...spec,
    ...{ id, family: id, kind: 'written', choose: right.length, asOf },
    // An order that the id decides, so that no author's habit shows.
    options: randomOf(seedOf(id, 0)).shuffle<Option>([
      ...right.map(([text, reason]) => ({ text, reason })),
      ...wrong.map(([misconception, text, reason]) => ({ text, reason, misconception })),
    ]),
    misconceptions: Object.fromEntries(wrong.map(([idea]) => [idea, IDEAS[idea]])),
  }));
}

/** A number for what a reviewer is shown of an item: with another word in it, it is another item to review. */
export const printOf = ({ stem, code, options }: Item): number =>
  seedOf(JSON.stringify([stem, code?.text, options.map(({ text }) => text)]), 0) >>> 0;

/** The letters of the right options, as `AC`. */
const keyLetters = (item: Item) => keyOf(item).map(letterOf).join('');

/** Whether two reviewers at least answered the item as it stands, and all of them as its key does. */
export function isAgreed(item: Item, reviews: readonly Review[]): boolean {
  const own = reviews.flatMap(({ answers }) => answers[item.id] ?? []).filter(({ print }) => print === printOf(item));
  return own.length >= 2 && own.every(({ chose }) => chose === keyLetters(item));
}
