/** What the mock exam and its page know of each other. */
import type { DrillLink, Question } from '../../../lambda/shared/pages/question-view.ts';
import type { EvidenceRecord } from '../../study/log/records.ts';
import type { Drawn, Verdict } from './api.ts';

/** What the page lends. */
export interface Tools {
  readonly stage: HTMLElement;
  readonly device: string;
  readonly ask: (query: Readonly<Record<string, string>>) => Promise<Drawn>;
  readonly judge: (question: string, letters: readonly string[]) => Promise<Verdict>;
  readonly note: (record: EvidenceRecord) => Promise<void>;
  readonly drills: (question: Question) => readonly DrillLink[];
  /** Puts a place of the exam into the history. */
  readonly put: (place: Place) => void;
  readonly sentenceOf: (error: unknown) => string;
}

/** A question's number, the list of all, or the result. */
export type Place = number | 'review' | 'result';
