/** What both regions promise while all is well, whatever a drill breaks: asked at every check beside the drill's own probes. */
import { nothingWider } from '../../../lab/access/no-wider.ts';
import type { Probe } from '../../../lab/drills/drill.ts';
import { askedIn } from '../../../lab/drills/probes.ts';
import { settingsKept } from '../../../lab/health/settings-kept.ts';
import { disasterRecovery } from '../project.ts';
import { databaseFollows, itemsArrive, passwordFollows, passwordIsTheSame, passwordOpens } from './data.ts';
import { failsOverAlone, goesBackWithoutLoss } from './failover.ts';
import { copiesAreReadThere, filesArrive, noFileIsMissing } from './files.ts';
import { copiesCanBeOpened } from './keys.ts';
import { leavesALostRegion, siteAnswers, staysAway } from './name.ts';
import { databaseCostsNoMore, databaseIsReady } from './price.ts';
import type { Output } from './regions.ts';
import { otherRegionCanGrow } from './size.ts';

/** What can be asked of the regions themselves, without the templates that they were deployed by. */
export const promises: readonly Probe<Output>[] = [
  siteAnswers,
  leavesALostRegion,
  staysAway,
  databaseFollows,
  itemsArrive,
  passwordIsTheSame,
  passwordFollows,
  passwordOpens,
  filesArrive,
  noFileIsMissing,
  copiesAreReadThere,
  copiesCanBeOpened,
  otherRegionCanGrow,
  failsOverAlone,
  goesBackWithoutLoss,
  databaseCostsNoMore,
  databaseIsReady,
];

export const contract: readonly Probe<Output>[] = [
  ...(disasterRecovery.stacks ?? []).flatMap(({ name, region }) => [
    askedIn(region, nothingWider(name)),
    askedIn(region, settingsKept(name)),
  ]),
  ...promises,
];
