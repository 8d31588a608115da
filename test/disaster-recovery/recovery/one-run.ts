/**
 * The region in use is lost, or its line cut, under load at a moment that a seed chose, the workflow fails over, and goes back
 * when the region is there again; what was acknowledged is looked for in the database each time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ECS } from '@aws-sdk/client-ecs';
import { type EmulatorCallError, emulatorApi } from '../../../lib/emulator/web/api.ts';
import { ADDED_INSTANCE } from '../../../lib/projects/disaster-recovery/names.ts';
import type { Size } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { acknowledgedAnswer, ask, audit } from '../../web-app/candidates.ts';
import { type DeployedRegions, PRIMARY, STANDBY } from '../deployed-regions.ts';
import { type Attempt, answeringByName } from './candidates.ts';
import type { Run } from './figures.ts';
import { dnsOf, follows, hold, instancesOf, leadsTo, named, PORT, writerOf } from './looking.ts';
import { type Refusals, tryOldWriter } from './old-writer.ts';
import { goTo } from './workflow.ts';

const CANDIDATES = 4;
/** Of the name, in Route 53's own time. */
export const TTL_MS = 60_000;
/** Of refused writes, by SQL and by tasks: it was no chance. */
const ENOUGH_REFUSALS = 3;

const firstAt = (attempts: readonly Attempt[], wanted: (attempt: Attempt) => boolean) => attempts.find(wanted)?.at;

/** All is as deployed: both regions well, the primary in use, and the standby no more than it waits with. */
export async function asDeployed(
  regions: DeployedRegions,
  { tasks: { least: tasks }, instances }: Size,
): Promise<void> {
  const { ClusterName: cluster, ServiceName: service } = regions.outputs.standby;
  const ecs = new ECS(regions.config(STANDBY));
  await ecs.updateService({ cluster, service, desiredCount: tasks });
  if (instances === 0) {
    const named = { DBInstanceIdentifier: ADDED_INSTANCE, SkipFinalSnapshot: 'true' };
    const deleted = emulatorApi(regions.endpoint, STANDBY).query('rds', 'DeleteDBInstance', named);
    // There is none before the first failover.
    await deleted.catch((error: EmulatorCallError) => {
      if (error.code !== 'DBInstanceNotFound') throw error;
    });
  }
  const taskCount = async (region: string) => (await regions.containers(region)).filter(({ task }) => task).length;
  await hold('the standby has what it waits with', async () => (await taskCount(STANDBY)) === tasks, 200);
  await hold('the primary has its tasks', async () => (await taskCount(PRIMARY)) >= 2, 200);
  await hold('both databases of the primary run', async () => (await instancesOf(regions, PRIMARY)).length === 2, 200);
  await hold('the standby is in step', () => regions.isInStep(STANDBY), 200);
  const sides = ['primary', 'standby'].map((side) => `${side}.${named(regions)}`);
  await hold(
    'the name of each region leads to it',
    async () => (await Promise.all(sides.map((side) => leadsTo(regions, side)))).every(Boolean),
    200,
  );
  await hold(
    'every check is well',
    async () => (await dnsOf(regions)).healthChecks.every(({ healthy }) => healthy),
    200,
  );
}

export interface Asked {
  readonly seed: number;
  /** Of the line, one way, in milliseconds. */
  readonly delayMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A state of the workflow before which it ends on its way to the standby, to be started again. */
  readonly endsBefore?: string;
}

interface Surroundings extends Asked {
  readonly speed: number;
  readonly primaryAddress: string;
  readonly standbyAddress: string;
}

type Load = Awaited<ReturnType<typeof answeringByName>>;

/** On the way back, what was done by when, in milliseconds since the last answer in the standby. */
type WayBack = Readonly<Record<(typeof STEPS_BACK)[number], number>>;

/** What a run is beside its figures. */
interface Moves {
  /** Of the execution that went to the standby. */
  readonly states: readonly string[];
  readonly oldWriter: Refusals;
  readonly wayBack: WayBack;
}

/** Does something while candidates answer by the name, from a moment on that was drawn. */
export async function underLoad<Value>(
  regions: DeployedRegions,
  asked: Asked,
  work: (load: Load, around: Surroundings) => Promise<Value>,
): Promise<Value> {
  const { speed, address, port } = await dnsOf(regions);
  const name = named(regions);
  const primaryAddress = (await leadsTo(regions, `primary.${name}`)) as string;
  const standbyAddress = (await leadsTo(regions, `standby.${name}`)) as string;
  const line = JSON.stringify({ delayMs: asked.delayMs });
  for (const region of [PRIMARY, STANDBY]) await regions.put(`lines/${region}`, line);
  const load = await answeringByName({
    ...{ name, random: asked.random, port: PORT, candidates: CANDIDATES, spreadMs: TTL_MS / speed },
    server: { address, port },
  });
  try {
    // Between the start of two checks, and of two TTLs.
    await sleep(2_000 + (asked.random() * TTL_MS) / speed);
    return await work(load, { ...asked, speed, primaryAddress, standbyAddress });
  } finally {
    await load.stop();
  }
}

