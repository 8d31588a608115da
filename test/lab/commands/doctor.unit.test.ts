/** What `lab doctor` says of machines that lack one thing each, and how it ends. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Finding, findingsOf, type Machine } from '../../../lib/lab/commands/doctor.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { type FakeEmulator, startFakeEmulator } from '../../support/fakes/fake-emulator.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const WHOLE: Machine = {
  ...{
    node: 'v24.1.0',
    system: 'linux',
    python: { program: 'python3', version: '3.12' },
    emulatorInstalled: true,
    freeMegabytes: 500,
  },
  ...{ emulator: 'http://localhost:4567', git: 'git version 2', awsCli: 'aws-cli/2.1.0', valgrind: 'valgrind-3' },
};
const findings = (change: Partial<Machine>) =>
  new Map(findingsOf({ ...WHOLE, ...change }).map((finding) => [finding.what, finding]));
const allBut = (what: string, found: ReadonlyMap<string, Finding>) =>
  [...found.values()].filter((finding) => finding.what !== what).map(({ state }) => state);

it('finds a whole machine whole, and says what it has', () => {
  expect([...findings({}).values()].map(({ what, state, detail }) => [what, state, detail])).toEqual([
    ['Node', 'ok', 'v24.1.0'],
    ['Python', 'ok', 'python3 3.12'],
    ['Emulator packages', 'ok', 'installed'],
    ['Disk', 'ok', '500 MB free'],
    ['Emulator', 'ok', 'answers at http://localhost:4567'],
    ['Containers', 'ok', 'run as processes'],
    ['git', 'ok', 'git version 2'],
    ['AWS CLI', 'ok', 'aws-cli/2.1.0'],
    ['valgrind', 'ok', 'valgrind-3'],
  ]);
});

it.each([
  ['Node', { node: 'v22.14.0' }, 'missing', /v22\.14\.0.*24/],
  ['Node', { node: 'v9.24.24' }, 'missing', /24/],
  ['Python', { python: new Error('No Python.') }, 'missing', /^No Python\.$/],
  ['Emulator packages', { emulatorInstalled: false }, 'optional', /npm start/],
  ['Disk', { freeMegabytes: 499 }, 'missing', /499 MB.*500/],
  ['Emulator', { emulator: undefined }, 'optional', /not running/],
  ['Containers', { system: 'darwin' }, 'optional', /not tried/],
  ['Containers', { system: 'win32' }, 'optional', /WSL 2/],
  ['git', { git: undefined }, 'optional', /rehearse/],
  ['AWS CLI', { awsCli: undefined }, 'optional', /not found/],
  ['AWS CLI', { awsCli: 'aws-cli/1.44.0' }, 'optional', /aws-cli\/1\.44\.0.*version 2/],
  ['valgrind', { valgrind: undefined }, 'optional', /bench/],
] as const)('says of %s on %o that it is %s', (what, change, state, detail) => {
  const found = findings(change);
  expect(found.get(what)).toMatchObject({ state, detail: expect.stringMatching(detail) });
  expect(new Set(allBut(what, found))).toEqual(new Set(['ok']));
});

it.each(['v24.0.0', 'v25.0.0', 'v100.1.0'])('takes Node %s', (node) => {
  expect(findings({ node }).get('Node')).toMatchObject({ state: 'ok', detail: node });
});

let folder: string;
let emulator: FakeEmulator;
const { PATH } = process.env;

/** A program on the path of the test alone. */
function program(name: string, script: string) {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-doctor-'));
  mkdirSync(join(folder, 'bin'));
  emulator = await startFakeEmulator(folder, () => ({}));
});
afterEach(async () => {
  process.env.PATH = PATH;
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});
const asked = async () => {
  const { out, code } = await runCommand(openLab([], folder), 'doctor --json');
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return { code, of: (what: string) => findings.find((finding) => finding.what === what) };
};

it('asks the programs on the path, takes their first line, and passes with what is needed', async () => {
  process.env.PATH = [join(folder, 'bin'), PATH].join(delimiter);
  program('git', 'echo "git version 9.8.7 "; echo more');
  program('valgrind', 'exit 1');
  const { code, of } = await asked();
  expect(of('git')).toEqual({ what: 'git', state: 'ok', detail: 'git version 9.8.7' });
  expect(of('valgrind')?.state).toBe('optional');
  expect(of('Emulator')).toMatchObject({ state: 'ok', detail: `answers at ${emulator.endpoint}` });
  expect(of('Node')).toMatchObject({ state: 'ok', detail: process.version });
  expect(Number(/^(\d+) MB free/.exec(of('Disk')?.detail ?? '')?.[1])).toBeGreaterThan(10);
  expect(code).toBe(of('Python')?.state === 'ok' && of('Disk')?.state === 'ok' ? 0 : 1);
});

it('ends with 1 where something that is needed is missing, and says what in a table too', async () => {
  process.env.PATH = join(folder, 'bin');
  const { code, of } = await asked();
  expect([code, of('Python')?.state, of('git')?.state, of('AWS CLI')?.state]).toEqual([
    ...[1, 'missing', 'optional', 'optional'],
  ]);
  const { out, code: again } = await runCommand(openLab([], folder), 'doctor');
  expect(again).toBe(1);
  expect(out).toMatch(/missing\s+Python\b/);
  expect(out).toMatch(/optional\s+git\b/);
});
