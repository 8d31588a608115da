/** The web application as `lab up web-app` deploys it: real processes in two zones, and what is left when some are gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../lib/until.ts';
import { A_DAY_AHEAD, tomorrow } from '../support/web/day-ahead.ts';
import { get } from '../support/web/requests.ts';
import { describeBadInput } from './bad-input.ts';
import { answering, ask, audit, beginSitting } from './candidates.ts';
import { type DeployedRoom, deployRoom } from './deployed-room.ts';
import { describeGameDay } from './game-day.ts';
import { describeReset } from './reset.ts';

let room: DeployedRoom;
let url: string;

beforeAll(async () => {
  room = await deployRoom('web-app');
  url = room.url;
}, 240_000);

afterAll(async () => {
  await room?.down();
});

it('is two tasks in two zones, a writer and a reader in two zones, and a schema that a task of its own brought', async () => {
  expect(await room.untilHealthy(2)).toBe(true);
  expect((await room.tasks()).map(({ zone }) => zone).sort()).toEqual(['a', 'b']);
  const databases = (await room.containers()).filter(({ role }) => role);
  expect(databases.map(({ role, zone }) => `${role} ${zone}`).sort()).toEqual(['reader b', 'writer a']);
  expect((await get(url)).body).toContain('Join a cohort');
});

it('takes a sitting from its start to its result through the balancer', async () => {
  const { token, id, items } = await beginSitting(url, 'Ada');
  expect(items.length).toBe(10);
  // Which questions a sitting has is drawn, and of some two letters are to be chosen.
  const answer = ({ position, choose }: (typeof items)[0]) =>
    ask(url, 'PUT', `/v1/sittings/${id}/answers/${position}`, { token, body: { chose: 'ABCDE'.slice(0, choose) } });
  for (const item of items) expect((await answer(item)).status).toBe(200);
  expect((await ask(url, 'POST', `/v1/sittings/${id}/hand-in`, { token })).status).toBe(200);
  const result = await ask(url, 'GET', `/v1/sittings/${id}/result`, { token });
  expect(result.status).toBe(200);
  const after = await answer(items[0] as (typeof items)[0]);
  expect([after.status, after.body.code]).toEqual([409, 'SittingHandedIn']);
});

describe('what nobody should send:', () => describeBadInput(() => room));

describe('what goes wrong on a set day:', () => describeGameDay(() => room));

describe('under twenty answers a second', () => {
  it('a task that is killed costs three requests at most, and is replaced within fifteen seconds', async () => {
    const load = await answering(url, 10, 20);
    expect(await until(async () => load.acknowledged.length > 40, 30, 50)).toBe(true);
    const [victim] = await room.tasks();
    const onTheirWay = load.asking();
    process.kill(victim?.pid as number, 'SIGKILL');
    const killed = Date.now();
    const replaced = async () =>
      (await room.tasks()).length === 2 && !(await room.tasks()).some(({ id }) => id === victim?.id);
    expect(await until(replaced, 30, 50)).toBe(true);
    const seconds = (Date.now() - killed) / 1_000;
    expect(await room.untilHealthy(2)).toBe(true);
    await load.stop();

    // On a slow machine more are on their way at once, and those that the task had are lost to it, however many.
    expect(load.failed.length).toBeLessThanOrEqual(Math.max(3, onTheirWay));
    expect(seconds).toBeLessThan(15);
    expect(await audit(await room.writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a release that is good replaces every task without a failed request, and its wrong clocks change no time that is left', {
    timeout: 150_000,
  }, async () => {
    const sitting = await beginSitting(url, 'Clock');
    const left = async () =>
      (await ask(url, 'GET', `/v1/sittings/${sitting.id}`, { token: sitting.token })).body.secondsLeft as number;
    const [least, asked] = [await left(), Date.now()];
    const before = (await room.tasks()).map(({ id }) => id);
    const load = await answering(url, 10, 20);
    await room.release({ environment: [{ name: 'NODE_OPTIONS', value: A_DAY_AHEAD }] });
    const replaced = async () =>
      (await room.tasks()).every(({ id }) => !before.includes(id)) && (await room.healthy()).length === 2;
    expect(await until(replaced, 120, 200)).toBe(true);
    await load.stop();
    expect((await room.lab('logs', 'web-app', '--filter', 'listening', '--json')).out).toContain(tomorrow());
    const passed = (Date.now() - asked) / 1_000;
    // Of a clock that is a day ahead; between two questions a slow machine takes seconds.
    expect(Math.abs(least - passed - (await left()))).toBeLessThan(60);
    const { position, choose } = sitting.items[0] as (typeof sitting.items)[0];
    const answered = { token: sitting.token, body: { chose: 'ABCDE'.slice(0, choose) } };
    expect((await ask(url, 'PUT', `/v1/sittings/${sitting.id}/answers/${position}`, answered)).status).toBe(200);

    expect(load.failed).toEqual([]);
    expect(await audit(await room.writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a release that never gets healthy is rolled back without a failed request', { timeout: 150_000 }, async () => {
    const good = (await room.service())?.taskDefinition;
    const load = await answering(url, 10, 20);
    const bad = await room.release({ command: ['node', 'missing.mjs'] });
    expect((await room.service())?.taskDefinition).toBe(bad);
    expect(await until(async () => (await room.service())?.taskDefinition === good, 120, 200)).toBe(true);
    const ended = (await room.containers()).filter(({ status, exitCode }) => status === 'exited' && exitCode === 1);
    expect(ended.length).toBeGreaterThan(1);
    expect(await room.untilHealthy(2)).toBe(true);
    await load.stop();

    expect(load.failed).toEqual([]);
    expect(await audit(await room.writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a cache that is gone costs no request and no answer', async () => {
    const load = await answering(url, 10, 20);
    expect(await until(async () => load.acknowledged.length > 40, 30, 50)).toBe(true);
    const cache = (await room.containers()).find(({ image }) => image.startsWith('valkey'));
    process.kill(cache?.pid as number, 'SIGKILL');
    const before = load.acknowledged.length;
    expect(await until(async () => load.acknowledged.length > before + 60, 30, 50)).toBe(true);
    await load.stop();

    expect(load.failed).toEqual([]);
    expect(await audit(await room.writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
  });

  it('a zone that is lost with its task, its writer and its cache is written to again within thirty seconds', async () => {
    expect(await until(async () => (await room.containers()).filter(({ role }) => role).length === 2, 30, 100)).toBe(
      true,
    );
    await sleep(1_000);
    const zone = (await room.containers()).find(({ role }) => role === 'writer')?.zone;
    const load = await answering(url, 10, 20);
    expect(await until(async () => load.acknowledged.length > 40, 30, 50)).toBe(true);

    await room.loseZone(zone);
    const lost = Date.now();
    const again = () => load.acknowledged.find(({ at }) => at > lost + 500)?.at;
    expect(await until(async () => again() !== undefined, 40, 50)).toBe(true);
    const before = load.acknowledged.length;
    expect(await until(async () => load.acknowledged.length > before + 60, 30, 50)).toBe(true);
    await load.stop();

    expect(((again() as number) - lost) / 1_000).toBeLessThan(30);
    expect(await audit(await room.writer(), load.acknowledged)).toEqual({ lost: [], doubled: [] });
    expect((await room.tasks()).every((task) => task.zone !== zone)).toBe(true);
    await room.giveZoneBack(zone);
  });
});

it('is told of by `lab metrics` and to the alarms of the stack', async () => {
  const measured = async () => {
    const { json } = await room.lab('metrics', 'web-app', '--json');
    const [project] = (json() as { projects: { series: { metric: string; sum: number }[] }[] }).projects;
    return new Map(project?.series.map(({ metric, sum }) => [metric, sum]));
  };
  // The metrics of a minute come at its end.
  expect(await until(async () => ((await measured()).get('RequestCount') ?? 0) > 100, 70, 5_000)).toBe(true);
  expect([...(await measured()).keys()]).toEqual(
    expect.arrayContaining(['RequestCount', 'TargetResponseTime p99', 'HealthyHostCount', 'UnHealthyHostCount']),
  );
  const { MetricAlarms } = await room.api.json<{ MetricAlarms: readonly { MetricName: string; StateValue: string }[] }>(
    'monitoring',
    'DescribeAlarms',
    {},
  );
  const known = MetricAlarms.filter(({ StateValue }) => StateValue !== 'INSUFFICIENT_DATA');
  expect(known.map(({ MetricName }) => MetricName)).toEqual(
    expect.arrayContaining(['UnHealthyHostCount', 'TargetResponseTime', 'DatabaseConnections']),
  );
});

describe('after all of that,', () => describeReset(() => room));

it('is told of by `lab status`, and taken down with all of its processes by `lab down`', async () => {
  const { json } = await room.lab('status', '--json');
  const { projects } = json() as { projects: { slug: string; state: string; balancer?: string }[] };
  const [deployed, ...others] = projects.filter(({ state }) => state === 'deployed');
  expect([deployed?.slug, others]).toEqual(['web-app', []]);
  expect((await get(deployed?.balancer as string)).body).toContain('Join a cohort');
  const pids = (await room.containers()).flatMap(({ pid }) => pid ?? []);
  expect(pids.length).toBeGreaterThan(4);
  const down = await room.down();
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
