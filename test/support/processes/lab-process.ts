import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository } from '../../../lib/repository.ts';

/** A command of the lab in processes of its own, as `npm run -s lab -- …` starts it. */
export interface LabProcess {
  readonly child: ChildProcess;
  /** Everything it has said so far. */
  readonly said: { out: string; err: string };
  /** Resolves when the command's first process has ended. */
  readonly ended: Promise<number | null>;
  /**
   * Resolves once it has said this on standard output.
   * @throws Error with all that it said when it ends before, or after a minute
   */
  readonly says: (pattern: RegExp) => Promise<void>;
}

/** Starts a command in a process group of its own, as a terminal does. */
export function startLab(args: readonly string[], stateFolder: string, env = process.env): LabProcess {
  const child = spawn(process.execPath, [join(repository, 'bin/bootstrap.mjs'), 'bin/lab.ts', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, CERTLAB_STATE: stateFolder },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (pattern: RegExp) => {
    const deadline = Date.now() + 60_000;
    while (!pattern.test(said.out)) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        throw new Error(`It never said ${pattern}.\n${said.out}\n${said.err}`);
      }
      await sleep(50);
    }
  };
  return { child, said, ended, says };
}

/** Runs a command of the lab to its end. */
export async function runLab(args: readonly string[], stateFolder: string, env = process.env) {
  const { said, ended } = startLab(args, stateFolder, env);
  return { code: await ended, out: said.out, err: said.err, json: () => JSON.parse(said.out) };
}
