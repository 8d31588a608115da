/**
 * The region in use is lost under load at a moment that a seed chose, after a backup was taken and copied while the load went on;
 * the other region is deployed from that copy, and goes back by a backup of its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FULL } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { acknowledgedAnswer, ask, audit } from '../../web-app/candidates.ts';
import { type DeployedRegions, PRIMARY, STANDBY } from '../deployed-regions.ts';
import { backUp, deployRestored, destroyRestored, newestIn, restoreInPlace, runTasks } from './backups.ts';
import type { Run } from './figures.ts';
import { dnsOf, hold, instancesOf, leadsTo, named, PORT, writerOf } from './looking.ts';
import { type Asked, firstIn, losePrimary, TTL_MS, underLoad } from './one-run.ts';

/** Some checks of Route 53 in a row, in its own time. */
const SEEN_MS = 40_000;

/** Nobody writes from the first to the last. */
const STEPS_BACK = ['stopped', 'copied', 'restored', 'started', 'served', 'unfenced'] as const;

export interface RestoredRun extends Run {
  /** Acknowledged before the backup was begun, or after it was there, until the region was lost. */
  readonly before: number;
  readonly after: number;
  /** Of those from before: a backup that lacks one is none. */
  readonly lostOfBefore: number;
  /** From the beginning of the backup to the loss, in milliseconds. */
  readonly age: number;
  /** Answers that the primary acknowledged when it was back, and not yet in use again. */
  readonly takenByOld: number;
  /** On the way back, what was done by when, in milliseconds since the last answer in the other region. */
  readonly wayBack: Readonly<Record<(typeof STEPS_BACK)[number], number>>;
}

const tasksOf = async (regions: DeployedRegions, region: string) =>
  (await regions.containers(region)).filter(({ task }) => task).length;

async function isWhole(regions: DeployedRegions): Promise<void> {
  await hold('the primary has its tasks', async () => (await tasksOf(regions, PRIMARY)) >= 2, 200);
  await hold('both databases of the primary run', async () => (await instancesOf(regions, PRIMARY)).length === 2, 200);
  const serves = async () => {
    const address = await leadsTo(regions, `primary.${named(regions)}`);
    return address !== undefined && (await ask(`http://${address}:${PORT}`, 'GET', '/health')).status === 200;
  };
  await hold('the primary has tasks that answer', serves, 200);
  const isWell = async () =>
    (await dnsOf(regions)).healthChecks.some(({ type, healthy }) => type !== 'CALCULATED' && healthy);
  await hold('a check of the primary is well', isWell, 200);
}

