/** What can be sat: the exams, and how long a sitting is. */
import { BLUEPRINTS } from '../../../../lambda/shared/exams/blueprints.ts';

export const EXAMS = ['SAA-C03', 'DVA-C03'] as const;
export type Exam = (typeof EXAMS)[number];

/** `full` is the exam's own length; `short` is for a lunch break, at the same pace. */
export const LENGTHS = ['full', 'short'] as const;
export type Length = (typeof LENGTHS)[number];
const SHORT = { questions: 10, minutes: 20 };

/** Questions of each domain, and the minutes for all of them. */
export interface Plan {
  readonly minutes: number;
  readonly seats: readonly { readonly domain: string; readonly questions: number }[];
}

/** By the domains' weights: whole shares first, and what is left to those that lack most. */
export function planOf(exam: Exam, length: Length): Plan {
  const { domains, minutes, questions } = BLUEPRINTS[exam];
  const total = length === 'full' ? questions.total : SHORT.questions;
  const shares = domains.map(({ id, weight }) => ({ domain: id as string, share: (total * weight) / 100 }));
  const left = total - shares.reduce((sum, { share }) => sum + Math.floor(share), 0);
  const most = shares.toSorted((a, b) => (b.share % 1) - (a.share % 1)).slice(0, left);
  return {
    minutes: length === 'full' ? minutes : SHORT.minutes,
    seats: shares.map((seat) => ({
      domain: seat.domain,
      questions: Math.floor(seat.share) + (most.includes(seat) ? 1 : 0),
    })),
  };
}

/** The title of a domain, for a reader. */
export const domainTitle = (exam: Exam, domain: string): string =>
  BLUEPRINTS[exam].domains.find(({ id }) => id === domain)?.title ?? domain;
