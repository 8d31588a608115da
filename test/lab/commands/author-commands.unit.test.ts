/** What an author of a drill is told, and what `lab reset` says of what it did: its deployment runs on the emulator's tests. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { resetAsDeployed } from '../../../lib/lab/deployed/reset.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { emulatorTarget } from '../../../lib/lab/target.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';
import { runCommand } from '../../support/processes/run-command.ts';

vi.mock('../../../lib/lab/deployed/reset.ts', async (original) => {
  const real = await original<typeof import('../../../lib/lab/deployed/reset.ts')>();
  return { ...real, resetAsDeployed: vi.fn(real.resetAsDeployed) };
});

const ACCEPTED = { kind: 'elsewhere' as const, title: 'Fixes it by chance', apply: sampleDrill.solution.apply };
const drill = (name: string, more: Partial<ProjectDrill>): ProjectDrill => ({
  ...sampleDrill,
  ...{ id: `sample/${name}`, name },
  ...more,
});
const here = sampleLab([
  sampleDrill,
  drill('fooled', { shortcuts: [...sampleDrill.shortcuts, ACCEPTED] }),
  drill('aws-only', { runsOn: ['aws'] }),
  drill('half-written', { title: 'Write here: the symptom.', hints: ['Look.', 'Write here: where', 'Change.'] }),
]);
const { run } = here;
const json = async (line: string) => {
  const { out, code } = await run(`${line} --json`);
  return { ...JSON.parse(out), code };
};

describe('lab drill prove', () => {
  it('says step by step that a good drill is one, and leaves it as it was', { timeout: 30_000 }, async () => {
    const { out, err, code } = await run('drill prove sample/1');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    const lines = out.split('\n').map((line) => line.replace(/\s{2,}/g, ' | '));
    expect(lines.slice(0, 4)).toEqual([
      expect.stringMatching(/when \| should be \| checks say$/),
      '✔ | before | fixed | fixed',
      '✔ | after the fault | not fixed | not fixed',
      '✔ | after the shortcut "Hides messages forever" | not fixed | not fixed',
    ]);
    expect(out).toMatch(/\nProven in \d+ s \(longest break [\d.]+ s, check [\d.]+ s, restore [\d.]+ s\)\.\n$/);
    expect(here.variable()).toBe('right');
    expect(existsSync(join(here.lab.stateFolder, 'drill-proof', 'sample/two-changes'))).toBe(false);
  });

  it('ends with 1 where the checks take a shortcut for a fix, and says after which and why', {
    timeout: 30_000,
  }, async () => {
    const { out, code } = await run('drill prove sample/fooled');
    expect(code).toBe(1);
    expect(out).toMatch(/✖ +after the shortcut "Fixes it by chance" +not fixed +fixed/);
    expect(out).toContain('after the shortcut "Fixes it by chance": every check passed');
    expect(out).toMatch(/\nNot proven in \d+ s/);
  });

  it('is one document for a program, with every step', { timeout: 30_000 }, async () => {
    const proof = await json('drill prove sample/fooled');
    expect(proof).toMatchObject({ drill: 'sample/fooled', holds: false, givenAway: [], code: 1 });
    expect(proof.steps.filter((step: { holds: boolean }) => !step.holds)).toHaveLength(1);
  });

  it.each([
    ['sample/aws-only', 'WrongTarget', 'aws-drills.unit.test.ts'],
    ['sample/half-written', 'DrillUnwritten', 'title: the symptom; hints.1: where.'],
    ['sample/9', 'UnknownDrill', 'sample/9'],
  ])('refuses %s: %s', async (name, code, words) => {
    const { error } = await json(`drill prove ${name}`);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(words);
    expect(here.variable()).toBe('right');
  });

  it('refuses to break what is broken already', async () => {
    await run('break sample/1');
    expect(await json('drill prove sample/fooled')).toMatchObject({ error: { code: 'IncidentOpen' }, code: 1 });
    expect(here.variable()).toBe('wrong');
  });
});

describe('lab drill new', () => {
  const inClone = async (line: string) => {
    const clone = mkdtempSync(join(tmpdir(), 'certlab-new-'));
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    mkdirSync(join(clone, 'lib/projects/serverless-api/drills'), { recursive: true });
    const list = 'lib/projects/serverless-api/drills.ts';
    cpSync(join(repository, list), join(clone, list));
    return runCommand({ ...here.lab, projects: CURRICULUM, repository: clone }, `drill new ${line}`);
  };
  const FILE = 'lib/projects/serverless-api/drills/two-words.ts';

  it('says what it wrote, and what comes next', async () => {
    const { out, code } = await inClone('serverless-api/two-words');
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      new RegExp(`Wrote ${FILE}, and registered it in .*npm run lab -- drill prove serverless-api/two-words`),
    );
    const document = await inClone('serverless-api/two-words --json');
    expect(JSON.parse(document.out)).toEqual({ file: FILE, list: 'lib/projects/serverless-api/drills.ts' });
  });

  it('refuses a name with 64', async () => {
    const { out, code } = await inClone('serverless-api/Two --json');
    expect([JSON.parse(out).error.code, code]).toEqual(['WrongName', 64]);
  });
});

describe('lab reset', () => {
  const closed = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `incident-${at}` }));
  const answers = (count: number) => async () =>
    ({
      up: { target: emulatorTarget(here.emulator.endpoint, here.lab.stateFolder), leftOut: {} },
      ...{ projects: [sampleProject], closed: closed(count) },
    }) as never;
  beforeEach(() => void vi.mocked(resetAsDeployed).mockClear());

  it('sets back everything, or the projects that are named alone', async () => {
    vi.mocked(resetAsDeployed).mockImplementation(answers(0));
    const all = await run('reset');
    expect(all.code).toBe(0);
    expect(all.out).toMatch(/^\n.*sample[\s\S]*\nExactly as deployed, after \d+ s\. Addresses may have changed\.\n$/i);
    vi.mocked(resetAsDeployed).mockImplementation(answers(2));
    expect((await run('reset sample')).out).toContain('2 incidents are closed.');
    expect(vi.mocked(resetAsDeployed).mock.calls.map(([, slugs]) => slugs)).toEqual([[], ['sample']]);
    vi.mocked(resetAsDeployed).mockImplementation(answers(1));
    expect((await run('reset')).out).toContain('1 incident is closed.');
  });

  it('is one document for a program', async () => {
    vi.mocked(resetAsDeployed).mockImplementation(answers(2));
    expect(await json('reset sample')).toEqual({
      projects: [expect.objectContaining({ slug: 'sample', state: 'deployed' })],
      ...{ closed: ['incident-0', 'incident-1'], seconds: expect.any(Number), code: 0 },
    });
  });

  it.each([
    ['reset nonsense', 'UnknownProject', 64],
    ['reset --target aws', 'WrongTarget', 1],
    ['reset --region eu-west-1', 'OptionNeedsAws', 64],
  ])('refuses %s: %s', async (line, error, code) => {
    expect(await json(line)).toMatchObject({ error: { code: error }, code });
    expect(resetAsDeployed).not.toHaveBeenCalled();
  });

  it('refuses where no emulator runs', async () => {
    const { resetAsDeployed: real } = await vi.importActual<typeof import('../../../lib/lab/deployed/reset.ts')>(
      '../../../lib/lab/deployed/reset.ts',
    );
    vi.mocked(resetAsDeployed).mockImplementation(real);
    rmSync(join(here.lab.stateFolder, 'emulator.json'));
    expect(await json('reset')).toMatchObject({ error: { code: 'EmulatorNotRunning' }, code: 1 });
  });
});
