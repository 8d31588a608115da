/**
 * Before the emulator tests: a fresh emulator of their own, and every project deployed onto it by the same code as
 * `npm start`. Tests find it by `inject('target')`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { runningEmulator, stopEmulator } from '../../lib/emulator/emulator.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { statusOf } from '../../lib/lab/stacks.ts';
import { upOnEmulator } from '../../lib/lab/up.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import './deployed-target.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clone = join(import.meta.dirname, '..', '..', '.certlab');
  mkdirSync(clone, { recursive: true });
  // A folder for each run: two at once in one clone would end each other's emulator.
  const stateFolder = mkdtempSync(join(clone, 'test-'));
  const lab = openLab(CURRICULUM, stateFolder);
  const projects = CURRICULUM.map((entry) => entry.project);
  const end = async () => {
    const emulator = await runningEmulator(stateFolder);
    if (emulator) await stopEmulator(stateFolder, emulator);
    rmSync(stateFolder, { recursive: true, force: true });
  };
  const { target } = await upOnEmulator(lab, projects).catch(async (error: Error) => {
    await end();
    // The sentence says it all; the chain of causes under it is pages of the toolkit's internals.
    throw new Error(error.message);
  });
  const statuses = await statusOf(projects, target);
  project.provide('target', {
    endpoint: target.endpoint as string,
    region: target.region,
    stateFolder,
    outputs: Object.fromEntries(statuses.map(({ stack, outputs }) => [stack, outputs])),
  });
  return end;
}
