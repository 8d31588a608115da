/** The shapes of the exams' blueprints. The data is in `blueprints.ts`, so typed that the compiler knows every task. */
import type { Confidence, DeployableSlug, IsoDate, PlannedSlug } from '../content/model.ts';
import type { ExamDates } from './dates.ts';

/** The smallest part of a blueprint: one thing that a candidate must be able to do. */
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
export interface Blueprint extends ExamDates {
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
  readonly confidence: Confidence;
  readonly domains: readonly Domain[];
  readonly changesFromPredecessor?: readonly { readonly change: string; readonly source: string }[];
  readonly emergingTopics?: string;
  /** Job tasks that the exam guide rules out; absent where the guide has no such list. */
  readonly outOfScope?: readonly string[];
}

/** What an exam is on a given day; `examStatusOn` says what the words mean. */
export interface ExamStatus {
  readonly on: IsoDate;
  readonly status: 'scheduled' | 'current' | 'expiring' | 'retired' | 'not-known';
  /** Whether it is known that it can be sat on that day (`current` or `expiring`). */
  readonly takeable: boolean;
  /** The one code of its family to prepare for on that day, which may be its own; absent where that is not known. */
  readonly currentCode?: string;
  /** Whole days until the last one, 0 on the last day itself; only while `expiring`. */
  readonly daysLeft?: number;
}

/** How much a practice project trains a task: our own judgement, not a statement of AWS. */
export type Strength = 'core' | 'partial';

/** One thing in this repository that trains a task, and where to see it. */
export interface Evidence {
  /** What a learner sees or does there. */
  readonly what: string;
  /** Path in the repository. */
  readonly path: string;
  /** Text that the file contains; a test checks it. */
  readonly contains: string;
}

/** A drill by the number and the symptom that `lab drills` shows; its id would name the fault. */
export interface DrillReference {
  readonly number: string;
  readonly title: string;
  readonly level: 1 | 2 | 3;
}

/** How much a project that can be deployed today trains a task, and what shows it. */
export interface PracticeLink {
  readonly project: DeployableSlug;
  readonly strength: Strength;
  /** Never empty. */
  readonly shownIn: readonly Evidence[];
  /** The drills of that project on this task. */
  readonly drills: readonly DrillReference[];
}

/** What a project is meant to train once it is built. */
export interface PlannedLink {
  readonly project: PlannedSlug;
  readonly plan: string;
}
