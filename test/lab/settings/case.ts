/** What is known of a setting, for settings.unit.test.ts. */
import type { Answers } from '../../support/fakes/answering-aws.ts';

export interface Case {
  readonly kind: string;
  readonly target: unknown;
  readonly resource: string;
  readonly answers: Answers;
  readonly value: unknown;
  /** What its service answers when its resource is gone. */
  readonly gone?: Answers;
  /** Answers and what they are read as, where the setting itself is not there or is at its default. */
  readonly also?: readonly (readonly [Answers, unknown])[];
  /** What is written, and by which calls; reads between them are left out. */
  readonly writes: readonly (readonly [value: unknown, calls: readonly (readonly [string, unknown])[]])[];
}
