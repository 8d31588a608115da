/** A service behind a balancer, under requests: what its callers see of a task that is killed, sick or replaced. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../lib/until.ts';
import { failures, get, traffic } from '../../support/web/requests.ts';
import { type SmallWeb, startSmallWeb } from '../../support/web/small-web.ts';

let web: SmallWeb;
let url: string;

beforeAll(async () => {
  web = await startSmallWeb();
  expect(await web.untilHealthy(2)).toBe(true);
  url = await web.listener();
});

afterAll(async () => {
  await web?.stop();
});

/** The hosts of so many answers. */
const hosts = async (count: number, path = '/') => {
  const answers = await Promise.all(Array.from({ length: count }, () => get(`${url}${path}`)));
  return answers.map(({ body }) => JSON.parse(body).host as string);
};

/**
 * The first answer that is not 200. It is asked for without a pause, while the tasks are still registered: once their
 * health checks have failed ECS stops them both, and until others are registered the answer is 503.
 */
async function firstNotServed() {
  const end = Date.now() + 20_000;
  let answer = await get(url);
  while (answer.status === 200 && Date.now() < end) answer = await get(url);
  return answer;
}

describe('two tasks', () => {
  it('run in two zones and get the requests in turns', async () => {
    expect((await web.running()).map(({ zone }) => zone).sort()).toEqual(['a', 'b']);
    const all = await hosts(20);
    for (const { address } of await web.running()) expect(all.filter((host) => host === address)).toHaveLength(10);
  });

  it('are told by whom and how they were asked', async () => {
    const { body } = await get(url, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(JSON.parse(body).headers).toMatchObject({
      'x-forwarded-for': '203.0.113.7, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '80',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    });
  });

  it('that end a connection in the middle give 502', async () => {
    const { status, headers } = await get(`${url}/drop`);
    expect([status, headers.server]).toEqual([502, 'awselb/2.0']);
  });
});

describe('a security group that lets nothing through', () => {
  it('gives 504 once the balancer has given up connecting, and its tasks are unhealthy; with its rule all is well', async () => {
    await web.ec2('RevokeSecurityGroupIngress', web.rule);
    try {
      const [refused, isTimedOut] = await Promise.all([
        firstNotServed(),
        until(async () => (await web.targets()).some(({ reason }) => reason === 'Target.Timeout'), 30, 100),
      ]);
      expect(refused.status).toBe(504);
      expect(refused.ms).toBeGreaterThan(9_900);
      expect(isTimedOut).toBe(true);
    } finally {
      // The tests below need the way open, whatever was found here.
      await web.ec2('AuthorizeSecurityGroupIngress', web.rule);
    }
    expect(await until(async () => (await web.healthy()).length >= 2, 40, 100)).toBe(true);
    expect((await get(url)).status).toBe(200);
  });

  it('leaves a task that StopTask has ended replaced by another', async () => {
    expect(await web.untilHealthy(2)).toBe(true);
    const [stopped] = await web.running();
    await web.api.json('ecs', 'StopTask', { cluster: 'web', task: stopped?.task });
    expect(await until(async () => (await web.running()).every(({ id }) => id !== stopped?.id), 30, 100)).toBe(true);
    expect(await web.untilHealthy(2)).toBe(true);
  });
});

describe('under 20 requests a second', () => {
  it('a task that is killed costs three of them at most, and is replaced in 15 seconds', async () => {
    const load = traffic(url, 20);
    await sleep(1_000);
    const [victim] = await web.running();
    const killed = Date.now();
    process.kill(victim?.pid as number, 'SIGKILL');
    expect(await until(async () => (await web.running()).every(({ id }) => id !== victim?.id), 30, 50)).toBe(true);
    expect(await web.untilHealthy(2)).toBe(true);
    expect(Date.now() - killed).toBeLessThan(15_000);
    await sleep(500);
    const answers = await load.stop();
    expect(answers.length).toBeGreaterThan(20);
    expect(failures(answers).length).toBeLessThanOrEqual(3);
  });

  it('a task that fails its health check is out of rotation and replaced, and no request fails', async () => {
    const before = (await web.running()).map(({ id }) => id);
    const load = traffic(`${url}/`, 20);
    const { body } = await get(`${url}/sicken`);
    const sick = JSON.parse(body).host as string;
    expect(await until(async () => (await web.running()).every(({ address }) => address !== sick), 30, 100)).toBe(true);
    expect(await web.untilHealthy(2)).toBe(true);
    expect((await web.running()).filter(({ id }) => before.includes(id))).toHaveLength(1);
    expect(failures(await load.stop())).toEqual([]);
  });

  it('a good version rolls out without a failed request', async () => {
    const load = traffic(url, 20);
    await web.update({ taskDefinition: await web.revision({ VERSION: '2' }) });
    const all = async (version: string) => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => get(url)));
      return answers.every(({ body }) => body.includes(`"version":"${version}"`));
    };
    expect(await until(() => all('2'), 40, 200)).toBe(true);
    expect(await until(async () => (await web.service()).deployments.length === 1, 40, 200)).toBe(true);
    expect(failures(await load.stop())).toEqual([]);
  });

  it('a task that holds more memory than its container may is killed, says why, and is replaced', async () => {
    await web.update({ taskDefinition: await web.revision({ VERSION: '2' }, { memory: 150 }) });
    const isRolledOut = async () => {
      const { deployments, runningCount } = await web.service();
      return deployments.length === 1 && runningCount === 2;
    };
    expect(await until(isRolledOut, 40, 200)).toBe(true);
    expect(await web.untilHealthy(2)).toBe(true);
    const before = await web.running();
    const { body } = await get(`${url}/hold`);
    const victim = before.find(({ address }) => address === JSON.parse(body).host);
    expect(await until(async () => (await web.running()).every(({ id }) => id !== victim?.id), 30, 50)).toBe(true);
    let stopped: { lastStatus?: string } | undefined;
    const hasStopped = async () => {
      const asked = { cluster: 'web', tasks: [victim?.task] };
      const { tasks } = await web.api.json<{ tasks: { lastStatus: string }[] }>('ecs', 'DescribeTasks', asked);
      stopped = tasks[0];
      return stopped?.lastStatus === 'STOPPED';
    };
    expect(await until(hasStopped, 30, 50)).toBe(true);
    expect(stopped).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    });
    expect(await web.untilHealthy(2)).toBe(true);
    expect((await web.running()).filter(({ id }) => before.some((one) => one.id === id))).toHaveLength(1);
  });

  it('a version that ends as soon as it starts is rolled back by the circuit breaker, and no request fails', async () => {
    const good = (await web.service()).taskDefinition;
    const load = traffic(url, 20);
    await web.update({ taskDefinition: await web.revision({ VERSION: '3', MODE: 'crash' }) });
    const failed = async () => (await web.service()).deployments.some(({ rolloutState }) => rolloutState === 'FAILED');
    const back = async () =>
      (await web.service()).deployments.find(({ status }) => status === 'PRIMARY')?.taskDefinition;
    expect(await until(async () => (await failed()) || (await back()) === good, 60, 200)).toBe(true);
    expect(await until(async () => (await back()) === good, 30, 200)).toBe(true);
    expect(failures(await load.stop())).toEqual([]);
    expect(await hosts(6)).toHaveLength(6);
  });
});
