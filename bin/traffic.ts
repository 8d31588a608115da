/** The traffic of one open incident, as `lab break` starts it: slug of the project, file of the incident's journal. */
import { dirname } from 'node:path';
import { deploymentOf } from '../lib/lab/drills/incidents.ts';
import { openLab } from '../lib/lab/lab.ts';
import { playTraffic } from '../lib/lab/observed/traffic.ts';
import { openTarget } from '../lib/lab/target.ts';
import { CURRICULUM } from '../lib/projects/registry.ts';

const [slug, file = ''] = process.argv.slice(2);
const entry = CURRICULUM.find(({ project }) => project.slug === slug);
const traffic = await entry?.traffic?.();
if (entry && traffic) {
  const target = await openTarget({ target: 'emulator' }, openLab(CURRICULUM).stateFolder);
  await playTraffic(traffic, await deploymentOf(entry.project, target, dirname(file)), file);
}
