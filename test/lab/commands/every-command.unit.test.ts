/** What holds of every command of the lab, by the table of them: a closed pipe, and arguments that nobody can take. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { openLab } from '../../../lib/lab/lab.ts';
import { labProgram } from '../../../lib/lab/program.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const state = mkdtempSync(join(tmpdir(), 'certlab-every-'));
afterAll(() => rmSync(state, { recursive: true }));
const lab = openLab(CURRICULUM, state);

/** Every command with what it is called by, and whether it prints JSON. */
function tree(command: Command, path: readonly string[] = []): { line: string; json: boolean }[] {
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter((below) => below.name() !== 'help');
  const json = command.options.some(({ long }) => long === '--json');
  return [{ line: path.join(' '), json }, ...shown.flatMap((below) => tree(below, [...path, below.name()]))];
}
const commands = tree(await labProgram(lab)).filter(({ line }) => line !== '');

/** Runs a command whose reader has gone before the first word. */
async function unread(args: readonly string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [join(repository, 'bin/lab.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CERTLAB_STATE: state },
  });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (part) => (err += part));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, err };
}

describe.concurrent('a command that nobody reads', () => {
  it.each(commands)('ends quietly: `lab $line --help`', { timeout: 120_000 }, async ({ line }) => {
    expect(await unread([...line.split(' '), '--help'])).toEqual({ code: 0, err: '' });
  });

  const looks = [['drills'], ['drills', '--json'], ['report'], ['status'], ['status', '--json'], ['doctor']];
  it.each(looks)('ends quietly: `lab %s %s`', { timeout: 120_000 }, async (...args) => {
    expect(await unread(args.filter((word) => typeof word === 'string'))).toMatchObject({ err: '' });
  });
});

describe('an option that there is not', () => {
  const { argv } = process;
  it.each(commands.filter(({ json }) => json))('is refused as a document: `lab $line`', async ({ line }) => {
    const args = `${line} --no-such-option --json`;
    // The program asks its own arguments whether a document is wanted: those of the process.
    process.argv = [...argv.slice(0, 2), ...args.split(' ')];
    const { out, code } = await runCommand(lab, args).finally(() => (process.argv = argv));
    expect([code, JSON.parse(out).error]).toEqual([
      64,
      { code: 'WrongArguments', message: expect.stringContaining('--no-such-option') },
    ]);
  });

  it('is tried on every command that prints documents', () => {
    expect(commands.filter(({ json }) => json).length).toBeGreaterThan(20);
  });
});
