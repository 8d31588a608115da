/**
 * The drills of the two regions on an emulator of their own: what a ticket quotes is found while it is broken and not before;
 * then its proof (lib/lab/author/prove-drill.ts). `npm test` takes one, with a shortcut and no other fix, and `npm run
 * test:reliability` all of them whole. Health checks look ten times as often as on AWS.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SPEED } from '../../lib/emulator/web/service.ts';
import { type Evidence, evidenceCommand } from '../../lib/lab/drills/evidence.ts';
import { deploymentOf } from '../../lib/lab/drills/incidents.ts';
import { check, injectFault, restore } from '../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../lib/lab/stacks/deployment.ts';
import { openTarget } from '../../lib/lab/target.ts';
import { drills } from '../../lib/projects/disaster-recovery/drills.ts';
import { disasterRecovery } from '../../lib/projects/disaster-recovery/project.ts';
import { until } from '../../lib/until.ts';
import { proveDrill } from '../support/drills/prove-drill.ts';
import { runCommand } from '../support/processes/run-command.ts';
import { type DeployedRegions, deployRegions } from './deployed-regions.ts';

const inFull = process.env.RELIABILITY_SIZE === 'full';
const ALWAYS = ['copies-left-out'];
const here = drills.filter(({ name, runsOn }) => runsOn.includes('emulator') && (inFull || ALWAYS.includes(name)));
const SHOWS_WITHIN_SECONDS = 30;

let regions: DeployedRegions;
let deployment: Deployment;
/** What each command that a ticket names prints of the healthy project. */
const healthy = new Map<string, string>();

const notesOf = (name: string) => join(regions.lab.stateFolder, 'drill-proof', name);

beforeAll(async () => {
  process.env[SPEED] = '10';
  regions = await deployRegions('pilot-light');
  process.env.CERTLAB_STATE = regions.lab.stateFolder;
  const target = await openTarget({ target: 'emulator' }, regions.lab.stateFolder);
  deployment = await deploymentOf(disasterRecovery, target, notesOf('healthy'));
  const contractOnly = { ...(here[0] as (typeof here)[0]), check: [] as never };
  expect(await until(async () => (await check(contractOnly, deployment)).verdict === 'fixed', 120)).toBe(true);
  for (const { command } of here.flatMap(({ evidence = [] }) => evidence)) {
    if (!healthy.has(command)) healthy.set(command, await shown(command));
  }
}, 300_000);

afterAll(async () => {
  delete process.env[SPEED];
  await regions?.stop();
});

async function shown(command: Evidence['command']): Promise<string> {
  const line = evidenceCommand(command, deployment.outputs);
  const { out, err } = await runCommand(regions.lab, line.slice('lab '.length));
  return out + err;
}

test.for(here)('what the ticket of $name quotes is found, and not before', { timeout: 180_000 }, async (drill) => {
  for (const { command, finds } of drill.evidence ?? []) expect(healthy.get(command)).not.toMatch(finds);
  const incident = await injectFault(drill, { ...deployment, notes: notesOf(`evidence-${drill.name}`) }, null);
  try {
    for (const { command, finds } of drill.evidence ?? []) {
      let text = '';
      const found = await until(async () => {
        text = await shown(command);
        return finds.test(text);
      }, SHOWS_WITHIN_SECONDS);
      expect(found, `${command}: ${text}`).toBe(true);
    }
  } finally {
    await restore(incident, deployment.aws);
  }
});

test.for(here)('$name breaks and heals', { timeout: 600_000 }, async (drill) => {
  const proven = inFull ? drill : { ...drill, otherFixes: [], shortcuts: [drill.shortcuts[0]] as const };
  const { whole } = await proveDrill(proven, { ...deployment, notes: notesOf(drill.name), patience: 0.5 });
  console.log(`${drill.id.padEnd(40)}${whole.toFixed(1).padStart(9)} s`);
});
