/** The command line where nothing is deployed: what it refuses, and how it ends. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repository } from '../../../lib/repository.ts';

const state = mkdtempSync(join(tmpdir(), 'certlab-arguments-'));
afterAll(() => rmSync(state, { recursive: true }));
const env = { ...process.env, CERTLAB_STATE: state };
const lab = (...args: string[]) =>
  spawnSync(process.execPath, [join(repository, 'bin/lab.ts'), ...args], { encoding: 'utf8', env });

it.each([
  ['drills', '--project', 'nonsense'],
  ['break', '--project', 'nonsense'],
])('refuses a project that there is not: %s', { timeout: 60_000 }, (...args) => {
  const { status, stdout } = lab(...args, '--json');
  expect([status, JSON.parse(stdout).error.code]).toEqual([64, 'UnknownProject']);
});

it('refuses an unknown option as a document where --json was asked for', { timeout: 60_000 }, () => {
  const { status, stdout } = lab('status', '--fast', '--json');
  expect([status, JSON.parse(stdout).error]).toEqual([
    64,
    { code: 'WrongArguments', message: expect.stringContaining('--fast') },
  ]);
});

it.each([
  ['pipeline', 'redrive', '--flow', 'cards'],
  ['pipeline-run', '--break', 'tests'],
])('answers an earlier name with the new one, and does nothing: %s', { timeout: 60_000 }, (old, ...words) => {
  const name = { pipeline: 'events', 'pipeline-run': 'rehearse' }[old];
  expect(lab(old, ...words)).toMatchObject({
    status: 64,
    stdout: '',
    stderr: expect.stringContaining([`lab ${name}`, ...words].join(' ')),
  });
  expect(JSON.parse(lab(old, ...words, '--json').stdout).error.code).toBe('WrongArguments');
  expect(lab('--help').stdout).not.toMatch(new RegExp(`^ +${old}\\b`, 'm'));
});

it('ends quietly where nobody reads on', { timeout: 60_000 }, () => {
  const command = `'${process.execPath}' '${join(repository, 'bin/lab.ts')}' drills 2>&1 >&3 | cat`;
  const said = execFileSync('bash', ['-c', `{ ${command}; } 3> >(exec head -c 1 > /dev/null)`], {
    encoding: 'utf8',
    env,
  });
  expect(said).toBe('');
});
