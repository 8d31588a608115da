/** What the healthy project promises, whatever a drill breaks: asked at every check beside the drill's own probes. */
import { nothingNarrower } from '../../../lab/access/no-narrower.ts';
import { nothingWider } from '../../../lab/access/no-wider.ts';
import type { Probe } from '../../../lab/drills/drill.ts';
import { dataIsKept } from '../../../lab/health/data-kept.ts';
import { pastIsKept } from '../../../lab/health/past-kept.ts';
import { settingsKept } from '../../../lab/health/settings-kept.ts';
import { versionsAreKept } from '../../../lab/health/versions-kept.ts';
import { serverlessApi } from '../project.ts';
import { conventionsHold, pagesAreWhole, servesEverything } from './serves.ts';
import { siteAnswers } from './site.ts';

export const contract: readonly Probe<keyof (typeof serverlessApi)['outputs']>[] = [
  nothingWider(serverlessApi.stackName),
  nothingNarrower(serverlessApi.stackName),
  settingsKept(serverlessApi.stackName),
  dataIsKept(serverlessApi.stackName),
  pastIsKept(serverlessApi.stackName),
  versionsAreKept(serverlessApi.stackName),
  servesEverything,
  pagesAreWhole,
  conventionsHold,
  siteAnswers,
];
