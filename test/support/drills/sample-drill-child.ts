/** Breaks or restores the sample in a process of its own, which `KILL_AT` ends at a step: see kill-at-step.ts. */
import { readIncidents } from '../../../lib/lab/drills/journal.ts';
import { injectFault, restore } from '../../../lib/lab/drills/run-drill.ts';
import { fakeCloud } from '../fakes/fake-cloud.ts';
import { killAtStep } from './kill-at-step.ts';
import { SAMPLE_OUTPUTS, sampleDrill } from './sample-drill.ts';

const [action, notes = '', cloud = ''] = process.argv.slice(2);
const aws = killAtStep(fakeCloud(cloud).aws, Number(process.env.KILL_AT));
if (action === 'break') await injectFault(sampleDrill, { aws, notes, outputs: SAMPLE_OUTPUTS }, null);
else for (const incident of readIncidents(notes)) await restore(incident, aws);
