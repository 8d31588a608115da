/** What ends of drills say about a learner. */
import type { FailedDrill } from '../cards.ts';
import type { DrillEnd } from '../counted.ts';
import type { DrillDone } from './records.ts';

/** Drills that were solved, or whose solution was looked at: of one that was put back nothing is known. */
export const countedDrills = (drills: readonly DrillDone[]): DrillEnd[] =>
  drills.filter(({ solved, solutionShown }) => solved || solutionShown);

/** Drills that were given up: the solution was looked at, or the fault was put back unsolved. */
export const failedDrills = (drills: readonly DrillDone[]): FailedDrill[] =>
  drills.filter(({ solved, solutionShown }) => !solved || solutionShown);
