/** What people do at a project while a game day goes on, kept so that it can be counted afterwards what was lost. */
import type { CheckContext } from '../drills/drill.ts';

/** What became of one thing that was asked. */
export interface Reply {
  /** Whether it was acknowledged: from here on it must not be lost. */
  readonly acknowledged: boolean;
  /** What was said, in a few words: `200`, `503`, `no answer from … in 10 s`. */
  readonly said: string;
}

export interface Ledger {
  /** Does one thing that a person does; the same again where the last was not acknowledged. Throws nothing. */
  ask(): Promise<Reply>;
  /**
   * What was acknowledged and is not there any more, each by a name that the project's log knows.
   * @throws CouldNotLook where the project does not answer
   */
  lost(): Promise<readonly string[]>;
}

/** Begins a ledger. */
export type OpenLedger = (lab: CheckContext) => Ledger;
