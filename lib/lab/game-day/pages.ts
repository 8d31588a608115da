/** What people write to the one who is on call: always what was measured since the last page, and a question in turn. */

import type { Asked } from './event.ts';
import { seconds } from './review.ts';

const WHILE_IT_FAILS = [
  'Support asks: should people try again, or stop?',
  'The duty manager asks: what do we know, what are we trying, and when do we hear from you again?',
  'Support asks: is what was acknowledged before safe?',
  'The duty manager asks: who has to know, and what do we write on the status page?',
];
const WHILE_IT_IS_SLOW = [
  'Support asks: is this the same incident, or another?',
  'The duty manager asks: does it get worse, and from when on do we take load away?',
];
const WHILE_ALL_SEEMS_WELL = [
  'Support asks: the ticket is open still. What is wrong, and how would we have noticed?',
  'The duty manager asks: what makes you sure that it does not come back tonight?',
];
/** From this time on people speak of slowness, in milliseconds. */
const SLOW_MS = 1_000;

/** @param since what was asked since the last page */
export function pageOf(since: readonly Asked[], number: number): string {
  const failed = since.filter(({ acknowledged }) => !acknowledged);
  const slowest = Math.max(0, ...since.map(({ ms }) => ms));
  const turn = (questions: readonly string[]) => questions[number % questions.length];
  const last = `Of the last ${since.length} ${since.length === 1 ? 'request' : 'requests'}`;
  if (failed.length > 0) {
    return `${last} ${failed.length} failed (${failed.at(-1)?.said}). ${turn(WHILE_IT_FAILS)}`;
  }
  if (slowest >= SLOW_MS) {
    return `${last} none failed; the slowest took ${seconds(slowest)}. ${turn(WHILE_IT_IS_SLOW)}`;
  }
  return `${last} none failed, and none took longer than ${seconds(slowest)}. ${turn(WHILE_ALL_SEEMS_WELL)}`;
}
