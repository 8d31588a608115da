/** The web application as `lab up web-app` deploys it: real processes in two zones, and what is left when some are gone. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerDefinition, ECS, TaskDefinition } from '@aws-sdk/client-ecs';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runningEmulator } from '../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS } from '../../lib/emulator/environment.ts';
import { runningEngine } from '../../lib/emulator/web/service.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { statusOf, withBalancers } from '../../lib/lab/stacks/stacks.ts';
import { upOnEmulator } from '../../lib/lab/stacks/up.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import type { Target } from '../../lib/target.ts';
import { until } from '../../lib/until.ts';
import { runLab } from '../support/processes/lab-process.ts';
import { get } from '../support/web/requests.ts';
import type { ContainerState, TargetView } from '../support/web/small-web.ts';
import { answering, ask, audit, beginSitting } from './candidates.ts';

const stateFolder = join(inject('stateFolders'), 'web-app');
const lab = openLab(CURRICULUM, stateFolder);

let target: Target;
let url: string;
let outputs: Readonly<Record<string, string>>;
let engine: string;
let ecs: ECS;

beforeAll(async () => {
  ({ target } = await upOnEmulator(lab, [webApp], { quiet: true }));
  ecs = awsClients(target.clientConfig).ecs;
  const emulator = await runningEmulator(stateFolder);
  const [status] = await withBalancers(await statusOf([webApp], target), emulator);
  outputs = status?.outputs ?? {};
  url = status?.balancer as string;
  engine = runningEngine(emulator?.engineFolder as string)?.url as string;
}, 240_000);

afterAll(async () => {
  await runLab(['down'], stateFolder);
});

const told = async <Value>(what: string) => (await fetch(`${engine}/${what}`)).json() as Promise<Value>;
const containers = () => told<readonly ContainerState[]>('containers');
const tasks = async () => (await containers()).filter(({ status, task }) => status === 'running' && task);
const healthy = async () => (await told<readonly TargetView[]>('targets')).filter(({ state }) => state === 'healthy');
const untilHealthy = (count: number, seconds = 60) =>
  until(async () => (await healthy()).length === count, seconds, 100);

/** The writer, as the master user comes to it. */
async function writer() {
  const secrets = new SecretsManager({ ...target.clientConfig, credentials: EMULATOR_CREDENTIALS });
  const { SecretString = '' } = await secrets.getSecretValue({ SecretId: outputs.DatabaseSecretArn as string });
  const { username, password } = JSON.parse(SecretString);
  const at = (await containers()).find(({ role, status }) => role === 'writer' && status === 'running');
  return { host: at?.address as string, user: username as string, password: password as string };
}

const serviceOf = () => ({ cluster: outputs.ClusterName as string, service: outputs.ServiceName as string });

async function service() {
  const { cluster, service: name } = serviceOf();
  return (await ecs.describeServices({ cluster, services: [name] })).services?.[0];
}

/** Rolls out what runs with something changed; the ARN of the new definition. */
async function release(changed: Partial<ContainerDefinition>): Promise<string> {
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: (await service())?.taskDefinition });
  const [container] = taskDefinition?.containerDefinitions ?? [];
  const { family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, requiresCompatibilities } =
    taskDefinition as TaskDefinition;
  const made = await ecs.registerTaskDefinition({
    ...{ family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, requiresCompatibilities },
    containerDefinitions: [
      { ...container, ...changed, environment: [...(container?.environment ?? []), ...(changed.environment ?? [])] },
    ],
  });
  const arn = made.taskDefinition?.taskDefinitionArn as string;
  await ecs.updateService({ ...serviceOf(), taskDefinition: arn });
  return arn;
}

it('is two tasks in two zones, a writer and a reader in two zones, and a schema that a task of its own brought', async () => {
  expect(await untilHealthy(2)).toBe(true);
  expect((await tasks()).map(({ zone }) => zone).sort()).toEqual(['a', 'b']);
  const databases = (await containers()).filter(({ role }) => role);
  expect(databases.map(({ role, zone }) => `${role} ${zone}`).sort()).toEqual(['reader b', 'writer a']);
  expect((await get(url)).body).toContain('Join a cohort');
});

it('takes a sitting from its start to its result through the balancer', async () => {
  const { token, id, items } = await beginSitting(url, 'Ada');
  expect(items.length).toBe(10);
  for (const { position, choose } of items) {
    const saved = await ask(url, 'PUT', `/v1/sittings/${id}/answers/${position}`, {
      token,
      body: { chose: 'ABCDE'.slice(0, choose) },
    });
    expect(saved.status).toBe(200);
  }
  expect((await ask(url, 'POST', `/v1/sittings/${id}/hand-in`, { token })).status).toBe(200);
  const result = await ask(url, 'GET', `/v1/sittings/${id}/result`, { token });
  expect(result.status).toBe(200);
  const after = await ask(url, 'PUT', `/v1/sittings/${id}/answers/1`, { token, body: { chose: 'A' } });
  expect([after.status, after.body.code]).toEqual([409, 'SittingHandedIn']);
});

