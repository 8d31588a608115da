/**
 * What losing a region costs, measured under load: RTO by the name that people ask for, RPO by answer, and the way back
 * without loss; what was the writer takes no write meanwhile. The same where the line is cut and both regions live, and where
 * the workflow ends on its way and is started again: before one state, that the seed draws. A game day does it to a learner.
 * With RELIABILITY_SIZE=full the region is lost ten times, and once more for each state (RELIABILITY_FROM names one to begin
 * with); `npm run bench recovery` measures each strategy.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SPEED } from '../../../lib/emulator/web/service.ts';
import { STRATEGIES } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { drawnFrom } from '../../support/drawn.ts';
import { type DeployedRegions, deployRegions } from '../deployed-regions.ts';
import { atFullTimes, inSeconds, rto } from './figures.ts';
import { describeGameDay } from './game-day.ts';
import type { Refusals } from './old-writer.ts';
import { asDeployed, cutOffAndGoBack, loseAndGoBack } from './one-run.ts';
import { BY_CHANCE } from './workflow.ts';

/** The one whose workflow has the most steps. */
const STRATEGY = 'pilot-light';
const full = process.env.RELIABILITY_SIZE === 'full';
const RUNS = full ? 10 : 1;
const SEED = Number(process.env.RELIABILITY_SEED ?? 15);

let regions: DeployedRegions;
/** Of the workflow, in the order of the first run. */
let states: readonly string[] = [];

beforeAll(async () => {
  // Ten seconds of Route 53, and of the workflow's waits, take one.
  vi.stubEnv(SPEED, '10');
  regions = await deployRegions(STRATEGY);
  expect(await regions.migrate()).toBe(0);
}, 240_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await regions?.stop();
});

it.each(Array.from({ length: RUNS }, (_, run) => SEED + run))(
  'a region is lost under load, and comes back (seed %s)',
  { timeout: 600_000 },
  async (seed) => {
    await asDeployed(regions, STRATEGIES[STRATEGY]);
    const run = await loseAndGoBack(regions, { seed, delayMs: 40, random: drawnFrom(seed) });
    console.log(JSON.stringify(run), inSeconds(rto(run)), inSeconds(atFullTimes(run).rto));
    expect(run).toMatchObject({ doubled: 0, lostOnTheWayBack: 0 });
    expect(run.acknowledged).toBeGreaterThan(50);
    // Nothing that was acknowledged seconds before the line was cut; how old to the millisecond is what the bench says.
    expect(run.oldestLost).toBeLessThan(3_000);
    // Three checks in a row, each an interval of 10 s after the last; and no candidate knew before the name did.
    expect(run.detected).toBeGreaterThanOrEqual((2 * 10_000) / run.speed);
    expect(run.moved).toBeGreaterThanOrEqual(run.led);
    fencedOff(run.oldWriter);
    states = run.states;
  },
);

it('a line is cut under load, and the workflow ends on its way', { timeout: 600_000 }, async () => {
  const random = drawnFrom(SEED);
  // Of those that come after something was changed.
  const certain = onTheWay().filter((state) => !BY_CHANCE.test(state));
  const left = certain.slice(certain.indexOf('RaiseFence') + 1);
  const endsBefore = left[Math.floor(random() * left.length)];
  await asDeployed(regions, STRATEGIES[STRATEGY]);
  const { states: _, ...run } = await cutOffAndGoBack(regions, { seed: SEED, delayMs: 40, random, endsBefore });
  console.log(JSON.stringify({ endsBefore, ...run }));
  expect(run).toMatchObject({ doubled: 0, lostInStandby: 0, lostOnTheWayBack: 0 });
  // Two writers: what the one took that was not reached is gone, and nothing else.
  expect(run.acknowledgedApart).toBeGreaterThan(0);
  expect(run.lost).toBe(run.acknowledgedApart);
  expect(run.oldestLost).toBeLessThan(3_000);
  fencedOff(run.oldWriter);
});

if (full) {
  it('whichever state the workflow ends before, nothing more is lost', { timeout: 3_600_000 }, async () => {
    const from = onTheWay().indexOf(process.env.RELIABILITY_FROM ?? (onTheWay()[0] as string));
    expect(from).toBeGreaterThanOrEqual(0);
    for (const [index, endsBefore] of onTheWay().entries()) {
      if (index < from) continue;
      const seed = SEED + index;
      await asDeployed(regions, STRATEGIES[STRATEGY]);
      const run = await loseAndGoBack(regions, { seed, delayMs: 40, random: drawnFrom(seed), endsBefore });
      console.log(endsBefore, JSON.stringify(run));
      expect(run, endsBefore).toMatchObject({ doubled: 0, lostOnTheWayBack: 0 });
      expect(run.oldestLost, endsBefore).toBeLessThan(3_000);
      fencedOff(run.oldWriter);
    }
  });
}

describeGameDay(() => regions, STRATEGY);

/** All but the first, before which nothing has begun. */
function onTheWay(): readonly string[] {
  if (states.length === 0) throw new Error('No run has gone to the standby yet, so that its states are not known.');
  return states.slice(1);
}

function fencedOff({ sql, tasks, astray }: Refusals): void {
  expect({ sql: sql.taken, tasks: tasks.taken, astray }).toEqual({ sql: 0, tasks: 0, astray: 0 });
  expect(Math.min(sql.refused, tasks.refused)).toBeGreaterThan(0);
}
