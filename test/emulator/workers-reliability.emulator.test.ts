/** An afternoon of drills must not fill the machine: each repair publishes a version, and each version ran in a process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Lambda, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { afterAll, expect, it } from 'vitest';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';
import { footprintOf } from '../support/processes/footprint.ts';

const FULL = process.env.RELIABILITY_SIZE === 'full';
const CYCLES = FULL ? 200 : 12;
/** A break, a repair and a restore each publish a version. */
const VERSIONS_A_CYCLE = 3;

const target = await deployedTarget();
const lambda = new Lambda(clientConfigOf(target));
const FunctionName = target.outputs.ServerlessApi?.ApiFunctionName as string;

const footprint = () => footprintOf(target);

const before = await lambda.getFunctionConfiguration({ FunctionName });
afterAll(async () => {
  await lambda.updateFunctionConfiguration({ FunctionName, MemorySize: before.MemorySize });
});

const published = new Set<string>();

async function cycle(number: number): Promise<void> {
  for (let version = 1; version <= VERSIONS_A_CYCLE; version++) {
    const MemorySize = 256 + number * VERSIONS_A_CYCLE + version;
    await lambda.updateFunctionConfiguration({ FunctionName, MemorySize });
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
    const { Version } = await lambda.publishVersion({ FunctionName });
    await lambda.invoke({ FunctionName, Qualifier: Version, Payload: '{}' });
    published.add(Version as string);
  }
}

it(
  'keeps the processes of no more versions than an alias can have',
  async () => {
    for (let number = 0; number < 10; number++) await cycle(number);
    const early = await footprint();
    for (let number = 10; number < CYCLES; number++) await cycle(number);
    // Ending a process takes a moment.
    let late = await footprint();
    for (let waited = 0; late.processes > early.processes && waited < 50; waited++) {
      await sleep(200);
      late = await footprint();
    }
    console.log(`after 10 cycles ${JSON.stringify(early)}, after ${CYCLES} ${JSON.stringify(late)}`);

    expect(published.size).toBe(CYCLES * VERSIONS_A_CYCLE);
    expect(early.processes).toBeGreaterThan(1);
    expect(early.processes).toBeLessThan(10 * VERSIONS_A_CYCLE);
    expect(late.processes).toBeLessThanOrEqual(early.processes + 1);
    expect(late.megabytes).toBeLessThan(2 * early.megabytes);
  },
  FULL ? 1_800_000 : 240_000,
);
