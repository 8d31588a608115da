/** Around the emulator tests: a folder for the state of this run, and at its end no emulator is left. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleHandlers } from '../../lib/bundle.ts';
import { runningEmulator, stopEmulator } from '../../lib/emulator/emulator.ts';
import { installEmulator } from '../../lib/emulator/python.ts';
import './deployed-target.ts';
import { repository } from '../../lib/repository.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // For test/gates/grants-used.emulator.test.ts.
  process.env.CERTLAB_NOTE_CALLS = 'yes';
  // Once, and before the workers ask for them at the same time.
  await installEmulator();
  await bundleHandlers();
  const clone = join(repository, '.certlab');
  mkdirSync(clone, { recursive: true });
  // A folder for each run: two at once in one clone would end each other's emulators.
  const stateFolders = mkdtempSync(join(clone, 'test-'));
  project.provide('stateFolders', stateFolders);
  return async () => {
    for (const worker of readdirSync(stateFolders)) {
      const emulator = await runningEmulator(join(stateFolders, worker));
      if (emulator) await stopEmulator(join(stateFolders, worker), emulator);
    }
    rmSync(stateFolders, { recursive: true, force: true });
  };
}
