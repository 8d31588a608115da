/** Plants each fault of `faults.ts` in a copy of the repository, alone, and asks the test that has to see it. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../../../lib/repository.ts';
import { inParallel } from '../runner/in-parallel.ts';
import { FAULTS, type Fault } from './faults.ts';

/** What a test loads; packages are linked, what was built is rebuilt. */
const COPIED = [
  'bin',
  'cdk.json',
  'docs',
  'lambda',
  'lib',
  'package.json',
  'test',
  'tsconfig.json',
  'vitest.config.ts',
];
/** A fault may lead into a loop without end. In milliseconds. */
const LONGEST = 180_000;

function makeCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'certlab-faults-'));
  for (const name of COPIED) cpSync(join(repository, name), join(copy, name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Whether these test files pass in the copy. */
async function pass(copy: string, testFiles: readonly string[]): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      'unit',
      '--project',
      'template',
      '--bail',
      '1',
      ...testFiles,
    ],
    // A group of its own, to be ended whole.
    { cwd: copy, stdio: 'ignore', detached: true },
  );
  const limit = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), LONGEST);
  const code = await new Promise((done) => child.on('exit', done));
  clearTimeout(limit);
  return code === 0;
}

/**
 * Plants all faults, says of each whether it was seen, and how many were.
 * @throws Error when a test fails without a fault, which would prove nothing
 */
export async function plantFaults(): Promise<{ readonly seen: number; readonly of: number }> {
  const faults: readonly Fault[] = Object.values(FAULTS).flat();
  const testFiles = [...new Set(faults.map(({ seenBy }) => seenBy))];
  const missing = testFiles.filter((file) => !existsSync(join(repository, file)));
  if (missing.length > 0) throw new Error(`faults.ts names tests that are not there: ${missing.join(', ')}.`);
  const copies: string[] = [];
  try {
    const healthy = makeCopy();
    copies.push(healthy);
    if (!(await pass(healthy, testFiles)))
      throw new Error(`Tests fail without a fault, so none is planted: run npx vitest run ${testFiles.join(' ')}.`);
    const unseen: Fault[] = [];
    const free = [healthy];
    await inParallel(faults, async (fault) => {
      const copy = free.pop() ?? makeCopy();
      if (!copies.includes(copy)) copies.push(copy);
      const file = join(copy, fault.file);
      const right = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        right.replace(fault.replace, () => fault.by),
      );
      if (await pass(copy, [fault.seenBy])) unseen.push(fault);
      writeFileSync(file, right);
      free.push(copy);
    });
    for (const { file, means } of unseen) console.log(`No test saw the fault in ${file}: ${means}`);
    return { seen: faults.length - unseen.length, of: faults.length };
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}
