/** What a check tells of each expectation: whose it is, how often it was looked for, and of an unhealthy project what fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Finding, Probe, ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { breakProject, check } from '../../../lib/lab/drills/run-drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { SAMPLE_OUTPUTS, sampleCloud, sampleDrill } from '../../support/drills/sample-drill.ts';
import { fakeCloud, makeCloud } from '../../support/fakes/fake-cloud.ts';

let folder: string;
let deployment: Deployment;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-check-'));
  makeCloud(join(folder, 'cloud.json'), sampleCloud());
  deployment = { ...fakeCloud(join(folder, 'cloud.json')), notes: join(folder, 'notes'), outputs: SAMPLE_OUTPUTS };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const finding = (ok: boolean): Finding => ({ ok, saw: 'a', wanted: 'b' });
const drillOf = (check: ProjectDrill['check'], contract: ProjectDrill['contract'] = []): ProjectDrill => ({
  ...sampleDrill,
  ...{ check, contract },
});

it('each expectation is the drill’s, the repair’s or the project’s', async () => {
  const look = async () => finding(true);
  const drill = drillOf(
    [
      { expects: 'symptom', look },
      { expects: 'first guard', guards: true, look },
      { expects: 'second guard', guards: true, look },
    ],
    [
      { expects: 'first of the contract', look },
      { expects: 'second of the contract', look },
    ],
  );
  const { verdict, probes } = await check(drill, deployment);
  expect(verdict).toBe('fixed');
  expect(probes.map(({ expects, of }) => [expects, of])).toEqual([
    ['symptom', 'drill'],
    ['first guard', 'repair'],
    ['second guard', 'repair'],
    ['first of the contract', 'project'],
    ['second of the contract', 'project'],
  ]);
});

describe('a look', () => {
  it.each([true, false])('is made once where nothing has to settle, whatever it finds: %s', async (ok) => {
    const look = vi.fn(async () => finding(ok));
    await check(drillOf([{ expects: 'It', look }]), deployment);
    expect(look).toHaveBeenCalledTimes(1);
  });

  it('is made again until all is well where something settles, and no longer', async () => {
    const look = vi.fn(async () => finding(look.mock.calls.length > 1));
    const { verdict } = await check(drillOf([{ expects: 'It', look }]), deployment, { settlesWithin: 30 });
    expect([verdict, look.mock.calls.length]).toEqual(['fixed', 2]);
  });
});

it('what is not healthy is told by what fails, and by nothing else', async () => {
  const drill = drillOf([
    { expects: 'The door is open', look: async () => finding(true) },
    { expects: 'The light is on', look: async () => finding(false) },
  ]);
  await expect(breakProject(drill, deployment)).rejects.toMatchObject({
    code: 'NotHealthy',
    message: expect.stringMatching(/^(?!.*The door is open).*already:\n {2}The light is on: a\n`lab restore/s),
  });
});

it('what is not healthy in many ways is told by four of them, and how many more there are', async () => {
  const probeOf = (expects: string): Probe => ({ expects, look: async () => finding(false) });
  const drill = drillOf([probeOf('A'), ...['B', 'C', 'D', 'E', 'F'].map(probeOf)]);
  await expect(breakProject(drill, deployment)).rejects.toMatchObject({
    message: expect.stringMatching(/already:\n {2}A: a\n {2}B: a\n {2}C: a\n {2}D: a\n {2}and 2 more\n`lab/),
  });
});
