/**
 * The drills for AWS alone on a cloud whose settings take effect late, and by turns, in an account that may run ten
 * calls at once. A minute of AWS is most of a second here. Neither a ticket before its fault shows, nor a refusal of a
 * fix that is right and has not spread yet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { breakProject, check, restore } from '../../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { fakeCloud, makeCloud } from '../../support/fakes/fake-cloud.ts';
import { healthyCloud, outputsOf } from '../../support/fakes/healthy-cloud.ts';

const UNKIND = { lateMs: 1_200, concurrentExecutions: 10 };
const SETTLES_WITHIN_SECONDS = 6;

const folder = mkdtempSync(join(tmpdir(), 'certlab-late-cloud-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drills = (await Promise.all(CURRICULUM.map(async (entry) => (await entry.drills?.()) ?? [])))
  .flat()
  .filter(({ runsOn }) => !runsOn.includes('emulator'))
  // The fake has no CloudFormation and runs no application: the contract is proven where both are, on the emulator.
  .map((drill) => ({ ...drill, contract: [] }));

function deploymentFor({ name, project }: ProjectDrill, settlesWithin: number): Deployment {
  const cloud = join(folder, `${name}-${settlesWithin}.json`);
  makeCloud(cloud, healthyCloud());
  const notes = join(folder, `${name}-${settlesWithin}`);
  return { ...fakeCloud(cloud, UNKIND), outputs: outputsOf(project), notes, patience: 0.1, settlesWithin };
}

describe.concurrent('on a late cloud', () => {
  test.for(drills)('$id is broken, fixed and restored', { timeout: 60_000 }, async (drill, { expect }) => {
    const deployment = deploymentFor(drill, SETTLES_WITHIN_SECONDS);

    const incident = await breakProject(drill, deployment);
    const broken = await check(drill, deployment, { settlesWithin: 0 });
    await drill.solution.apply(contextToFix(deployment));
    const fixed = await check(drill, deployment);
    await restore(incident, deployment.aws);
    const restored = await check(drill, deployment);

    expect(broken.verdict).toBe('not-yet');
    expect(fixed).toMatchObject({ verdict: 'fixed' });
    expect(restored).toMatchObject({ verdict: 'fixed' });
  });
});

test('an impatient check refuses fixes that are right, which this test would notice', { timeout: 60_000 }, async () => {
  const verdicts = await Promise.all(
    drills.map(async (drill) => {
      const deployment = deploymentFor(drill, 0);
      await breakProject(drill, { ...deployment, patience: 1 });
      await drill.solution.apply(contextToFix(deployment));
      return (await check(drill, deployment)).verdict;
    }),
  );
  expect(verdicts.filter((verdict) => verdict === 'not-yet').length).toBeGreaterThanOrEqual(3);
});
