/**
 * The region in use is lost under load at a moment that a seed chose, the workflow fails over, and goes back when the region is
 * there again; what was acknowledged is looked for in the database each time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ECS } from '@aws-sdk/client-ecs';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SFN } from '@aws-sdk/client-sfn';
import { type EmulatorCallError, emulatorApi } from '../../../lib/emulator/web/api.ts';
import type { CheckState } from '../../../lib/emulator/web/dns/checker.ts';
import { ADDED_INSTANCE, DATABASE_SECRET, FAILOVER_WORKFLOW } from '../../../lib/projects/disaster-recovery/names.ts';
import type { Size } from '../../../lib/projects/disaster-recovery/strategy.ts';
import { until } from '../../../lib/until.ts';
import { acknowledgedAnswer, ask, audit } from '../../web-app/candidates.ts';
import { type DeployedRegions, PRIMARY, STANDBY } from '../deployed-regions.ts';
import { type Attempt, answeringByName, type NameServer } from './candidates.ts';
import type { Run } from './figures.ts';

/** Of the balancers' HTTPS listeners, at their own addresses. */
const PORT = 8_443;
const CANDIDATES = 4;
const TTL_MS = 60_000;
/** Nobody waits longer for one step of a run. */
const PATIENCE_SECONDS = 120;
/** Of the log: some seconds of this load. */
const MOST_BEHIND_BYTES = 100_000;

interface DnsState extends NameServer {
  readonly speed: number;
  readonly healthChecks: readonly CheckState[];
}

/** @param seen asked for where it did not hold */
async function hold(
  what: string,
  so: () => Promise<boolean>,
  everyMs = 50,
  seen?: () => Promise<unknown>,
): Promise<void> {
  if (await until(so, PATIENCE_SECONDS, everyMs)) return;
  const found = seen ? ` Seen: ${JSON.stringify(await seen())}` : '';
  throw new Error(`Waited ${PATIENCE_SECONDS} s: ${what}.${found}`);
}

const named = (regions: DeployedRegions) => new URL(regions.outputs.primary.SiteUrl as string).hostname;
const dnsOf = (regions: DeployedRegions) => regions.told<DnsState>('dns');
const leadsTo = async (regions: DeployedRegions, name = named(regions)) =>
  (await regions.told<{ readonly values: readonly string[] } | null>(`dns/${name}`))?.values[0];
const instancesOf = async (regions: DeployedRegions, region: string) =>
  (await regions.containers(region)).filter(({ role }) => role);

/** The database that takes writes in this region, as its own user comes to it. */
async function writerOf(regions: DeployedRegions, region: string) {
  const secrets = new SecretsManager(regions.config(region));
  const { username, password } = JSON.parse(
    (await secrets.getSecretValue({ SecretId: DATABASE_SECRET })).SecretString ?? '',
  );
  const writer = (await regions.containers(region)).find(({ role }) => role === 'writer');
  return { host: writer?.address as string, user: username as string, password: password as string };
}

/** An execution of the workflow in the region that waits, and what it says of itself. */
async function goTo(regions: DeployedRegions, to: 'standby' | 'primary') {
  const sfn = new SFN(regions.config(STANDBY));
  const account = regions.outputs.standby.DatabaseClusterArn?.split(':')[4];
  const stateMachineArn = `arn:aws:states:${STANDBY}:${account}:stateMachine:${FAILOVER_WORKFLOW}`;
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify({ to }) });
  return {
    async end(): Promise<void> {
      const status = async () => (await sfn.describeExecution({ executionArn })).status;
      await hold(`the workflow to ${to} has ended`, async () => (await status()) !== 'RUNNING', 200);
      const { status: ended, error, cause } = await sfn.describeExecution({ executionArn });
      if (ended !== 'SUCCEEDED') throw new Error(`The workflow to ${to}: ${ended} ${error} ${cause}`);
    },
    /** How long it had waited on purpose at a moment, in milliseconds. */
    async waitedBy(moment: number): Promise<number> {
      const { events = [] } = await sfn.getExecutionHistory({ executionArn, maxResults: 1_000 });
      let [waited, since] = [0, undefined as number | undefined];
      for (const { type, timestamp } of events) {
        const at = Math.min(timestamp?.getTime() ?? 0, moment);
        if (type === 'WaitStateEntered') since = at;
        if (type !== 'WaitStateExited' || since === undefined) continue;
        waited += at - since;
        since = undefined;
      }
      return waited + (since === undefined ? 0 : moment - since);
    },
  };
}

/** Under load nobody is ever wholly in step: it is behind by what is on the line. */
async function follows(regions: DeployedRegions, region: string): Promise<boolean> {
  type Member = { readonly region: string; readonly bytesBehind?: number };
  const [database] = await regions.told<readonly { readonly members: readonly Member[] }[]>('global-databases');
  const member = database?.members.find((each) => each.region === region);
  return member?.bytesBehind !== undefined && member.bytesBehind < MOST_BEHIND_BYTES;
}

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

