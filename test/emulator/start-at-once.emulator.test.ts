import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Emulator, startEmulator, stopEmulator } from '../../lib/emulator/emulator.ts';

const folders = ['first', 'second', 'third'].map((name) => mkdtempSync(join(tmpdir(), `certlab-${name}-`)));
let emulators: readonly Emulator[] = [];
afterAll(async () => {
  await Promise.all(emulators.map((emulator, index) => stopEmulator(folders[index] as string, emulator)));
  for (const folder of folders) rmSync(folder, { recursive: true });
});

it('labs that start at the same moment each get a port of their own', async () => {
  // Each looks for a free port before any of them has taken one.
  emulators = await Promise.all(folders.map((folder) => startEmulator(folder)));

  expect(new Set(emulators.map(({ port }) => port)).size).toBe(3);
});