export const firstIn = (address: string, attempts: readonly Attempt[]) =>
  firstAt(attempts, (each) => each.address === address && each.ok);

async function leadsToStandby(regions: DeployedRegions, { standbyAddress }: Surroundings): Promise<void> {
  const seen = async () => ({
    name: await leadsTo(regions),
    standbyAddress,
    ...{ dns: await dnsOf(regions), targets: await regions.told('targets') },
  });
  await hold('the name leads to the standby', async () => (await leadsTo(regions)) === standbyAddress, 20, seen);
}

async function goesOnInStandby({ ledger }: Load, { standbyAddress }: Surroundings): Promise<void> {
  const first = (attempts: readonly Attempt[]) => firstIn(standbyAddress, attempts);
  await hold('somebody writes in the standby', async () => first(ledger.writes) !== undefined);
  await hold('somebody reads in the standby', async () => first(ledger.reads) !== undefined);
}

/** Nobody writes from the last answer in the standby to the last of them. */
const STEPS_BACK = ['switched', 'unfenced', 'led', 'served'] as const;

/** Until the primary is well, and takes no write though it could; then the way back, and what is missing after it. */
async function goBack(regions: DeployedRegions, load: Load, around: Surroundings, gone: ReadonlySet<string>) {
  const { ledger } = load;
  const { primaryAddress, standbyAddress } = around;
  const tried = await tryOldWriter(regions, around, load.sittings[1] as Load['sittings'][0]);
  try {
    await hold('the primary follows again', () => follows(regions, PRIMARY), 200);
    const primaryServes = async () => (await ask(`http://${primaryAddress}:${PORT}`, 'GET', '/health')).status === 200;
    await hold('the primary has tasks that answer', primaryServes, 200);
    // The fence alone keeps the name away from here on.
    const isWellByItself = async () =>
      (await dnsOf(regions)).healthChecks.filter(({ type, healthy }) => type !== 'CALCULATED' && healthy).length === 1;
    await hold('the own check of the primary is well again', isWellByItself, 200);
    const before = tried.now();
    const isEnough = async () => {
      const { sql, tasks } = tried.now();
      return Math.min(sql.refused, tasks.refused - before.tasks.refused) >= ENOUGH_REFUSALS;
    };
    await hold('writes to the primary are refused', isEnough, 200, async () => tried.now());
  } finally {
    await tried.stop();
  }
  const back = await goTo(regions, 'primary');
  const hasWriter = async () => (await instancesOf(regions, PRIMARY)).some(({ role }) => role === 'writer');
  await hold('the primary has the writer again', hasWriter);
  const switched = Date.now();
  await back.end();
  const unfenced = Date.now();
  await hold('the name leads to the primary again', async () => (await leadsTo(regions)) === primaryAddress);
  const led = Date.now();
  const isBack = () =>
    firstAt(ledger.writes, ({ at, address, ok }) => at > unfenced && address === primaryAddress && ok);
  await hold('somebody writes in the primary again', async () => isBack() !== undefined);
  await load.stop();
  const again = await audit(await writerOf(regions, PRIMARY), ledger.acknowledged);
  const lastThere = ledger.writes.findLast((each) => each.address === standbyAddress && each.ok)?.at as number;
  const served = firstAt(ledger.writes, (each) => each.at > lastThere && each.address === primaryAddress && each.ok);
  const moments = { switched, unfenced, led, served: served ?? Number.NaN };
  const sinceLast = STEPS_BACK.map((step) => [step, moments[step] - lastThere]);
  return {
    oldWriter: tried.now(),
    doubled: again.doubled.length,
    lostOnTheWayBack: again.lost.filter(({ key }) => !gone.has(key)).length,
    pauseOnTheWayBack: moments.served - lastThere,
    wayBack: Object.fromEntries(sinceLast) as WayBack,
  };
}

/** Takes the primary region away. @returns when it was lost, and when the health check was ill; milliseconds since 1970 */
export async function losePrimary(
  regions: DeployedRegions,
): Promise<{ readonly lost: number; readonly detected: number }> {
  const lost = Date.now();
  await regions.put(`regions/${PRIMARY}/lost`);
  const isIll = async () =>
    (await dnsOf(regions)).healthChecks.some(({ type, healthy }) => type === 'CALCULATED' && !healthy);
  await hold('the health check is ill', isIll, 20);
  return { lost, detected: Date.now() };
}

