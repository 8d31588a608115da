/**
 * `lab start` around its deployment: what it brings up, says and follows, and how it ends. The deployment itself takes the
 * CDK and an emulator, and start.emulator.test.ts runs it: here it is what it comes to.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopOwnEmulator } from '../../../lib/emulator/emulator.ts';
import { LabError } from '../../../lib/errors.ts';
import { startCommand } from '../../../lib/lab/commands/start.ts';
import type { Lab, LabProject } from '../../../lib/lab/lab.ts';
import { type Up, upOnEmulator } from '../../../lib/lab/stacks/up.ts';
import { emulatorTarget } from '../../../lib/lab/target.ts';
import { defineProject } from '../../../lib/project.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

vi.mock('../../../lib/lab/stacks/up.ts', async (original) => ({
  ...(await original<typeof import('../../../lib/lab/stacks/up.ts')>()),
  upOnEmulator: vi.fn(),
}));
vi.mock('../../../lib/emulator/emulator.ts', async (original) => ({
  ...(await original<typeof import('../../../lib/emulator/emulator.ts')>()),
  stopOwnEmulator: vi.fn(async () => false),
}));

const here = sampleLab([sampleDrill]);
const SLOW = defineProject({ ...sampleProject, slug: 'slow', stackName: 'Slow', outputs: {} } as never);

let lines: string[];
let errors: string[];
let ended: Promise<number>;
let listeners: (readonly [NodeJS.Signals, readonly unknown[]])[];
beforeEach(() => {
  listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [signal, process.listeners(signal)]);
  lines = [];
  errors = [];
  vi.spyOn(console, 'log').mockImplementation((text = '') => void lines.push(...`${text}`.split('\n')));
  vi.spyOn(console, 'error').mockImplementation((text = '') => void errors.push(`${text}`));
  ended = new Promise((done) => {
    vi.spyOn(process, 'exit').mockImplementation(((code: number) => done(code)) as never);
  });
  vi.mocked(upOnEmulator).mockReset();
  vi.mocked(stopOwnEmulator).mockReset().mockResolvedValue(false);
});
afterEach(() => {
  for (const [signal, before] of listeners) {
    for (const listener of process.listeners(signal)) if (!before.includes(listener)) process.off(signal, listener);
  }
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

const WELCOME = async (site: string) => [`  try ${site}/v1`, '  and again'];

function start(line = '', up?: () => Promise<Up>, welcome: LabProject['welcome'] = WELCOME) {
  const projects: LabProject[] = [
    {
      project: sampleProject,
      site: ({ FunctionName }) => `${here.emulator.endpoint}/${FunctionName}`,
      welcome,
    },
    { project: SLOW, startsByDefault: false },
  ];
  here.emulator.stacks.set('Slow', { id: 'arn:stack/2', status: 'CREATE_COMPLETE', outputs: {} });
  const lab: Lab = { ...here.lab, projects };
  const target = emulatorTarget(here.emulator.endpoint, lab.stateFolder);
  vi.mocked(upOnEmulator).mockImplementation(up ?? (async () => ({ target, leftOut: {} })));
  return startCommand(lab).parseAsync(line === '' ? [] : line.split(' '), { from: 'user' });
}
const said = (text: string) => vi.waitFor(() => expect(lines.join('\n')).toContain(text), { timeout: 20_000 });
const projectsUp = () =>
  vi
    .mocked(upOnEmulator)
    .mock.calls.at(-1)?.[1]
    .map(({ slug }) => slug);

describe('lab start', () => {
  it('brings up what starts by default, welcomes, shows log lines, and ends with 130 on Ctrl-C', async () => {
    here.emulator.stacks.set('Sample', {
      id: 'arn:stack/1',
      status: 'CREATE_COMPLETE',
      outputs: here.outputs,
      resources: { WorkLogGroupABCDEF01: ['AWS::Logs::LogGroup', '/aws/work'] },
    });
    here.emulator.answers.set('Logs.FilterLogEvents', () => ({
      events: [{ timestamp: Date.now(), message: 'it works', eventId: 'a' }],
    }));
    start();
    await said('it works');
    expect(projectsUp()).toEqual(['sample']);
    const [, address = ''] = /^ {2}Site {6}(http:\/\/localhost:\d+)\/$/m.exec(lines.join('\n')) ?? [];
    expect(lines[1]).toBe(`  Site      ${address}/`);
    expect(lines.join('\n')).toContain(`\n\n  try ${address}/v1\n  and again\n`);
    expect((await fetch(`${address}/_lab/session`)).status).toBe(200);
    expect(lines.join('\n')).toMatch(/Next: `npm run lab -- drills`[\s\S]* Work +it works/);
    expect(vi.mocked(upOnEmulator).mock.calls.at(-1)?.[2]).toMatchObject({ port: undefined });

    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(await ended).toBe(130);
    expect(stopOwnEmulator).toHaveBeenCalledExactlyOnceWith(here.lab.stateFolder);
    expect(lines.at(-1)).toMatch(/was running before, and keeps running/);
    await expect(fetch(`${address}/_lab/session`)).rejects.toThrow();
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'ends with %s too, and says so when nothing runs any longer',
    async (signal) => {
      start();
      await said('Next:');
      vi.mocked(stopOwnEmulator).mockImplementation(async () => {
        rmSync(join(here.lab.stateFolder, 'emulator.json'));
        return true;
      });
      process.emit(signal);
      expect(await ended).toBe(130);
      expect(lines.at(-1)).toBe('Stopped.');
    },
  );

  it('brings up the projects that are named, on the port that is given', async () => {
    start('slow sample --port 4567');
    await said('Next:');
    expect(projectsUp()?.toSorted()).toEqual(['sample', 'slow']);
    expect(vi.mocked(upOnEmulator).mock.calls.at(-1)?.[2]).toMatchObject({ port: 4567 });
    process.emit('SIGINT');
    expect(await ended).toBe(130);
  });

  it('serves no site where what is brought up has none', async () => {
    start('slow');
    await said('Next:');
    expect(lines.join('\n')).not.toContain('Site');
    process.emit('SIGINT');
    expect(await ended).toBe(130);
  });

  it('refuses a project that is not there, before anything is started', async () => {
    await start('nonsense');
    expect(process.exitCode).toBe(64);
    expect(errors.join()).toContain('No such project: nonsense');
    expect(upOnEmulator).not.toHaveBeenCalled();
  });

  it('stops what it started when it fails, and says why', async () => {
    await start('', async () => {
      throw new LabError('NoBuild', 'It failed.');
    });
    expect(process.exitCode).toBe(1);
    expect(errors.join()).toContain('It failed.');
    expect(stopOwnEmulator).toHaveBeenCalledExactlyOnceWith(here.lab.stateFolder);
  });

  it('serves no site any longer when it fails later', async () => {
    await start('', undefined, async () => {
      throw new LabError('NoBuild', 'It failed.');
    });
    const [, address = 'no site'] = /(http:\/\/localhost:\d+)\/$/m.exec(lines.join('\n')) ?? [];
    expect(process.exitCode).toBe(1);
    await expect(fetch(`${address}/_lab/session`)).rejects.toThrow('fetch failed');
  });

  it('says nothing of what fails because it is being stopped', async () => {
    const { promise, reject } = Promise.withResolvers<Up>();
    start('', () => promise);
    await vi.waitFor(() => expect(upOnEmulator).toHaveBeenCalled());
    const [, , { stop } = {}] = vi.mocked(upOnEmulator).mock.calls.at(-1) ?? [];
    process.emit('SIGINT');
    expect(stop?.aborted).toBe(true);
    reject(new LabError('NoBuild', 'It failed.'));
    expect(await ended).toBe(130);
    expect([errors, process.exitCode]).toEqual([[], undefined]);
  });
});
