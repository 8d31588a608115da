/**
 * The engine killed by SIGKILL at every step of a fault, and at every step of a restore: `lab restore` reaches green
 * from wherever that left things. RELIABILITY_SIZE=full takes every drill through it, which lasts about ten minutes; by
 * default it is one, whose fault changes two resources.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { allDrills, type NumberedDrill } from '../../../lib/lab/drills/catalogue.ts';
import { readIncidents } from '../../../lib/lab/drills/journal.ts';
import { check, injectFault, restore } from '../../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';

const target = await deployedTarget();
const notes = join(target.stateFolder, 'drill-kill');
const full = process.env.RELIABILITY_SIZE === 'full';
const drills = (await allDrills({ projects: STARTED_BY_DEFAULT })).filter(
  ({ id, runsOn }) => runsOn.includes('emulator') && (full || id === 'serverless-api/edition-lost'),
);

const deploymentOf = ({ project }: NumberedDrill): Deployment => ({
  aws: awsClients(clientConfigOf(target)),
  outputs: target.outputs[project.stackName] ?? {},
  notes,
});

/** Runs a half of the drill to this step; false when it came to its end before. */
function killedAt(step: number, half: 'fault' | 'restore', { id, project }: NumberedDrill): boolean {
  const work = {
    id,
    half,
    step,
    notes,
    outputs: target.outputs[project.stackName],
    clientConfig: clientConfigOf(target),
  };
  const run = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../../support/drills/kill-drill.ts'), JSON.stringify(work)],
    {
      env: { ...process.env, NODE_OPTIONS: '' },
      encoding: 'utf8',
    },
  );
  if (run.signal !== 'SIGKILL') expect(run.status, run.stderr).toBe(0);
  return run.signal === 'SIGKILL';
}

async function restoreAll({ aws }: Deployment): Promise<void> {
  for (const incident of readIncidents(notes).toReversed()) await restore(incident, aws);
}

afterEach(() => rmSync(notes, { recursive: true, force: true }));

for (const drill of drills) {
  test(`${drill.id}: a fault killed at any step is restored to green`, { timeout: 600_000 }, async () => {
    const deployment = deploymentOf(drill);
    let steps = 0;
    for (let killed = true; killed; steps += 1) {
      killed = killedAt(steps + 1, 'fault', drill);
      await restoreAll(deployment);
      const { verdict, probes } = await check(drill, deployment);
      expect(verdict, `killed at step ${steps + 1}: ${JSON.stringify(probes)}`).toBe('fixed');
      rmSync(notes, { recursive: true, force: true });
    }
    console.log(`${drill.id}: killed at ${steps - 1} steps of its fault`);
    expect(steps).toBeGreaterThan(4);
  });

  test(`${drill.id}: a restore killed at any step is completed by the next`, { timeout: 600_000 }, async () => {
    const deployment = deploymentOf(drill);
    let steps = 0;
    for (let killed = true; killed; steps += 1) {
      await injectFault(drill, deployment, null);
      killed = killedAt(steps + 1, 'restore', drill);
      await restoreAll(deployment);
      const { verdict, probes } = await check(drill, deployment);
      expect(verdict, `killed at step ${steps + 1}: ${JSON.stringify(probes)}`).toBe('fixed');
      rmSync(notes, { recursive: true, force: true });
    }
    console.log(`${drill.id}: killed at ${steps - 1} steps of its restore`);
    expect(steps).toBeGreaterThan(4);
  });
}
