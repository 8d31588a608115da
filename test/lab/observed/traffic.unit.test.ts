/** Traffic ends with its incident, whatever becomes of that, and with what it is played at. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import { playTraffic, startTraffic, trafficOf } from '../../../lib/lab/observed/traffic.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { sampleProject } from '../../support/drills/sample-drill.ts';

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
  const { rounds, ended } = await played(() => {});
  expect([rounds.length, ended]).toEqual([100, 100]);
});

it('is the project’s, and beside it what goes on while this drill is open', async () => {
  const rounds: string[] = [];
  const of = (name: string) => async (_: unknown, round: number) => void rounds.push(`${name} ${round}`);
  await trafficOf(of('project'), { traffic: of('drill') })({} as never, 3);
  await trafficOf(of('project'), {})({} as never, 4);
  await trafficOf(of('project'), undefined)({} as never, 5);
  expect(rounds).toEqual(['project 3', 'drill 3', 'project 4', 'project 5']);
});

it('is played by a process of its own, for a project that has traffic and for no other', async () => {
  const clone = join(folder, 'clone');
  mkdirSync(join(clone, 'bin'), { recursive: true });
  const said = join(clone, 'said.json');
  writeFileSync(
    join(clone, 'bin/traffic.ts'),
    `import { renameSync, writeFileSync } from 'node:fs';
     writeFileSync('${said}.new', JSON.stringify([process.argv.slice(2), process.env.CERTLAB_STATE]));
     renameSync('${said}.new', '${said}');`,
  );
  const lab = {
    projects: [
      { project: sampleProject, traffic: async () => async () => {} },
      { project: { ...sampleProject, slug: 'still' } },
    ],
    repository: clone,
    stateFolder: join(folder, 'state'),
  };
  startTraffic(lab, 'still', { file: 'journal-1' });
  startTraffic(lab, 'nonsense', { file: 'journal-2' });
  startTraffic(lab, 'sample', { file: 'journal-3' });
  await vi.waitFor(() => expect(existsSync(said)).toBe(true), { timeout: 20_000 });
  expect(JSON.parse(readFileSync(said, 'utf8'))).toEqual([['sample', 'journal-3'], lab.stateFolder]);
});
