/**
 * Which processes the engine has started, in a file, so that none outlives an engine that was itself killed. A process
 * is known by its id and the moment it was started: an id alone may be another program's by now.
 */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** As the kernel tells it: to be compared, not read. */
  readonly startedAt: string;
}

/** Started at: in ticks since the machine was started, field 22 of `/proc/<pid>/stat` (proc_pid_stat(5)). */
export function processByProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, and only waits for its parent to hear of it.
    return fields[0] === 'Z' ? undefined : { pid, startedAt: fields[19] as string };
  } catch {
    return undefined;
  }
}

/** As macOS has no `/proc`: to the second (ps(1), `lstart`). */
export function processByPs(pid: number): ProcessIdentity | undefined {
  try {
    const args = ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)];
    const told = execFileSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).trim();
    const [state = '', ...startedAt] = told.split(/\s+/);
    return state === '' || state.startsWith('Z') ? undefined : { pid, startedAt: startedAt.join(' ') };
  } catch {
    return undefined;
  }
}

/** Who has this process id now; undefined where nobody does. */
export const processOf = existsSync('/proc/self/stat') ? processByProc : processByPs;

export const isRunning = ({ pid, startedAt }: ProcessIdentity) => processOf(pid)?.startedAt === startedAt;

/**
 * Starts a program in a process group of its own, its output to be read.
 * @throws Error as `spawn` does, `ENOENT` among them
 */
export function startProcess(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>,
): Promise<ChildProcess> {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('spawn', () => resolve(child));
  });
}

/** Sends a signal to a whole process group; a group that is gone is left alone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

/** The processes of an engine, by its file. */
export function processRecord(file: string) {
  const known = new Map<number, ProcessIdentity>();
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify([...known.values()]));
    renameSync(`${file}.new`, file);
  };
  return {
    add(pid: number): void {
      const identity = processOf(pid);
      if (!identity) return;
      known.set(pid, identity);
      write();
    },
    remove(pid: number): void {
      if (known.delete(pid)) write();
    },
  };
}

/** Ends what an engine left behind, with all that it started; says how many of them there were. */
export function sweep(file: string): number {
  let left: ProcessIdentity[];
  try {
    left = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
  const running = left.filter(isRunning);
  for (const { pid } of running) signalGroup(pid, 'SIGKILL');
  rmSync(file, { force: true });
  return running.length;
}
