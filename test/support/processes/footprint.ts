/** What an emulator and the functions that it runs hold of the machine. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Processes of the emulator's group, and the memory that they hold together. */
export async function footprintOf({ stateFolder }: { readonly stateFolder: string }) {
  const { pid } = JSON.parse(readFileSync(join(stateFolder, 'emulator.json'), 'utf8')) as { pid: number };
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss=']);
  const own = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const sizes = own.filter(([group]) => group === pid).map(([, kilobytes]) => (kilobytes ?? 0) / 1024);
  return { processes: sizes.length, megabytes: Math.round(sizes.reduce((sum, size) => sum + size, 0)) };
}
