/** What the healthy project promises, whatever a drill breaks: asked at every check beside the drill's own probes. */
import { nothingNarrower } from '../../../lab/access/no-narrower.ts';
import { nothingWider } from '../../../lab/access/no-wider.ts';
import type { Probe } from '../../../lab/drills/drill.ts';
import { dataIsKept } from '../../../lab/health/data-kept.ts';
import { pastIsKept } from '../../../lab/health/past-kept.ts';
import { settingsKept } from '../../../lab/health/settings-kept.ts';
import type { Output } from '../drills/event-pipeline.ts';
import { eventPipeline } from '../project.ts';
import { canBeSentAgain } from './again.ts';
import { onlyTheAwardedIsTold, onlyTheNewIsAwarded, taskSaysYesOrNo } from './awarding.ts';
import { nothingWaitingIsLost } from './backlog.ts';
import {
  badEventsAreParked,
  edgeLeadsEverywhere,
  everyKindCountsOnce,
  milestonesAreAwarded,
  pastCanBeReplayed,
  standingsAreServed,
} from './flow.ts';

export const contract: readonly Probe<Output>[] = [
  nothingWider(eventPipeline.stackName),
  nothingNarrower(eventPipeline.stackName),
  settingsKept(eventPipeline.stackName),
  dataIsKept(eventPipeline.stackName),
  pastIsKept(eventPipeline.stackName),
  everyKindCountsOnce,
  edgeLeadsEverywhere,
  standingsAreServed,
  badEventsAreParked,
  milestonesAreAwarded,
  onlyTheNewIsAwarded,
  taskSaysYesOrNo,
  onlyTheAwardedIsTold,
  pastCanBeReplayed,
  canBeSentAgain,
  nothingWaitingIsLost,
];
