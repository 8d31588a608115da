/**
 * What losing a region costs, measured under load: RTO by the name that people ask for, RPO by answer, and the way back
 * without loss. With RELIABILITY_SIZE=full it is lost ten times; `npm run bench recovery` does that with each strategy.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SPEED } from '../../../lib/emulator/web/service.ts';
import { STRATEGIES } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { drawnFrom } from '../../support/drawn.ts';
import { type DeployedRegions, deployRegions } from '../deployed-regions.ts';
import { atFullTimes, inSeconds, rto } from './figures.ts';
import { asDeployed, loseAndGoBack } from './one-run.ts';

const full = process.env.RELIABILITY_SIZE === 'full';
const RUNS = full ? 10 : 1;
const SEED = Number(process.env.RELIABILITY_SEED ?? 15);

let regions: DeployedRegions;

beforeAll(async () => {
  // Ten seconds of Route 53, and of the workflow's waits, take one.
  vi.stubEnv(SPEED, '10');
  regions = await deployRegions('warm-standby');
  expect(await regions.migrate()).toBe(0);
}, 240_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await regions?.stop();
});

it.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
  'a region is lost under load, and comes back (seed %s)',
  { timeout: 300_000 },
  async (seed) => {
    await asDeployed(regions, STRATEGIES['warm-standby']);
    const run = await loseAndGoBack(regions, { seed, delayMs: 40, random: drawnFrom(seed) });
    console.log(JSON.stringify(run), inSeconds(rto(run)), inSeconds(atFullTimes(run).rto));
    expect(run).toMatchObject({ doubled: 0, lostOnTheWayBack: 0 });
    expect(run.acknowledged).toBeGreaterThan(50);
    // Nothing that was acknowledged a second before the line was cut.
    expect(run.oldestLost).toBeLessThan(1_000);
    // Three checks in a row, each an interval of 10 s after the last; and no candidate knew before the name did.
    expect(run.detected).toBeGreaterThanOrEqual((2 * 10_000) / run.speed);
    expect(run.moved).toBeGreaterThanOrEqual(run.led);
  },
);
