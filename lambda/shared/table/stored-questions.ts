/** A question of the bank as the table holds it, in two parts: asked and answered. */
import type { Item } from '../questions/model.ts';

/** A question as it is asked: nothing in it says which option holds. */
export interface StoredQuestion extends Pick<Item, 'id' | 'kind' | 'tasks' | 'level' | 'stem' | 'code' | 'choose'> {
  readonly options: readonly { readonly letter: string; readonly text: string }[];
  /** Ids of the misconceptions that its wrong options stand for; what is asked for by them, and not handed out. */
  readonly offers: readonly string[];
}

/** A question's key, and why each option holds or does not. */
export interface StoredAnswer extends Pick<Item, 'decides' | 'choose' | 'read' | 'asOf'> {
  readonly question: string;
  /** Letters of the options that hold. */
  readonly key: readonly string[];
  readonly options: readonly {
    readonly letter: string;
    readonly text: string;
    readonly right: boolean;
    readonly reason: string;
    readonly misconception?: { readonly id: string; readonly text: string };
  }[];
}
