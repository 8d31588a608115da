/**
 * Runs one half of a drill against a real deployment in a process of its own, which ends by SIGKILL at a step: see
 * kill-at-step.ts. What it works on is given as JSON: `{ id, half, step, notes, outputs, clientConfig }`.
 */
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { allDrills, findDrill } from '../../../lib/lab/drills/catalogue.ts';
import { readIncidents } from '../../../lib/lab/drills/journal.ts';
import { injectFault, restore } from '../../../lib/lab/drills/run-drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { killAtStep } from './kill-at-step.ts';

const { id, half, step, notes, outputs, clientConfig } = JSON.parse(process.argv[2] ?? '{}');
const aws = killAtStep(awsClients(clientConfig), step);
if (half === 'fault') {
  await injectFault(findDrill(await allDrills({ projects: CURRICULUM }), id), { aws, notes, outputs }, null);
} else {
  for (const incident of readIncidents(notes)) await restore(incident, aws);
}
