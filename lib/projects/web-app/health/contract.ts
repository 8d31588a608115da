/** What the healthy exam room promises, whatever a drill breaks: asked at every check beside the drill's own probes. */
import { nothingWider } from '../../../lab/access/no-wider.ts';
import type { Probe } from '../../../lab/drills/drill.ts';
import { settingsKept } from '../../../lab/health/settings-kept.ts';
import { webApp } from '../project.ts';
import { boardsAreKept } from './board.ts';
import { connectionsSuffice } from './connections.ts';
import { growsWithItsRequests, shrinksAfterThem } from './scaling.ts';
import {
  anyTaskAnswers,
  releasesAreCareful,
  requestsAreFinished,
  serviceIsSteady,
  sickTasksAreNoticed,
  targetsAreHealthy,
  tasksAreInTwoZones,
} from './service.ts';
import { aSittingWorks, type Output } from './sitting.ts';
import { passwordLetsNobodyIn, rotationsAreSurvived, tasksHaveRoom } from './starting.ts';
import { assetsAreKept, assetsCostWhatTheyMust, oldVersionsEnd, pagesAreNotKept, publicStaysOut } from './storage.ts';
import { nobodyElseComesIn, tiersAreConnected } from './tiers.ts';
import { nothingIsPaidForOnTheWay, tasksReachS3 } from './way-to-s3.ts';

/** What can be asked of the room itself, without the template that it was deployed by. */
export const promises: readonly Probe<Output>[] = [
  aSittingWorks,
  boardsAreKept,
  nobodyElseComesIn,
  tiersAreConnected,
  tasksAreInTwoZones,
  targetsAreHealthy,
  sickTasksAreNoticed,
  requestsAreFinished,
  releasesAreCareful,
  anyTaskAnswers,
  serviceIsSteady,
  rotationsAreSurvived,
  passwordLetsNobodyIn,
  tasksHaveRoom,
  connectionsSuffice,
  growsWithItsRequests,
  shrinksAfterThem,
  tasksReachS3,
  nothingIsPaidForOnTheWay,
  publicStaysOut,
  assetsAreKept,
  pagesAreNotKept,
  assetsCostWhatTheyMust,
  oldVersionsEnd,
];

export const contract: readonly Probe<Output>[] = [
  nothingWider(webApp.stackName),
  settingsKept(webApp.stackName),
  ...promises,
];
