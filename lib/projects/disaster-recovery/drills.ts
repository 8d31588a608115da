import { type ProjectDrill, underContract } from '../../lab/drills/drill.ts';
import { asksTheOthersName } from './drills/asks-the-others-name.ts';
import { copiesLeftOut } from './drills/copies-left-out.ts';
import { fenceNotAsked } from './drills/fence-not-asked.ts';
import { keyGoingAway } from './drills/key-going-away.ts';
import { needsBoth } from './drills/needs-both.ts';
import { nobodySaw } from './drills/nobody-saw.ts';
import { paidAllDay } from './drills/paid-all-day.ts';
import { tooSmallToServe } from './drills/too-small-to-serve.ts';
import { twoPasswords } from './drills/two-passwords.ts';
import { contract } from './health/contract.ts';

/** The drills of the two regions. Their places are their numbers: add new ones at the end. */
export const drills: readonly ProjectDrill[] = underContract(contract, [
  copiesLeftOut,
  fenceNotAsked,
  tooSmallToServe,
  keyGoingAway,
  nobodySaw,
  asksTheOthersName,
  twoPasswords,
  needsBoth,
  paidAllDay,
]);
