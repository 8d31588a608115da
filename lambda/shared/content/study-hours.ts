/** How long people say that they studied for an associate exam. AWS gives no figure. */
import type { Dated } from './model.ts';

/** Hours of study for somebody new to AWS; who works with it daily needs less. */
export const STUDY_HOURS = {
  least: 60,
  most: 100,
  asOf: '2026-11-28',
  sources: ['hours-certcompanion', 'hours-simplifiedtech', 'certlab'],
} as const satisfies Dated & { readonly least: number; readonly most: number };
