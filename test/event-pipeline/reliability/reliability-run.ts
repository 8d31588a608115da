/** What the scenarios and their controls share: sizes, seed, and a pipeline that is as it was before each of them. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { deployedTarget } from '../../support/deployed-target.ts';
import { FaultProxy } from './faults.ts';
import { Pipeline } from './pipeline.ts';
import type { Run } from './scenarios.ts';

const full = process.env.RELIABILITY_SIZE === 'full';
export const size = full
  ? { r1: 10_000, r2: 10_000, r3: 2_000, r4: 2_000, kills: 20, r5: 2_000, cards: 100, answers: 50, learners: 200 }
  : { r1: 200, r2: 120, r3: 150, r4: 150, kills: 3, r5: 40, cards: 10, answers: 6, learners: 10 };
const patience = full ? 900 : 60;
export const limit = { timeout: (patience + 60) * 3_000 };

/** Registers the hooks of a test file. The run's proxy is there from the first hook on. */
export async function reliabilityRun(): Promise<{ readonly pipeline: Pipeline; readonly run: Run }> {
  const seed = Number(process.env.RELIABILITY_SEED ?? Math.floor(Math.random() * 1e9));
  const pipeline = new Pipeline(await deployedTarget());
  const run = { pipeline, seed, patience } as { -readonly [Key in keyof Run]: Run[Key] };
  beforeAll(async () => {
    run.proxy = await FaultProxy.start(pipeline.endpoint, seed);
  });
  beforeEach(() => pipeline.reset(), 60_000);
  afterAll(async () => {
    await pipeline.reset();
    await run.proxy.stop();
  });
  return { pipeline, run };
}
