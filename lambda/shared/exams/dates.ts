/**
 * The dates of the exams, apart from their blueprints: what answers "which exam, on which day" is small enough for a
 * function to carry, and the blueprints stay in the table.
 */
import type { Dated, IsoDate } from '../content/model.ts';

/** When an exam can be sat and booked, as far as a source says so. */
export interface ExamDates extends Dated {
  readonly code: string;
  readonly family: 'SAA' | 'DVA';
  readonly name: string;
  /** First day on which it can be sat; absent where no source gives it. */
  readonly firstDay?: IsoDate;
  /** Where no source gives the first day: the day of the earliest evidence that the exam was there. */
  readonly knownSince?: IsoDate;
  readonly lastDay?: IsoDate;
  readonly registrationOpened?: IsoDate;
  readonly replaces?: string;
  readonly successor?: string;
  /** Which sources back which field. */
  readonly factSources: Readonly<Record<string, readonly string[]>>;
}

/** The exams in the order in which they follow one another within their families. */
export const EXAM_DATES = {
  'SAA-C03': {
    code: 'SAA-C03',
    family: 'SAA',
    name: 'AWS Certified Solutions Architect - Associate',
    knownSince: '2026-09-28',
    factSources: { knownSince: ['guide-sep28'], status: ['audit-oct09', 'cov-oct05', 'mirror-tree'] },
    asOf: '2026-10-09',
    sources: ['guide-sep28', 'audit-oct09', 'cov-oct05', 'mirror-tree'],
  },
  'DVA-C02': {
    code: 'DVA-C02',
    family: 'DVA',
    name: 'AWS Certified Developer - Associate',
    knownSince: '2024-12-12',
    lastDay: '2026-11-30',
    successor: 'DVA-C03',
    factSources: { knownSince: ['aws-dva02-rev'], lastDay: ['aws-dva-cmp', 'audit-oct09'] },
    asOf: '2026-10-09',
    sources: ['aws-dva02-rev', 'aws-dva-cmp', 'audit-oct09'],
  },
  'DVA-C03': {
    code: 'DVA-C03',
    family: 'DVA',
    name: 'AWS Certified Developer - Associate',
    firstDay: '2026-12-01',
    registrationOpened: '2026-10-27',
    replaces: 'DVA-C02',
    factSources: { firstDay: ['aws-dva-cmp', 'aws-blog-sep26'], registrationOpened: ['audit-oct09', 'aws-blog-sep26'] },
    asOf: '2026-10-09',
    sources: ['aws-dva-cmp', 'aws-blog-sep26', 'audit-oct09'],
  },
} as const satisfies Readonly<Record<string, ExamDates>>;

/** The code of an exam whose blueprint is here, for example `SAA-C03`. */
export type ExamCode = keyof typeof EXAM_DATES;

/** The family of exams that a code belongs to; a family's codes follow one another. */
export type ExamFamily = (typeof EXAM_DATES)[ExamCode]['family'];

/** The dates of an exam in their general shape, where the literal types of the data are in the way. */
export const datesOf = (code: ExamCode): ExamDates => EXAM_DATES[code];

/** Whether a text is the code of an exam whose blueprint is held here. */
export function isExamCode(code: string): code is ExamCode {
  return Object.hasOwn(EXAM_DATES, code);
}
