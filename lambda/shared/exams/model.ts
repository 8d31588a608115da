/** The shapes of the exams' blueprints. The data is in `blueprints.ts`, so typed that the compiler knows every task. */
import type { Confidence, Dated, IsoDate, PracticeProject } from '../content/model.ts';

/** The smallest part of a blueprint: one thing that a candidate has to be able to do. */
export interface TaskStatement {
  /** `<domain>.<number>`, for example `1.2`; unique within one exam only. */
  readonly id: string;
  /** A short neutral wording of ours, not AWS's sentence. */
  readonly title: string;
  readonly source: string;
}

/** A part of an exam, with its share of the scored content. */
export interface Domain {
  readonly id: string;
  readonly title: string;
  /** Share of the scored content, in percent; an exam's domains add up to 100. */
  readonly weight: number;
  readonly source: string;
  readonly tasks: readonly TaskStatement[];
}

/** An exam as its guide lays it out, and the rules of sitting it. */
export interface Blueprint extends Dated {
  readonly code: string;
  readonly family: 'SAA' | 'DVA';
  readonly name: string;
  readonly firstDay?: IsoDate;
  readonly lastDay?: IsoDate;
  readonly registrationOpened?: IsoDate;
  readonly replaces?: string;
  readonly successor?: string;
  readonly successorNote?: string;
  readonly guideVersion?: string;
  readonly guideDate?: IsoDate;
  readonly recommendedExperience: string;
  readonly questions: { readonly total: number; readonly scored: number; readonly unscored: number };
  readonly minutes: number;
  readonly scale: { readonly min: number; readonly max: number; readonly passMark: number };
  readonly scoring: string;
  readonly guessingPenalty: boolean;
  readonly priceUsd: number;
  readonly validityYears: number;
  readonly questionTypes: readonly { readonly id: string; readonly rule: string }[];
  readonly delivery: string;
  /** Which sources back which field. */
  readonly factSources: Readonly<Record<string, readonly string[]>>;
  readonly confidence: Confidence;
  readonly domains: readonly Domain[];
  readonly changesFromPredecessor?: readonly { readonly change: string; readonly source: string }[];
  readonly emergingTopics?: string;
  readonly outOfScope?: string;
}

/** What an exam is on a given day; `examStatusOn` says what the words mean. */
export interface ExamStatus {
  readonly on: IsoDate;
  readonly status: 'scheduled' | 'current' | 'expiring' | 'retired';
  /** Whether it can be sat on that day (`current` or `expiring`). */
  readonly takeable: boolean;
  /** The one code of its family to prepare for on that day, which may be its own. */
  readonly currentCode: string;
  /** Whole days until the last one, 0 on the last day itself; only while `expiring`. */
  readonly daysLeft?: number;
}

/** How much a practice project trains a task: our own judgement, not a statement of AWS. */
export interface PracticeLink {
  readonly project: PracticeProject['slug'];
  readonly strength: 'core' | 'partial';
  readonly reason: string;
}