/** @param asked.withinMs when the loss comes after the copy is there: on AWS within an hour, and what a copy takes */
export const loseAndRestore = async (
  regions: DeployedRegions,
  asked: Asked & { readonly withinMs: number },
): Promise<RestoredRun> => {
  await isWhole(regions);
  const name = named(regions);
  const primaryArn = regions.outputs.primary.DatabaseClusterArn as string;
  return underLoad(regions, asked, async (load, { speed, primaryAddress }) => {
    const { ledger } = load;
    const { begun, taken, copy } = await backUp(regions, PRIMARY, primaryArn);
    await sleep(asked.random() * asked.withinMs);

    const { lost, detected } = await losePrimary(regions);
    const newest = await newestIn(regions, STANDBY);
    if (newest !== copy) throw new Error(`The newest copy is ${newest}, and not ${copy}.`);
    const restored = await deployRestored(regions, newest);
    await hold('the standby has a name', async () => (await leadsTo(regions, `standby.${name}`)) !== undefined);
    const standbyAddress = (await leadsTo(regions, `standby.${name}`)) as string;
    const scout = load.sittings[0] as (typeof load.sittings)[0];
    const question = { position: scout.items[0]?.position as number, chose: 'ABCDE'.slice(0, scout.items[0]?.choose) };
    const patience = Date.now() + 120_000;
    const scouted = acknowledgedAnswer(
      `http://${standbyAddress}:${PORT}`,
      scout,
      question,
      () => Date.now() < patience,
    );
    await hold('the name leads to the standby', async () => (await leadsTo(regions)) === standbyAddress, 20);
    const led = Date.now();
    const isThere = (attempts: typeof ledger.writes) => async () => firstIn(standbyAddress, attempts) !== undefined;
    await hold('somebody writes in the standby', isThere(ledger.writes));
    await hold('somebody reads in the standby', isThere(ledger.reads));
    const writable = (await scouted)?.at as number;
    await sleep(1_000);
    const there = await audit(await writerOf(regions, STANDBY), [...ledger.acknowledged]);
    const gone = new Set(there.lost.map(({ key }) => key));
    const inPrimary = ledger.acknowledged.filter(({ at, address }) => at < lost && address === primaryAddress);

    // Its database is fenced by nobody: those who still have the name's old answer would write there.
    await sleep(TTL_MS / speed);
    await regions.put(`regions/${PRIMARY}/well`);
    const well = Date.now();
    await isWhole(regions);
    // By its own health alone it would be in use again, with the data of before.
    await sleep(SEEN_MS / speed);
    // Without tasks in the standby both records are ill, and Route 53 answers with the first: nobody may write there before.
    await runTasks(regions, PRIMARY, regions.outputs.primary, 0);
    await runTasks(regions, STANDBY, restored, 0);
    const ended = Date.now();
    const lastThere = ledger.writes.findLast((each) => each.address === standbyAddress && each.ok)?.at as number;
    const back = await backUp(regions, STANDBY, restored.DatabaseClusterArn as string);
    const copied = Date.now();
    await restoreInPlace(regions, PRIMARY, primaryArn, back.copy);
    const inPlace = Date.now();
    await runTasks(regions, PRIMARY, regions.outputs.primary, FULL.tasks.least);
    const started = Date.now();
    await isWhole(regions);
    const served = Date.now();
    await destroyRestored(regions);
    const done = { stopped: ended, copied, restored: inPlace, started, served, unfenced: Date.now() };
    const isBack = () =>
      ledger.writes.find((each) => each.at > lastThere && each.address === primaryAddress && each.ok);
    await hold('somebody writes in the primary again', async () => isBack() !== undefined);
    await load.stop();
    const again = await audit(await writerOf(regions, PRIMARY), ledger.acknowledged);

    const isOfOld = ({ at, address }: { readonly at: number; readonly address: string }) =>
      at > well && at <= ended && address === primaryAddress;
    const since = (moment: number | undefined) => (moment ?? Number.NaN) - lost;
    const all = [...ledger.writes, ...ledger.reads];
    return {
      ...{ seed: asked.seed, speed, delayMs: asked.delayMs },
      firstFailed: since(Math.min(...all.filter(({ at, ok }) => at >= lost && !ok).map(({ at }) => at))),
      ...{ detected: since(detected), led: since(led), writable: since(writable), waited: 0, waitedBeforeLed: 0 },
      moved: since(Math.min(...all.filter((each) => each.address === standbyAddress).map(({ at }) => at))),
      firstWrite: since(firstIn(standbyAddress, ledger.writes)),
      firstRead: since(firstIn(standbyAddress, ledger.reads)),
      acknowledged: ledger.acknowledged.length,
      lost: there.lost.length,
      oldestLost: Math.max(0, ...there.lost.map(({ at }) => lost - at)),
      doubled: there.doubled.length + again.doubled.length,
      lostOnTheWayBack: again.lost.filter(({ key }) => !gone.has(key)).length,
      pauseOnTheWayBack: (isBack()?.at ?? Number.NaN) - lastThere,
      before: inPrimary.filter(({ at }) => at < begun).length,
      lostOfBefore: there.lost.filter(({ at }) => at < begun).length,
      after: inPrimary.filter(({ at, ms }) => at - ms > taken).length,
      age: lost - begun,
      takenByOld: ledger.acknowledged.filter(isOfOld).length,
      wayBack: Object.fromEntries(STEPS_BACK.map((step) => [step, done[step] - lastThere])) as RestoredRun['wayBack'],
    };
  });
};
