/**
 * The region in use is lost, and the exam room goes on in the other by the calls of the README's runbook; then it goes back.
 * Every acknowledged answer is looked for afterwards.
 */
import { ECS } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emulatorApi } from '../../lib/emulator/web/api.ts';
import { GLOBAL_CLUSTER } from '../../lib/projects/disaster-recovery/names.ts';
import { until } from '../../lib/until.ts';
import { ask, askUntilAnswered, beginSitting } from '../web-app/candidates.ts';
import { type DeployedRegions, deployRegions, PRIMARY, STANDBY } from './deployed-regions.ts';

let regions: DeployedRegions;
/** What was acknowledged, and where it is asked for. */
const ledger: { readonly token: string; readonly id: string; readonly position: number; readonly chose: string }[] = [];

beforeAll(async () => {
  regions = await deployRegions('pilot-light');
  await regions.migrate();
  expect(await until(async () => (await health('primary')) === 200, 60, 200)).toBe(true);
}, 240_000);

afterAll(async () => {
  await regions?.stop();
});

const urlOf = async (side: 'primary' | 'standby') =>
  (await regions.addressOf(regions.outputs[side].BalancerName)) as string;
const health = async (side: 'primary' | 'standby') => (await ask(await urlOf(side), 'GET', '/health')).status;
const rds = (region: string, action: string, parameters: Record<string, string>) =>
  emulatorApi(regions.endpoint, region).query('rds', action, parameters);
const arnOf = (side: 'primary' | 'standby') => regions.outputs[side].DatabaseClusterArn as string;

/** A candidate sits down in a region and answers every question. */
async function answer(side: 'primary' | 'standby', name: string): Promise<void> {
  const url = await urlOf(side);
  const { token, id, items } = await beginSitting(url, name);
  for (const { position, choose } of items) {
    const chose = 'ABCDE'.slice(0, choose);
    const { status } = await ask(url, 'PUT', `/v1/sittings/${id}/answers/${position}`, { token, body: { chose } });
    if (status === 200) ledger.push({ token, id, position, chose });
  }
}

/** Of all that was acknowledged, what this region does not know. */
async function missingIn(side: 'primary' | 'standby') {
  const url = await urlOf(side);
  const sittings = new Map(ledger.map(({ id, token }) => [id, token]));
  const kept = new Set<string>();
  for (const [id, token] of sittings) {
    // Beside a task that answers, a balancer may still know of one that does not, and answer for it with 502.
    const { status, body } = await askUntilAnswered(url, 'GET', `/v1/sittings/${id}/questions`, { token });
    if (status !== 200) throw new Error(`Sitting ${id} was answered with ${status}: ${JSON.stringify(body)}`);
    for (const item of body.items) kept.add(`${id}/${item.position}/${item.chosen}`);
  }
  return ledger.filter(({ id, position, chose }) => !kept.has(`${id}/${position}/${chose}`));
}

async function changeWriter(region: string, action: string, to: string, parameters: Record<string, string> = {}) {
  const named = { GlobalClusterIdentifier: GLOBAL_CLUSTER };
  await rds(region, action, { ...named, TargetDbClusterIdentifier: to, ...parameters });
  const described = async () => (await rds(region, 'DescribeGlobalClusters', named)).list('GlobalClusters')[0];
  expect(await until(async () => (await described())?.text('Status') === 'available', 60, 100)).toBe(true);
  const members = (await described())?.list('GlobalClusterMembers') ?? [];
  const writer = members.find((member) => member.text('IsWriter') === 'true');
  expect(writer?.text('DBClusterArn')).toBe(to);
}

it('goes on in the other region with every acknowledged answer, where the line was idle', async () => {
  await answer('primary', 'Ada');
  expect(ledger.length).toBeGreaterThan(5);
  expect(await until(() => regions.isInStep(STANDBY), 30, 100)).toBe(true);

  const lost = Date.now();
  await regions.put(`regions/${PRIMARY}/lost`);
  expect(await health('primary')).toBe(0);
  await rds(STANDBY, 'CreateDBInstance', {
    DBInstanceIdentifier: 'takes-over',
    DBClusterIdentifier: arnOf('standby').split(':').at(-1) as string,
    DBInstanceClass: 'db.serverless',
    Engine: 'aurora-postgresql',
  });
  const instance = async () =>
    (await rds(STANDBY, 'DescribeDBInstances', { DBInstanceIdentifier: 'takes-over' }))
      .list('DBInstances')[0]
      ?.text('DBInstanceStatus');
  expect(await until(async () => (await instance()) === 'available', 60, 100)).toBe(true);
  await changeWriter(STANDBY, 'FailoverGlobalCluster', arnOf('standby'), { AllowDataLoss: 'true' });
  const { ClusterName: cluster, ServiceName: service } = regions.outputs.standby;
  await new ECS(regions.config(STANDBY)).updateService({ cluster, service, desiredCount: 2 });
  expect(await until(async () => (await health('standby')) === 200, 60, 100)).toBe(true);
  expect(await missingIn('standby')).toEqual([]);
  await answer('standby', 'Grace');
  console.log(
    `Answers again ${((Date.now() - lost) / 1_000).toFixed(1)} s after the region was lost; ${ledger.length} kept.`,
  );
});

it('goes back by a switchover without losing one', async () => {
  const count = ledger.length;
  await regions.put(`regions/${PRIMARY}/well`);
  expect(await until(() => regions.isInStep(PRIMARY), 60, 200)).toBe(true);
  await changeWriter(STANDBY, 'SwitchoverGlobalCluster', arnOf('primary'));
  expect(await until(async () => (await health('primary')) === 200, 60, 200)).toBe(true);
  expect(await missingIn('primary')).toEqual([]);
  await answer('primary', 'Mary');
  expect(ledger.length).toBeGreaterThan(count);
  expect(await missingIn('primary')).toEqual([]);
});