/** @param random from 0 to below 1 */
export async function loseAndGoBack(
  regions: DeployedRegions,
  { seed, delayMs, random }: { readonly seed: number; readonly delayMs: number; readonly random: () => number },
): Promise<Run> {
  const { speed, address, port } = await dnsOf(regions);
  const name = named(regions);
  const primaryAddress = (await leadsTo(regions, `primary.${name}`)) as string;
  const standbyAddress = (await leadsTo(regions, `standby.${name}`)) as string;
  const line = JSON.stringify({ delayMs });
  for (const region of [PRIMARY, STANDBY]) await regions.put(`lines/${region}`, line);
  const load = await answeringByName({
    ...{ name, random, port: PORT, candidates: CANDIDATES, spreadMs: TTL_MS / speed },
    server: { address, port },
  });
  try {
    return await underLoad(regions, load, { seed, speed, delayMs, random, primaryAddress, standbyAddress });
  } finally {
    await load.stop();
  }
}

async function underLoad(
  regions: DeployedRegions,
  load: Awaited<ReturnType<typeof answeringByName>>,
  {
    seed,
    speed,
    delayMs,
    random,
    primaryAddress,
    standbyAddress,
  }: {
    readonly seed: number;
    readonly speed: number;
    readonly delayMs: number;
    readonly random: () => number;
    readonly primaryAddress: string;
    readonly standbyAddress: string;
  },
): Promise<Run> {
  const { ledger } = load;
  const scout = load.sittings[0] as (typeof load.sittings)[0];
  // Between the start of two checks, and of two TTLs.
  await sleep(2_000 + (random() * TTL_MS) / speed);

  const lost = Date.now();
  await regions.put(`regions/${PRIMARY}/lost`);
  const isIll = async () =>
    (await dnsOf(regions)).healthChecks.some(({ type, healthy }) => type === 'CALCULATED' && !healthy);
  await hold('the health check is ill', isIll, 20);
  const detected = Date.now();
  const workflow = await goTo(regions, 'standby');
  // Somebody who knows the address, and does not wait for the name.
  const question = { position: scout.items[0]?.position as number, chose: 'ABCDE'.slice(0, scout.items[0]?.choose) };
  const scouted = acknowledgedAnswer(
    `http://${standbyAddress}:${PORT}`,
    scout,
    question,
    () => Date.now() < lost + 120_000,
  );
  const seen = async () => ({
    name: await leadsTo(regions),
    standbyAddress,
    ...{ dns: await dnsOf(regions), targets: await regions.told('targets') },
  });
  await hold('the name leads to the standby', async () => (await leadsTo(regions)) === standbyAddress, 20, seen);
  const led = Date.now();
  const first = (attempts: readonly Attempt[]) =>
    firstAt(attempts, (each) => each.address === standbyAddress && each.ok);
  await hold('somebody writes in the standby', async () => first(ledger.writes) !== undefined);
  const writable = (await scouted)?.at as number;
  await hold('somebody reads in the standby', async () => first(ledger.reads) !== undefined);
  await workflow.end();
  await sleep(1_000);

  // Candidates go on: what is looked for is what was acknowledged by now.
  const before = [...ledger.acknowledged];
  const there = await audit(await writerOf(regions, STANDBY), before);
  const gone = new Set(there.lost.map(({ key }) => key));

  await regions.put(`regions/${PRIMARY}/well`);
  await hold('the primary follows again', () => follows(regions, PRIMARY), 200);
  const primaryServes = async () => (await ask(`http://${primaryAddress}:${PORT}`, 'GET', '/health')).status === 200;
  await hold('the primary has tasks that answer', primaryServes, 200);
  const back = await goTo(regions, 'primary');
  await back.end();
  const ended = Date.now();
  const isBack = () => firstAt(ledger.writes, ({ at, address, ok }) => at > ended && address === primaryAddress && ok);
  await hold('somebody writes in the primary again', async () => isBack() !== undefined);
  await load.stop();
  const again = await audit(await writerOf(regions, PRIMARY), ledger.acknowledged);
  const lastThere = ledger.writes.findLast((each) => each.address === standbyAddress && each.ok)?.at as number;
  const firstBack = firstAt(ledger.writes, (each) => each.at > lastThere && each.address === primaryAddress && each.ok);

  const after = (moment: number | undefined) => (moment ?? Number.NaN) - lost;
  const all = [...ledger.writes, ...ledger.reads];
  return {
    ...{ seed, speed, delayMs },
    firstFailed: after(Math.min(...all.filter(({ at, ok }) => at >= lost && !ok).map(({ at }) => at))),
    ...{ detected: after(detected), led: after(led), writable: after(writable) },
    waited: await workflow.waitedBy(writable),
    waitedBeforeLed: await workflow.waitedBy(led),
    moved: after(Math.min(...all.filter((each) => each.address === standbyAddress).map(({ at }) => at))),
    firstWrite: after(first(ledger.writes)),
    firstRead: after(first(ledger.reads)),
    acknowledged: ledger.acknowledged.length,
    lost: there.lost.length,
    oldestLost: Math.max(0, ...there.lost.map(({ at }) => lost - at)),
    doubled: there.doubled.length + again.doubled.length,
    lostOnTheWayBack: again.lost.filter(({ key }) => !gone.has(key)).length,
    pauseOnTheWayBack: (firstBack ?? Number.NaN) - lastThere,
  };
}
