/** A copy of the sources for tests that change them: what is installed is linked, and tests come along only by name. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { repository } from '../../../lib/repository.ts';

/** What the sources need to compile and run. */
const SOURCES = ['bin', 'lib', 'lambda', 'package.json', 'biome.json', 'cdk.json', '.gitignore'];

/** The folder of a copy that goes when the test ends; `more` are further files and folders to take along. */
export function copiedRepository(more: readonly string[] = []): string {
  const clone = mkdtempSync(join(tmpdir(), 'certlab-copy-'));
  onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
  for (const path of [...SOURCES, ...more]) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    cpSync(join(repository, path), join(clone, path), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'));
  const tsconfig = JSON.parse(readFileSync(join(repository, 'tsconfig.json'), 'utf8'));
  writeFileSync(join(clone, 'tsconfig.json'), JSON.stringify({ ...tsconfig, include: ['bin', 'lib', 'lambda'] }));
  return clone;
}
