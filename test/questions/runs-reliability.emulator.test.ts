/**
 * What the bank says of its run families is what their runs leave: a part of them in each `npm test`, all of them by
 * `npm run test:reliability`. `npm run record-runs` writes what they left into `lib/questions/recorded`: all of them where a
 * file that they stand on has changed, and else those that are not there yet.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Outcome } from '../../lambda/shared/questions/variants.ts';
import { startEmulator, stopEmulator } from '../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../../lib/emulator/environment.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { RECORDED } from '../../lib/questions/proofs.ts';
import { type Bench, outdated, recordPath, recordText } from '../../lib/questions/run.ts';
import { repository } from '../../lib/repository.ts';
import { fixBench } from '../support/drills/fix-bench.ts';

/** `all`, or a comma-separated list of families. */
const RECORD = process.env.CERTLAB_RECORD_RUNS;
const WHOLE = RECORD !== undefined || process.env.RELIABILITY_SIZE === 'full';
/** Seeds whose items are run again. */
const SEEDS = WHOLE ? 4_000 : 3;
const AT_ONCE = 6;
const seedsFrom = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

// One of its own: nothing that is deployed is needed, and nothing that others left is in the way.
const folder = join(inject('stateFolders'), 'runs');
const emulator = await startEmulator(folder);
afterAll(() => stopEmulator(folder, emulator));
const bench = awsClients({
  region: EMULATOR_REGION,
  endpoint: emulator.endpoint,
  credentials: EMULATOR_CREDENTIALS,
});

/** What all of them leave, by their digests, some side by side. */
async function runAll(
  runs: ReadonlyMap<string, (where: Bench) => Promise<Outcome>>,
  where: Bench,
): Promise<Map<string, Outcome>> {
  const left = new Map<string, Outcome>();
  const waiting = [...runs];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) left.set(next[0], await next[1](where));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return left;
}

// Fixes of drills are run in each `npm test` by the drills' own proofs, which say as well whether they repair.
const chosen = RECORDED.filter(({ onProjects }) => WHOLE || !onProjects).filter(
  ({ id }) => !RECORD || RECORD === 'all' || RECORD.split(',').includes(id),
);

describe.each(chosen.map((family) => ({ id: family.id, family })))('$id', ({ id, family }) => {
  it('leaves what is recorded', { timeout: 1_800_000 }, async () => {
    const needed = family.runsOf(seedsFrom(1, SEEDS));
    const kept = RECORD && outdated(id, family.standsOn, family.record()).length === 0 ? family.record().runs : {};
    const runs = new Map([...needed].filter(([key]) => !(key in kept)));
    const start = performance.now();
    const left = await runAll(runs, family.onProjects ? await fixBench() : bench);
    console.log(`${id}: ${runs.size} runs in ${Math.round((performance.now() - start) / 100) / 10} s`);
    const all = new Map([...needed.keys()].map((key) => [key, left.get(key) ?? (kept[key] as Outcome)]));
    if (RECORD) writeFileSync(join(repository, recordPath(id)), recordText(family.standsOn, all));
    else
      expect(Object.fromEntries(left)).toEqual(
        Object.fromEntries([...runs.keys()].map((key) => [key, family.record().runs[key]])),
      );
  });

  it('has few runs, of which further seeds bring no others', () => {
    const known = WHOLE ? family.runsOf(seedsFrom(1, SEEDS)) : new Map(Object.entries(family.record().runs));
    const more = [...family.runsOf(seedsFrom(SEEDS + 1, WHOLE ? SEEDS : 100)).keys()].filter((key) => !known.has(key));
    expect(known.size).toBeLessThan(500);
    expect(more).toEqual([]);
  });
});

it('leaves nothing on the emulator', async () => {
  const { TableNames = [] } = await bench.dynamodb.listTables();
  const { QueueUrls = [] } = await bench.sqs.listQueues();
  const { Functions = [] } = await bench.lambda.listFunctions();
  const { Roles = [] } = await bench.iam.listRoles();
  const { stateMachines = [] } = await bench.sfn.listStateMachines();
  const { Keys = [] } = await bench.kms.listKeys();
  const keys = await Promise.all(Keys.map(({ KeyId }) => bench.kms.describeKey({ KeyId })));
  const left = [
    ...[...TableNames, ...QueueUrls],
    ...Functions.map(({ FunctionName }) => FunctionName),
    ...Roles.map(({ RoleName }) => RoleName),
    ...stateMachines.map(({ name }) => name),
  ].filter((name) => name?.includes('certlab-question'));
  expect(left).toEqual([]);
  expect(keys.filter(({ KeyMetadata }) => KeyMetadata?.KeyState !== 'PendingDeletion')).toEqual([]);
});
