/** What the healthy exam room promises, whatever a drill breaks: asked at every check beside the drill's own probes. */
import { nothingWider } from '../../../lab/access/no-wider.ts';
import type { Probe } from '../../../lab/drills/drill.ts';
import { settingsKept } from '../../../lab/health/settings-kept.ts';
import { webApp } from '../project.ts';
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
import { assetsAreKept, assetsCostWhatTheyMust, oldVersionsEnd, pagesAreNotKept, publicStaysOut } from './storage.ts';
import { nobodyElseComesIn, tiersAreConnected } from './tiers.ts';

export const contract: readonly Probe<Output>[] = [
  nothingWider(webApp.stackName),
  settingsKept(webApp.stackName),
  aSittingWorks,
  nobodyElseComesIn,
  tiersAreConnected,
  tasksAreInTwoZones,
  targetsAreHealthy,
  sickTasksAreNoticed,
  requestsAreFinished,
  releasesAreCareful,
  anyTaskAnswers,
  serviceIsSteady,
  publicStaysOut,
  assetsAreKept,
  pagesAreNotKept,
  assetsCostWhatTheyMust,
  oldVersionsEnd,
];
