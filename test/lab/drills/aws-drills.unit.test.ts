/**
 * The drills that run on AWS alone go through the same proof as the others, on a fake whose behaviour is written down in
 * `fake-cloud.ts`, and some that run on the emulator too. It shows that they break and heal there; that AWS behaves so, is
 * for `*.aws.test.ts`. Each has a cloud of its own and mostly waits, so they go side by side.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { proveDrill } from '../../support/drills/prove-drill.ts';
import { fakeCloud, makeCloud } from '../../support/fakes/fake-cloud.ts';
import { healthyCloud, ON_FAKE_CLOUD, outputsOf } from '../../support/fakes/healthy-cloud.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-aws-drills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = (await Promise.all(CURRICULUM.map(async (entry) => (await entry.drills?.()) ?? []))).flat();
const drills = all
  .filter(({ name }) => ON_FAKE_CLOUD.includes(name))
  // The fake has no CloudFormation and runs no application: the contract is proven where both are, on the emulator.
  .map((drill) => ({ ...drill, contract: [] }));

test('no drill for AWS alone is left out', () => {
  const alone = all.filter(({ runsOn }) => !runsOn.includes('emulator')).map(({ name }) => name);
  expect(ON_FAKE_CLOUD).toEqual(expect.arrayContaining(alone));
  expect(drills).toHaveLength(ON_FAKE_CLOUD.length);
});

test.concurrent.for(drills)('$id breaks and heals', { timeout: 60_000 }, async (drill) => {
  const cloud = join(folder, `${drill.name}.json`);
  makeCloud(cloud, healthyCloud());
  await proveDrill(drill, {
    ...fakeCloud(cloud),
    outputs: outputsOf(drill.project),
    notes: join(folder, drill.name),
    patience: 0.25,
  });
});
