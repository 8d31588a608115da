/** What containers hold of memory, by Linux's own account: the engine runs there alone (../service.ts). */
import { readdirSync, readFileSync } from 'node:fs';
import type { Container } from './container.ts';

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

/** Running containers whose processes, all together, hold more than they may. */
export function aboveTheirLimit(containers: readonly Container[]): Container[] {
  const limited = containers.filter(({ status, memory }) => status === 'running' && memory !== undefined);
  if (limited.length === 0) return [];
  const held = new Map(limited.map(({ process: first }) => [first?.pid, 0]));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const group = groupOf(pid);
    const before = held.get(group);
    if (group === undefined || before === undefined) continue;
    try {
      held.set(group, before + heldBy(pid));
    } catch {
      // It has ended since.
    }
  }
  return limited.filter(({ process: first, memory = 0 }) => (held.get(first?.pid) ?? 0) > memory);
}
