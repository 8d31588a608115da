/**
 * The drills that run on AWS alone go through the same proof as the others, on a fake whose behaviour is written down in
 * `fake-cloud.ts`. It shows that they break and heal there; that AWS behaves so, is for `*.aws.test.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { proveDrill } from '../../support/drills/prove-drill.ts';
import { fakeCloud, makeCloud } from '../../support/fakes/fake-cloud.ts';
import { healthyCloud, outputsOf } from '../../support/fakes/healthy-cloud.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-aws-drill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const drills = (await Promise.all(CURRICULUM.map(async (entry) => (await entry.drills?.()) ?? [])))
  .flat()
  .filter(({ runsOn }) => !runsOn.includes('emulator'))
  // The fake has no CloudFormation and runs no application: the contract is proven where both are, on the emulator.
  .map((drill) => ({ ...drill, contract: [] }));

test('there are drills for AWS alone', () => expect(drills.length).toBeGreaterThanOrEqual(7));

test.for(drills)('$id breaks and heals', { timeout: 60_000 }, async (drill) => {
  const cloud = join(folder, 'cloud.json');
  makeCloud(cloud, healthyCloud());
  await proveDrill(drill, {
    ...fakeCloud(cloud),
    outputs: outputsOf(drill.project),
    notes: join(folder, 'notes'),
    patience: 0.25,
  });
});