describe('under twenty answers a second', () => {
  it('a task that is killed costs three requests at most, and is replaced within fifteen seconds', async () => {
    const load = await answering(url, 10, 20);
    expect(await until(async () => load.acknowledged.length > 40, 20, 50)).toBe(true);
    const [victim] = await tasks();
    process.kill(victim?.pid as number, 'SIGKILL');
    const killed = Date.now();
    const replaced = async () => (await tasks()).length === 2 && !(await tasks()).some(({ id }) => id === victim?.id);
    expect(await until(replaced, 30, 50)).toBe(true);
    const seconds = (Date.now() - killed) / 1_000;
    expect(await untilHealthy(2)).toBe(true);
    await load.stop();

    expect(load.failed.length).toBeLessThanOrEqual(3);
    expect(seconds).toBeLessThan(15);
    expect(await audit(await writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a release that is good replaces every task without a failed request', { timeout: 150_000 }, async () => {
    const before = (await tasks()).map(({ id }) => id);
    const load = await answering(url, 10, 20);
    await release({ environment: [{ name: 'RELEASE', value: 'good' }] });
    const replaced = async () =>
      (await tasks()).every(({ id }) => !before.includes(id)) && (await healthy()).length === 2;
    expect(await until(replaced, 120, 200)).toBe(true);
    await load.stop();

    expect(load.failed).toEqual([]);
    expect(await audit(await writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a release that never gets healthy is rolled back without a failed request', { timeout: 150_000 }, async () => {
    const good = (await service())?.taskDefinition;
    const load = await answering(url, 10, 20);
    const bad = await release({ command: ['node', 'missing.mjs'] });
    expect((await service())?.taskDefinition).toBe(bad);
    expect(await until(async () => (await service())?.taskDefinition === good, 120, 200)).toBe(true);
    const ended = (await containers()).filter(({ status, exitCode }) => status === 'exited' && exitCode === 1);
    expect(ended.length).toBeGreaterThan(1);
    expect(await untilHealthy(2)).toBe(true);
    await load.stop();

    expect(load.failed).toEqual([]);
    expect(await audit(await writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a cache that is gone costs no request and no answer', async () => {
    const load = await answering(url, 10, 20);
    expect(await until(async () => load.acknowledged.length > 40, 20, 50)).toBe(true);
    const cache = (await containers()).find(({ image }) => image.startsWith('valkey'));
    process.kill(cache?.pid as number, 'SIGKILL');
    const before = load.acknowledged.length;
    expect(await until(async () => load.acknowledged.length > before + 60, 20, 50)).toBe(true);
    await load.stop();

    expect(load.failed).toEqual([]);
    expect(await audit(await writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a zone that is lost with its task, its writer and its cache is written to again within thirty seconds', async () => {
    expect(await until(async () => (await containers()).filter(({ role }) => role).length === 2, 30, 100)).toBe(true);
    await sleep(1_000);
    const zone = (await containers()).find(({ role }) => role === 'writer')?.zone;
    const load = await answering(url, 10, 20);
    expect(await until(async () => load.acknowledged.length > 40, 20, 50)).toBe(true);

    await fetch(`${engine}/zones/${zone}`, { method: 'DELETE' });
    const lost = Date.now();
    const again = () => load.acknowledged.find(({ at }) => at > lost + 500)?.at;
    expect(await until(async () => again() !== undefined, 40, 50)).toBe(true);
    const before = load.acknowledged.length;
    expect(await until(async () => load.acknowledged.length > before + 60, 30, 50)).toBe(true);
    await load.stop();

    expect(((again() as number) - lost) / 1_000).toBeLessThan(30);
    expect(await audit(await writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
    expect((await tasks()).every((task) => task.zone !== zone)).toBe(true);
    await fetch(`${engine}/zones/${zone}`, { method: 'PUT' });
  });
});

it('is told of by `lab status`, and taken down with all of its processes by `lab down`', async () => {
  const { json } = await runLab(['status', '--json'], stateFolder);
  const { projects } = json() as { projects: { slug: string; state: string; balancer?: string }[] };
  expect(projects.filter(({ state }) => state === 'deployed').map(({ slug, balancer }) => [slug, balancer])).toEqual([
    ['web-app', url],
  ]);
  const pids = (await containers()).flatMap(({ pid }) => pid ?? []);
  expect(pids.length).toBeGreaterThan(4);
  const down = await runLab(['down'], stateFolder);
  expect(down.code, down.out).toBe(0);
  const alive = pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
  expect(alive).toEqual([]);
});
