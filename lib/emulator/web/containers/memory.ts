/** What containers hold of memory, by the account of the kernel. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Container } from './container.ts';

/** Bytes by process group, of these groups. */
type Held = (groups: ReadonlySet<number>) => Promise<ReadonlyMap<number, number>>;

/**
 * Bytes of a process that nothing but its end gives back, by `/proc/<pid>/status` (proc_pid_status(5)): pages of files, which are
 * resident as well, are taken from a control group before anything in it is killed ("Memory Resource Controller" of the kernel's
 * documentation). A zombie has none.
 */
function heldBy(pid: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)].map(([, count]) => Number(count));
  return kilobytes.reduce((sum, count) => sum + count, 0) * 1_024;
}

/** The process group of a process; undefined once it is gone. */
function groupOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the program's name, in brackets: state, parent, group (proc_pid_stat(5)).
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
}

export const heldByProc: Held = async (groups) => {
  const held = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const group = groupOf(pid);
    if (group === undefined || !groups.has(group)) continue;
    try {
      held.set(group, (held.get(group) ?? 0) + heldBy(pid));
    } catch {
      // It has ended since.
    }
  }
  return held;
};

/** As macOS has no `/proc`: all that is resident, pages of files among it (ps(1), `rss`, in units of 1024 bytes). */
export const heldByPs: Held = async (groups) => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=', '-o', 'rss=']);
  const held = new Map<number, number>();
  for (const line of stdout.trim().split('\n')) {
    const [group = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
    if (groups.has(group)) held.set(group, (held.get(group) ?? 0) + kilobytes * 1_024);
  }
  return held;
};

const heldHere = existsSync('/proc/self/stat') ? heldByProc : heldByPs;

/** Running containers whose processes, all together, hold more than they may. */
export async function aboveTheirLimit(
  containers: readonly Container[],
  heldIn: Held = heldHere,
): Promise<readonly Container[]> {
  const groupFor = ({ process: first }: Container) => first?.pid ?? 0;
  const limited = containers.filter(({ status, memory }) => status === 'running' && memory !== undefined);
  if (limited.length === 0) return [];
  const held = await heldIn(new Set(limited.map(groupFor)));
  return limited.filter((container) => (held.get(groupFor(container)) ?? 0) > (container.memory ?? 0));
}
