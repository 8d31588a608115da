import { type ProjectDrill, underContract } from '../../lab/drills/drill.ts';
import { editionLost } from './drills/edition-lost.ts';
import { etagBlind } from './drills/etag-blind.ts';
import { halfAMove } from './drills/half-a-move.ts';
import { indexDeleted } from './drills/index-deleted.ts';
import { indexForgotten } from './drills/index-forgotten.ts';
import { liveLeftBehind } from './drills/live-left-behind.ts';
import { nothingRuns } from './drills/nothing-runs.ts';
import { oneUnit } from './drills/one-unit.ts';
import { pageSkips } from './drills/page-skips.ts';
import { queryDenied } from './drills/query-denied.ts';
import { recoveryOff } from './drills/recovery-off.ts';
import { roleTooWide } from './drills/role-too-wide.ts';
import { routeNarrowed } from './drills/route-narrowed.ts';
import { seedThrottled } from './drills/seed-throttled.ts';
import { tableNameLost } from './drills/table-name-lost.ts';
import { tenthOfYesterday } from './drills/tenth-of-yesterday.ts';
import { throttledToOne } from './drills/throttled-to-one.ts';
import { wrongCaller } from './drills/wrong-caller.ts';
import { contract } from './health/contract.ts';

/** The drills of the serverless API, easy ones first. Their places are their numbers: add new ones at the end. */
export const drills: readonly ProjectDrill[] = underContract(contract, [
  tableNameLost,
  queryDenied,
  routeNarrowed,
  seedThrottled,
  indexForgotten,
  indexDeleted,
  roleTooWide,
  halfAMove,
  pageSkips,
  liveLeftBehind,
  editionLost,
  etagBlind,
  // Two for AWS alone, throttledToOne and oneUnit: the emulator throttles neither an API nor a table.
  nothingRuns,
  throttledToOne,
  recoveryOff,
  oneUnit,
  wrongCaller,
  tenthOfYesterday,
]);
