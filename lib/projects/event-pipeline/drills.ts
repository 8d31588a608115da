import { type ProjectDrill, underContract } from '../../lab/drills/drill.ts';
import { alarmBlind } from './drills/alarm-blind.ts';
import { awardStuck } from './drills/award-stuck.ts';
import { consumerAsleep } from './drills/consumer-asleep.ts';
import { dedupeDropped } from './drills/dedupe-dropped.ts';
import { envelopeLost } from './drills/envelope-lost.ts';
import { filteredAway } from './drills/filtered-away.ts';
import { milestoneDenied } from './drills/milestone-denied.ts';
import { nothingArrives } from './drills/nothing-arrives.ts';
import { parkingDenied } from './drills/parking-denied.ts';
import { pipeStopped } from './drills/pipe-stopped.ts';
import { queueTakesNoPost } from './drills/queue-takes-no-post.ts';
import { ruleMismatch } from './drills/rule-mismatch.ts';
import { silentLoss } from './drills/silent-loss.ts';
import { toldNobody } from './drills/told-nobody.ts';
import { contract } from './health/contract.ts';

/** The drills of the event-driven pipeline, easy ones first. Their places are their numbers: add new ones at the end. */
export const drills: readonly ProjectDrill[] = underContract(contract, [
  consumerAsleep,
  ruleMismatch,
  pipeStopped,
  alarmBlind,
  filteredAway,
  envelopeLost,
  silentLoss,
  parkingDenied,
  nothingArrives,
  milestoneDenied,
  toldNobody,
  dedupeDropped,
  awardStuck,
  queueTakesNoPost,
]);
