/** `lab events …` as a learner types it. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';
import { deployedTarget } from '../support/deployed-target.ts';
import { Pipeline } from './reliability/pipeline.ts';
import { apiOf, signedPost } from './reliability/signed-post.ts';

const target = await deployedTarget();
const pipeline = new Pipeline(target);

/** What a command of the lab printed. */
async function printed(...words: string[]): Promise<string> {
  const command = [join(repository, 'bin/lab.ts'), ...words];
  const env = { ...process.env, CERTLAB_STATE: target.stateFolder };
  // Others that share the deployment have filled its logs: a megabyte, which is the limit without this, is not enough.
  return (await promisify(execFile)(process.execPath, command, { env, maxBuffer: 2 ** 28 })).stdout;
}

/** What a command of this project printed as JSON, or its exit code and what it complained of. */
async function lab(...words: string[]) {
  try {
    return { code: 0, json: JSON.parse(await printed('events', ...words)), stderr: '' };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, json: undefined, stderr };
  }
}

/** What this file does begins then; other files that share the deployment break functions on purpose. */
let began = '';
beforeAll(async () => {
  await pipeline.reset();
  began = new Date().toISOString();
});
afterAll(() => pipeline.reset());

it('publishes, reports what is parked and why, redrives by reason, and replays without changing anything', async () => {
  const learner = `command.${Date.now()}`;
  const words = ['--count', '60', '--seed', '11', '--duplicates', '30', '--poison', '20', '--learner', learner];
  const { json: sent } = await lab('publish', ...words, '--json');
  expect(sent).toMatchObject({ seed: 11, events: 60, learner });
  expect(Math.min(sent.broken, sent.duplicates)).toBeGreaterThan(0);
  await pipeline.untilQuiet('activity', 60);

  const report = async () => (await lab('drain-report', '--json')).json;
  const before = await report();
  expect(before).toMatchObject({ milestonesParked: 0, flows: [{ flow: 'activity', waiting: 0, inFlight: 0 }, {}] });
  const { parked } = before.flows[0];
  expect(Object.keys(parked).length).toBeGreaterThan(1);
  // Looking takes nothing away.
  expect(await report()).toEqual(before);

  const [reason, count] = Object.entries<number>(parked)[0] as [string, number];
  expect((await lab('redrive', '--reason', reason, '--json')).json).toEqual({ flow: 'activity', moved: count });
  await pipeline.untilQuiet('activity', 60);
  expect((await report()).flows[0].parked).toEqual(parked);

  const state = () => pipeline.items('StandingsTableName', `LEARNER#${learner}`);
  const standing = await state();
  expect(standing.size).toBeGreaterThan(0);
  const from = new Date(Date.now() - 120_000).toISOString();
  expect((await lab('replay', '--from', from, '--json')).code).toBe(0);
  await pipeline.untilQuiet('activity', 60);
  expect(await state()).toEqual(standing);
});

it('has logged what its handlers and the platform say, and nothing of the SDK or of the runtime', async () => {
  const card = { kind: 'CardReviewed', schemaVersion: 1, eventId: randomUUID(), learnerId: 'logs', cardId: 'c1' };
  const body = JSON.stringify({ ...card, at: new Date().toISOString(), correct: true });
  expect((await signedPost(`${apiOf(pipeline)}/v1/activity`, body)).status).toBe(202);
  await pipeline.untilQuiet('cards', 30);
  const lines = (await printed('logs', 'event-pipeline', '--since', '10', '--json')).trim().split('\n');
  const logged = lines
    .map((line) => JSON.parse(line) as { at: string; source: string; message: string })
    .filter(({ at }) => at >= began);
  for (const source of ['ApiAccept', 'ActivityWorker', 'CardsWorker']) {
    expect(logged.filter((line) => line.source === source).length).toBeGreaterThan(0);
  }
  // A deprecation, or a warning that a queue has another host, is text, and a learner reads it as a clue.
  const others = logged.filter(({ message }) => !/^(START|END|REPORT|INIT_START) |^\{.*\}$/.test(message));
  expect(others).toEqual([]);
});

it.each([
  ['an invalid count', ['publish', '--count', 'many']],
  ['a learner who is no part of an address', ['publish', '--learner', 'a/b']],
  ['a learner who is a command', ['publish', '--learner', '$(id)']],
  ['a reason for which nothing is parked', ['redrive', '--reason', 'FutureVersions']],
  ['an unknown flow', ['redrive', '--flow', 'sideways']],
  ['a time that is not one', ['replay', '--from', 'yesterday']],
  ['a day that is not in the calendar', ['replay', '--from', '2026-11-31T00:00:00Z']],
  ['a time without a zone', ['replay', '--from', '2026-11-25T07:00', '--to', '2026-11-25T07:30']],
  ['a time in words', ['replay', '--from', 'Nov 25 2026']],
  ['an end before its beginning', ['replay', '--from', '2026-11-25T10:00:00Z', '--to', '2026-11-25T09:00:00Z']],
  ['a profile on the emulator', ['drain-report', '--profile', 'mine']],
])('refuses %s, in one sentence', async (_, words) => {
  const { code, stderr } = await lab(...words);
  expect(code).not.toBe(0);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.trim().length).toBeGreaterThan(20);
});
