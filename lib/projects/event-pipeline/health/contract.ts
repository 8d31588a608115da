/** What the healthy project promises, whatever a drill breaks: asked at every check beside the drill's own probes. */
import { nothingNarrower } from '../../../lab/access/no-narrower.ts';
import { nothingWider } from '../../../lab/access/no-wider.ts';
import type { Probe } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';

export const contract: readonly Probe[] = [
  nothingWider(eventPipeline.stackName),
  nothingNarrower(eventPipeline.stackName),
];
