/** The traffic of one open incident, as `lab break` starts it: slug of the project, file of the incident's journal. */
import { dirname } from 'node:path';
import { deploymentOf } from '../lib/lab/drills/incidents.ts';
import { readIncident } from '../lib/lab/drills/journal.ts';
import { openLab } from '../lib/lab/lab.ts';
import { playTraffic, trafficOf } from '../lib/lab/observed/traffic.ts';
import { openTarget } from '../lib/lab/target.ts';
import { CURRICULUM } from '../lib/projects/registry.ts';

const [slug, file = ''] = process.argv.slice(2);
const entry = CURRICULUM.find(({ project }) => project.slug === slug);
const traffic = await entry?.traffic?.();
if (entry && traffic) {
  const incident = readIncident(file);
  const drill = (await entry.drills?.())?.find(({ id }) => id === incident?.drill);
  const target = await openTarget({ target: 'emulator' }, openLab(CURRICULUM).stateFolder);
  const deployment = await deploymentOf(entry.project, target, dirname(file));
  await playTraffic(trafficOf(traffic, drill), deployment, file);
}
