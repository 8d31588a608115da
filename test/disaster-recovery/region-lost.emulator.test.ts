/**
 * The region in use is lost, and the exam room goes on in the other by its failover workflow; then it goes back.
 * Every acknowledged answer is looked for afterwards.
 */
import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAILOVER_WORKFLOW } from '../../lib/projects/disaster-recovery/names.ts';
import { EMULATOR_ACCOUNT } from '../../lib/target.ts';
import { until } from '../../lib/until.ts';
import { ask, askUntilAnswered, beginSitting } from '../web-app/candidates.ts';
import { type DeployedRegions, deployRegions, PRIMARY, STANDBY } from './deployed-regions.ts';

/** It looks every 15 seconds, at four things one after the other. */
const WORKFLOW_SECONDS = 240;

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

/** What the failover workflow says when it has ended well. */
async function moveTo(side: 'primary' | 'standby'): Promise<Readonly<Record<string, unknown>>> {
  const sfn = new SFN(regions.config(STANDBY));
  const { executionArn } = await sfn.startExecution({
    stateMachineArn: `arn:aws:states:${STANDBY}:${EMULATOR_ACCOUNT}:stateMachine:${FAILOVER_WORKFLOW}`,
    input: JSON.stringify({ to: side }),
  });
  const now = () => sfn.describeExecution({ executionArn });
  await until(async () => (await now()).status !== 'RUNNING', WORKFLOW_SECONDS, 500);
  const { status, error, cause, output = '{}' } = await now();
  expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED' });
  return JSON.parse(output);
}

it('goes on in the other region with every acknowledged answer, where the line was idle', async () => {
  await answer('primary', 'Ada');
  expect(ledger.length).toBeGreaterThan(5);
  expect(await until(() => regions.isInStep(STANDBY), 30, 100)).toBe(true);

  const lost = Date.now();
  await regions.put(`regions/${PRIMARY}/lost`);
  expect(await health('primary')).toBe(0);
  expect(await moveTo('standby')).toMatchObject({ writer: arnOf('standby'), tasks: 2 });
  expect(await until(async () => (await health('standby')) === 200, 60, 100)).toBe(true);
  expect(await missingIn('standby')).toEqual([]);
  await answer('standby', 'Grace');
  console.log(
    `Answers again ${((Date.now() - lost) / 1_000).toFixed(1)} s after the region was lost; ${ledger.length} kept.`,
  );
}, 300_000);

it('goes back by a switchover without losing one', async () => {
  const count = ledger.length;
  await regions.put(`regions/${PRIMARY}/well`);
  expect(await until(() => regions.isInStep(PRIMARY), 60, 200)).toBe(true);
  expect(await moveTo('primary')).toEqual({ writer: arnOf('primary') });
  expect(await until(async () => (await health('primary')) === 200, 60, 200)).toBe(true);
  expect(await missingIn('primary')).toEqual([]);
  await answer('primary', 'Mary');
  expect(ledger.length).toBeGreaterThan(count);
  expect(await missingIn('primary')).toEqual([]);
}, 300_000);
