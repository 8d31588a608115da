/** Traffic ends with its incident, whatever becomes of that, and with what it is played at. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import { playTraffic } from '../../../lib/lab/observed/traffic.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-traffic-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const deployment: Deployment = { aws: {} as Deployment['aws'], outputs: {}, notes: folder };
const atOnce = () => 0;

/** Plays at an open incident, and does in each round what `round` says; which rounds there were. */
async function played(round: (round: number, file: string) => void): Promise<{ rounds: number[]; ended: number }> {
  const file = openJournal(join(folder, String(Math.random())), 'sample/a', null);
  append(file, { entry: 'broken' });
  const rounds: number[] = [];
  const traffic = async (_: unknown, number: number) => {
    rounds.push(number);
    round(number, file);
  };
  return { ended: await playTraffic(traffic, deployment, file, atOnce), rounds };
}

it.each(['solved', 'restored'] as const)('no round follows the one in which the incident was %s', async (entry) => {
  const { rounds, ended } = await played((round, file) => round === 2 && append(file, { entry }));
  expect([rounds, ended]).toEqual([[0, 1, 2], 3]);
});

it('ends with the folder of its journal', async () => {
  const { ended } = await played((round, file) => round === 1 && rmSync(file));
  expect(ended).toBe(2);
});

it('goes on through errors, which the incident is about, and ends when there is nothing but errors', async () => {
  const { ended } = await played((round) => {
    if (round % 4 !== 0 || round > 20) throw new Error('refused');
  });
  expect(ended).toBe(26);
});

it('ends after an hour at the latest, and has then left no more than a hundred rounds in the logs', async () => {
  expect((await played(() => {})).ended).toBe(100);
});
