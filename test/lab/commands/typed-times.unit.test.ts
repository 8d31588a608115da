/** Times that a person types: what is none, or means another than it says, is refused with a sentence, never guessed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { type FakeEmulator, startFakeEmulator } from '../../support/fakes/fake-emulator.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-times-'));
const environment = { ...process.env };
let lab: Lab;
let emulator: FakeEmulator;
beforeAll(async () => {
  lab = openLab(CURRICULUM, folder);
  emulator = await startFakeEmulator(folder, () => ({}));
  emulator.stacks.set('EventPipeline', { id: 'arn:stack/1', status: 'CREATE_COMPLETE', outputs: {} });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

const MOMENT = 'a day of the calendar, of 2013 or later, and a time with a zone';
it.each([
  ['events replay --from 2026-11-31T10:00:00Z', MOMENT],
  ['events replay --from 2026-02-29T10:00:00Z', MOMENT],
  ['events replay --to 2026-11-23T10:00:00', MOMENT],
  ['events replay --to 2026-11-23', MOMENT],
  ['events replay --to 2026-11-23T24:30:00Z', MOMENT],
  ['events replay --from yesterday', MOMENT],
  ['events replay --from 1999-01-01T00:00:00Z', MOMENT],
  ['events replay --from 2026-11-24T10:00:00Z --to 2026-11-23T10:00:00Z', 'Swap --from and --to.'],
  ['events replay --from 2026-11-23T10:00:00Z --to 2026-11-23T10:00:00Z', 'nothing to replay'],
  // 11:30 of +02:00 is 09:30 UTC, before the beginning, though as text it is behind it.
  ['events replay --from 2026-11-23T10:00:00Z --to 2026-11-23T11:30:00+02:00', 'nothing to replay'],
  ['events replay --from 2999-01-01T00:00:00Z', 'nothing to replay'],
  ['logs --since 0', 'Needs minutes, more than 0'],
  ['logs --since -5', 'Needs minutes, more than 0'],
  ['logs --since 10081', 'up to 10080'],
  ['logs --since yesterday', 'Needs minutes'],
  ['metrics --since NaN', 'Needs minutes'],
  ['readiness --sat pass --date 2026-11-31', 'no day of the calendar'],
  ['readiness --sat pass --date 31.11.2026', 'no day of the calendar'],
])('`lab %s` is refused', async (line, why) => {
  const { out, err, code } = await runCommand(lab, line);
  expect({ out, code }).toEqual({ out: '', code: 64 });
  expect(err.replace(/\s+/g, ' ')).toContain(why);
});
