/**
 * Backup and restore: what losing the region in use costs where nothing but copied backups is in the other. What was acknowledged
 * after the newest backup is gone, and nothing else; a primary that comes back takes no write by the name.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SPEED } from '../../../lib/emulator/web/service.ts';
import { drawnFrom } from '../../support/drawn.ts';
import { type DeployedRegions, deployRegions } from '../deployed-regions.ts';
import { atFullTimes, inSeconds, rto } from './figures.ts';
import { loseAndRestore } from './lose-and-restore.ts';

const SEED = Number(process.env.RELIABILITY_SEED ?? 15);

let regions: DeployedRegions;

beforeAll(async () => {
  vi.stubEnv(SPEED, '10');
  regions = await deployRegions('backup-restore');
  expect(await regions.migrate()).toBe(0);
}, 240_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await regions?.stop();
});

it('costs what came after the newest copied backup, and goes back without loss', { timeout: 600_000 }, async () => {
  const run = await loseAndRestore(regions, { seed: SEED, delayMs: 40, random: drawnFrom(SEED), withinMs: 5_000 });
  console.log(JSON.stringify(run), inSeconds(rto(run)), inSeconds(atFullTimes(run).rto));
  expect(run).toMatchObject({ doubled: 0, lostOnTheWayBack: 0, lostOfBefore: 0, takenByOld: 0 });
  expect(run.before).toBeGreaterThan(0);
  // Those that were sent when it was there already are not in it.
  expect(run.lost).toBeGreaterThanOrEqual(run.after);
  expect(run.oldestLost).toBeLessThanOrEqual(run.age);
});
