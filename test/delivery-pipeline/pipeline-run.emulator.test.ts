import { beforeAll, describe, expect, it } from 'vitest';
import { openLab } from '../../lib/lab/lab.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import type { Break } from '../../lib/rehearsal/commits.ts';
import { clearAway, type Rehearsal, rehearse, succeeded } from '../../lib/rehearsal/rehearse.ts';
import { deployedTarget } from '../support/deployed-target.ts';

/**
 * The promotion and the way back, by the code of `lab rehearse`: real builds, deployments, hooks and invocations.
 * One thing is the rehearsal's own, because the emulator lacks it: the counting of errors by version. Packages are not
 * installed again here: test/delivery-pipeline/pipeline/buildspec.repo.test.ts does that. What a run does where a role lacks a permission is in
 * pipeline-roles.emulator.test.ts.
 */
async function run(broken?: Break): Promise<Rehearsal> {
  const { endpoint, stateFolder } = await deployedTarget();
  const machine = { ...process.env };
  const lab = openLab(CURRICULUM, stateFolder);
  const options = { lab, target: emulatorTarget(endpoint, stateFolder), machine, quick: true, broken };
  const said: string[] = [];
  try {
    return await rehearse(options, async (_, work) => {
      await work((line) => said.push(line));
    });
  } finally {
    await clearAway(lab, options.target);
  }
}

const UP_TO_UPDATE = ['Production as it is', 'Source', 'Build', 'Publish', 'Update'];
const passed = ({ stages }: Rehearsal) => stages.filter((stage) => stage.passed).map(({ name }) => name);

describe('a good commit', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await run();
  }, 300_000);

  it('goes through every stage and reaches callers', () => {
    expect(rehearsal.because).toBe('every stage passed.');
    expect(passed(rehearsal)).toEqual([...UP_TO_UPDATE, 'Beta', 'Approval', 'Prod']);
    expect(succeeded(rehearsal)).toBe(true);
  });

  it('is built once: both stages were deployed from the same bytes, and run the same code', () => {
    expect(rehearsal.assemblySha256).toHaveLength(3);
    expect(new Set(rehearsal.assemblySha256).size).toBe(1);
    const { 'Beta-ServerlessApi': beta, 'Prod-ServerlessApi': production } = rehearsal.codeSha256;
    expect(beta).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(production).toBe(beta);
  });

  it('takes a tenth of the traffic for five minutes, and then all of it', () => {
    const served = rehearsal.release?.served ?? [];
    const minutes = Array.from({ length: 6 }, (_, n) => served.slice(n * 30, (n + 1) * 30));
    expect(minutes.map((minute) => minute.filter(({ marked }) => marked).length)).toEqual([3, 3, 3, 3, 3, 30]);
    for (const { version, marked } of served) expect(version).toBe(marked ? rehearsal.after : rehearsal.before);
  });
});

describe('a commit that production’s settings were forgotten for', () => {
  it('passes beta, and is refused by the hook before a single caller reaches it', async () => {
    const rehearsal = await run('hook');
    expect(passed(rehearsal)).toEqual([...UP_TO_UPDATE, 'Beta', 'Approval']);
    expect(rehearsal.outcome).toBe('rolled back');
    expect(rehearsal.because).toMatch(/hook before the traffic: Failed, .*There are no settings for stage Prod/);
    expect(rehearsal.release?.served).toEqual([]);
    expect(succeeded(rehearsal)).toBe(true);
  }, 300_000);
});

describe('a commit with a defect that no test and no hook looks for', () => {
  it('is rolled back by the alarm on the new version’s errors, and no request reaches it afterwards', async () => {
    const rehearsal = await run('errors');
    expect(rehearsal.because).toMatch(/in minute \d of the canary, alarm .*ReleaseNewVersionErrors/);
    expect(rehearsal.outcome).toBe('rolled back');
    const { served = [] } = rehearsal.release ?? {};
    const hurt = served.filter(({ failed }) => failed);
    expect(hurt.length).toBeGreaterThan(0);
    // Callers of the version before never failed, and those of the new one only where the defect is.
    for (const { version, path } of hurt) {
      expect(version).not.toBe(rehearsal.before);
      expect(path).toMatch(/^\/v1\/search/);
    }
    expect(hurt.length / served.length).toBeLessThanOrEqual(0.1);
    expect(rehearsal.afterwards.filter(({ marked, failed }) => marked || failed)).toEqual([]);
    expect(succeeded(rehearsal)).toBe(true);
  }, 300_000);
});
