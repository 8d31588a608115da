/** Items whose key is a judgement: written by hand, and answered blind by two reviewers before they count. */
import type { IsoDate } from '../content/model.ts';
import type { Item, Misconceptions, Option } from './model.ts';
import { randomOf, seedOf } from './random.ts';

/** One reviewer's answer, given without the key: the texts of the options that were chosen. */
export interface Review {
  readonly on: IsoDate;
  readonly chose: readonly string[];
}

/** A written item as its file says it; the options may stand in any order. */
export interface WrittenSpec extends Omit<Item, 'family' | 'kind' | 'choose'> {
  readonly misconceptions: Misconceptions;
  readonly reviews: readonly [Review, Review];
}

export interface Written extends Item {
  readonly kind: 'written';
  readonly misconceptions: Misconceptions;
  readonly reviews: readonly [Review, Review];
}

/** Puts the options into an order that the item's id decides, so that no author's habit shows. */
export function defineWritten(spec: WrittenSpec): Written {
  const options: Option[] = randomOf(seedOf(spec.id, 0)).shuffle(spec.options);
  return {
    ...spec,
    family: spec.id,
    kind: 'written',
    choose: options.filter(({ misconception }) => misconception === undefined).length,
    options,
  };
}
