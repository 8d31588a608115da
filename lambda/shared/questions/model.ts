/** The shapes of the question bank: what an item is, and what a family makes items of. */
import type { IsoDate } from '../content/model.ts';
import type { TaskRef } from '../exams/blueprints.ts';
import type { Random } from './random.ts';

/** What a candidate has to do: remember a fact, use it, or weigh several against each other. */
export type Level = 'recall' | 'apply' | 'analyse';

/** Where to read more: a page of AWS's by its name, or a place in this repository. */
export type Reading =
  | { readonly page: string; readonly guide: string }
  | { readonly path: string; readonly contains?: string };

/** One thing to choose. What is wrong names the misconception that it stands for; what is right names none. */
export interface Option {
  readonly text: string;
  /** Why it is right or wrong in this very scenario: a sentence or two, shown after the answer. */
  readonly reason: string;
  /** Id of a misconception; absent where the option is right. */
  readonly misconception?: string;
}

/** A question as it is asked, answered and explained. */
export interface Item {
  /** `<family>/<seed>`, or the name of a written item. Never reused: evidence of learners refers to it. */
  readonly id: string;
  /** The family, or the item's own id where it was written by hand: what counts as "the same question again". */
  readonly family: string;
  /** How the key is known: by a proof, by a run of the options, or by two reviewers who answered it blind. */
  readonly kind: 'proven' | 'run' | 'written';
  readonly tasks: readonly TaskRef[];
  readonly level: Level;
  readonly stem: string;
  /** What is shown below the stem, in a fixed-width font, with its words for a screen reader. */
  readonly code?: { readonly text: string; readonly words: string };
  /** The words of the stem that decide, marked after the answer. */
  readonly decides: string;
  /** How many options are right. */
  readonly choose: number;
  readonly options: readonly Option[];
  readonly read: readonly Reading[];
  /** The day on which its facts were checked. */
  readonly asOf: IsoDate;
}

/** An option as a family writes it: `claim` says in data what the text says in words, for the proof to judge. */
export interface Claimed<C> extends Option {
  readonly claim: C;
}

/**
 * A scenario and its options, in any order. Wrong ones beyond what is shown are for drawing from, and so are two of the
 * same text: of those one is kept, the right one before a wrong one.
 */
export interface Draft<C> {
  readonly stem: string;
  readonly code?: Item['code'];
  readonly decides: string;
  readonly options: readonly Claimed<C>[];
}

/** Wrong ideas by id (kebab-case); the value is the idea as somebody who has it would say it. */
export type Misconceptions = Readonly<Record<string, string>>;

/** What a family is written as: see CONTRIBUTING.md, "A question". */
export interface FamilySpec<P, C> {
  /** kebab-case; never renamed, because learners' evidence refers to it. */
  readonly id: string;
  readonly kind: 'proven' | 'run';
  readonly tasks: readonly [TaskRef, ...TaskRef[]];
  readonly level: Level;
  /** How many options are right; with more than one, five are shown. @default 1 */
  readonly choose?: number;
  readonly read: readonly [Reading, ...Reading[]];
  readonly asOf: IsoDate;
  /** The misconceptions that its wrong options stand for. */
  readonly misconceptions: Misconceptions;
  /** Names that vary from seed to seed without changing the question: they do not make two items different. */
  readonly names?: readonly string[];
  /** What varies. Undefined where these draws make no sound question: another seed is tried. */
  draw(random: Random): P | undefined;
  /** Words for it. Draws only what changes the wording. Undefined as for `draw`. */
  write(parameters: P, random: Random): Draft<C> | undefined;
}

/** An item with what its proof needs: the parameters, and the claim of each option in the order shown. */
export interface Made<P, C> {
  readonly item: Item;
  readonly parameters: P;
  readonly claims: readonly C[];
}

/** A family, ready to make items. */
export interface Family<P, C> extends Omit<FamilySpec<P, C>, 'draw' | 'write'> {
  /** The item of a seed, always the same; undefined for the seeds that make no sound question. */
  make(seed: number): Made<P, C> | undefined;
}

/** A family of which only the items matter: what `Family<P, C>` is to code that does not prove it. */
export type AnyFamily = Omit<Family<unknown, unknown>, 'make'> & {
  make(seed: number): { readonly item: Item } | undefined;
};