export const loseAndGoBack = (regions: DeployedRegions, asked: Asked): Promise<Run & Moves> =>
  underLoad(regions, asked, async (load, around) => {
    const { ledger } = load;
    const { standbyAddress } = around;
    const scout = load.sittings[0] as (typeof load.sittings)[0];

    const { lost, detected } = await losePrimary(regions);
    const workflow = await goTo(regions, 'standby', asked.endsBefore);
    // Somebody who knows the address, and does not wait for the name.
    const question = { position: scout.items[0]?.position as number, chose: 'ABCDE'.slice(0, scout.items[0]?.choose) };
    const scouted = acknowledgedAnswer(
      `http://${standbyAddress}:${PORT}`,
      scout,
      question,
      () => Date.now() < lost + 120_000,
    );
    await leadsToStandby(regions, around);
    const led = Date.now();
    await goesOnInStandby(load, around);
    const writable = (await scouted)?.at as number;
    await workflow.end();
    await sleep(1_000);

    // Candidates go on: what is looked for is what was acknowledged by now.
    const there = await audit(await writerOf(regions, STANDBY), [...ledger.acknowledged]);
    const gone = new Set(there.lost.map(({ key }) => key));
    await regions.put(`regions/${PRIMARY}/well`);
    const back = await goBack(regions, load, around, gone);

    const after = (moment: number | undefined) => (moment ?? Number.NaN) - lost;
    const all = [...ledger.writes, ...ledger.reads];
    return {
      ...{ seed: asked.seed, speed: around.speed, delayMs: asked.delayMs },
      firstFailed: after(Math.min(...all.filter(({ at, ok }) => at >= lost && !ok).map(({ at }) => at))),
      ...{ detected: after(detected), led: after(led), writable: after(writable) },
      waited: await workflow.waitedBy(writable),
      waitedBeforeLed: await workflow.waitedBy(led),
      moved: after(Math.min(...all.filter((each) => each.address === standbyAddress).map(({ at }) => at))),
      firstWrite: after(firstIn(standbyAddress, ledger.writes)),
      firstRead: after(firstIn(standbyAddress, ledger.reads)),
      acknowledged: ledger.acknowledged.length,
      lost: there.lost.length,
      oldestLost: Math.max(0, ...there.lost.map(({ at }) => lost - at)),
      ...{ ...back, doubled: there.doubled.length + back.doubled },
      states: await workflow.states(),
    };
  });

/** What a cut line cost between two regions that both live. */
export interface CutOff extends Moves {
  /** Gone of what the primary acknowledged after the cut, and how much it acknowledged then. */
  readonly lost: number;
  readonly acknowledgedApart: number;
  /** Gone of what the standby acknowledged. */
  readonly lostInStandby: number;
  /** How long before the cut the oldest answer that is gone was acknowledged, in milliseconds; 0 where none was. */
  readonly oldestLost: number;
  readonly doubled: number;
  readonly lostOnTheWayBack: number;
}

/**
 * The line is cut and nothing else, so that Route 53 sees two regions that are well; somebody fails over all the same. The
 * primary's writer is not reached, and goes on for those who still come there.
 */
export const cutOffAndGoBack = (regions: DeployedRegions, asked: Asked): Promise<CutOff> =>
  underLoad(regions, asked, async (load, around) => {
    const { ledger } = load;
    const { primaryAddress } = around;
    await regions.put(`regions/${PRIMARY}/isolated`);
    const cut = Date.now();
    const writtenThere = (from: number) => () =>
      Promise.resolve(ledger.writes.some(({ at, address, ok }) => at > from && address === primaryAddress && ok));
    await hold('somebody writes in the primary after the cut', writtenThere(cut));
    const workflow = await goTo(regions, 'standby', asked.endsBefore);
    await leadsToStandby(regions, around);
    await goesOnInStandby(load, around);
    await workflow.end();
    // Somebody who knows the address: two writers, which the name alone keeps apart.
    const apart = load.sittings[1] as Load['sittings'][0];
    const [item] = apart.items;
    const body = { chose: 'ABCDE'.slice(0, item?.choose) };
    const path = `/v1/sittings/${apart.id}/answers/${item?.position}`;
    const { status } = await ask(`http://${primaryAddress}:${PORT}`, 'PUT', path, { token: apart.token, body });
    if (status !== 200) throw new Error(`The primary, which was not reached, answered ${status}.`);

    await regions.put(`regions/${PRIMARY}/well`);
    const hasNoWriter = async () => !(await instancesOf(regions, PRIMARY)).some(({ role }) => role === 'writer');
    await hold('the old writer is reached', hasNoWriter);
    const acknowledged = [...ledger.acknowledged];
    const there = await audit(await writerOf(regions, STANDBY), acknowledged);
    const isApart = ({ at, address }: (typeof acknowledged)[0]) => at > cut && address === primaryAddress;
    const gone = new Set(there.lost.map(({ key }) => key));
    const lost = acknowledged.filter(({ key }) => gone.has(key));
    const back = await goBack(regions, load, around, gone);
    return {
      lost: lost.filter(isApart).length,
      acknowledgedApart: acknowledged.filter(isApart).length,
      lostInStandby: lost.filter(({ address }) => address === around.standbyAddress).length,
      oldestLost: Math.max(0, ...lost.map(({ at }) => cut - at)),
      ...{ ...back, doubled: there.doubled.length + back.doubled },
      states: await workflow.states(),
    };
  });
