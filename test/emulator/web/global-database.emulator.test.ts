/**
 * A global database of Aurora in two regions of one emulator, by its API: a headless secondary keeps the data, the line
 * decides what is lost in a failover, a fenced writer takes no write, and the way back loses nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { emulatorApi } from '../../../lib/emulator/web/api.ts';
import { startEngine } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';

const [EAST, WEST, GLOBAL] = ['us-east-1', 'us-west-2', 'exams'];
const WEST_ARN = `arn:aws:rds:${WEST}:000000000000:cluster:west`;
const EAST_ARN = `arn:aws:rds:${EAST}:000000000000:cluster:east`;
const CLUSTER = { Engine: 'aurora-postgresql', EngineVersion: '17.7', GlobalClusterIdentifier: GLOBAL };
const MASTER = { user: 'exam_room', password: 'a-long-password', database: 'exams' };

interface Instance {
  readonly region: string;
  readonly status: string;
  readonly address: string;
  readonly role?: string;
  readonly name: string;
}

let emulator: Emulator;
let engine: string;
const folder = mkdtempSync(join(tmpdir(), 'certlab-global-'));
const rds = (region: string, action: string, parameters: Record<string, string> = {}) =>
  emulatorApi(emulator.endpoint, region).query('rds', action, parameters);
const put = (path: string, body?: string) => fetch(`${engine}/${path}`, { method: 'PUT', body });
const told = async <Value>(path: string) => (await (await fetch(`${engine}/${path}`)).json()) as Value;
const instances = async (region: string) =>
  (await told<readonly Instance[]>('containers')).filter(
    (each) => each.region === region && each.status === 'running' && !each.name.startsWith('certlab-storage'),
  );

beforeAll(async () => {
  emulator = await startEmulator(folder);
  engine = (
    await startEngine({
      folder: emulator.engineFolder as string,
      endpoint: emulator.endpoint,
      emulatorPid: emulator.pid,
    })
  ).url;
  await put(`regions/${WEST}`);
  await createBoth();
}, 120_000);

afterAll(async () => {
  await stopEmulator(folder, emulator);
  rmSync(folder, { recursive: true, force: true });
});

/** A writer and a reader in the one region, and a headless cluster in the other. */
async function createBoth(): Promise<void> {
  await rds(EAST, 'CreateGlobalCluster', {
    GlobalClusterIdentifier: GLOBAL,
    Engine: CLUSTER.Engine,
    EngineVersion: '17.7',
  });
  await rds(EAST, 'CreateDBCluster', {
    ...CLUSTER,
    DBClusterIdentifier: 'east',
    MasterUsername: MASTER.user,
    MasterUserPassword: MASTER.password,
    DatabaseName: MASTER.database,
  });
  await createInstance(EAST, 'east', 'east-1');
  await createInstance(EAST, 'east', 'east-2');
  expect(await until(async () => (await at(EAST, 'writer')) !== undefined, 30, 100)).toBe(true);
  await query(EAST, 'CREATE TABLE answer (id integer PRIMARY KEY)');
  await rds(WEST, 'CreateDBCluster', { ...CLUSTER, DBClusterIdentifier: 'west' });
}

async function createInstance(region: string, cluster: string, name: string): Promise<void> {
  await rds(region, 'CreateDBInstance', {
    DBInstanceIdentifier: name,
    DBClusterIdentifier: cluster,
    DBInstanceClass: 'db.serverless',
    Engine: CLUSTER.Engine,
  });
  const status = async () =>
    (await rds(region, 'DescribeDBInstances', { DBInstanceIdentifier: name }))
      .list('DBInstances')[0]
      ?.text('DBInstanceStatus');
  expect(await until(async () => (await status()) === 'available', 60, 200)).toBe(true);
}

const at = async (region: string, role: string) =>
  (await instances(region)).find((each) => each.role === role)?.address;

async function query(region: string, text: string, role = 'writer') {
  const host = await at(region, role);
  if (!host) throw new Error(`There is no ${role} in ${region}.`);
  return queryAt(host, text);
}

async function queryAt(host: string, text: string) {
  const client = new pg.Client({ host, port: 5432, ...MASTER, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows as readonly { id: number }[];
  } finally {
    await client.end();
  }
}

/** SQLSTATE of `read_only_sql_transaction`. */
const READ_ONLY = '25006';

/** What an instance says to a write: `written`, or the code of its refusal or of a server that is not up. */
const writeTo = (address: string) =>
  queryAt(address, 'INSERT INTO answer VALUES (600000)').then(
    () => 'written',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

const idsAt = async (region: string, role: string) =>
  (await query(region, 'SELECT id FROM answer ORDER BY id', role)).map(({ id }) => id);

/** Writes one answer after the other until it is stopped; each with the moment in which it was acknowledged. */
async function writing(region: string, first: number) {
  const client = new pg.Client({ host: await at(region, 'writer'), port: 5432, ...MASTER });
  client.on('error', () => {});
  await client.connect();
  const acknowledged: { readonly id: number; readonly at: number }[] = [];
  let going = true;
  const done = (async () => {
    for (let id = first; going; id++) {
      try {
        await client.query('INSERT INTO answer VALUES ($1)', [id]);
      } catch {
        return;
      }
      acknowledged.push({ id, at: Date.now() });
      await sleep(2);
    }
  })();
  return {
    acknowledged,
    stop: async () => {
      going = false;
      await done;
      await client.end().catch(() => {});
      return acknowledged;
    },
  };
}

interface Told {
  readonly members: readonly { readonly region: string; readonly writer: boolean; readonly bytesBehind?: number }[];
}
const inStep = async (region: string) => {
  const [database] = await told<readonly Told[]>('global-databases');
  return database?.members.find((member) => member.region === region)?.bytesBehind === 0;
};
const change = (region: string, action: string, parameters: Record<string, string>) =>
  rds(region, action, { GlobalClusterIdentifier: GLOBAL, ...parameters });

async function described() {
  const [found] = (await rds(WEST, 'DescribeGlobalClusters', { GlobalClusterIdentifier: GLOBAL })).list(
    'GlobalClusters',
  );
  const writer = found?.list('GlobalClusterMembers').find((member) => member.text('IsWriter') === 'true');
  return { status: found?.text('Status'), writer: writer?.text('DBClusterArn') };
}
const untilAvailable = () => until(async () => (await described()).status === 'available', 60, 100);

describe('a headless secondary cluster', () => {
  it('keeps the data, and no name leads to it', async () => {
    expect(await until(() => inStep(WEST), 30, 100)).toBe(true);
    expect(await instances(WEST)).toEqual([]);
    await query(EAST, 'INSERT INTO answer VALUES (1)');
    expect(await until(() => inStep(WEST), 30, 50)).toBe(true);
  });

  it('is refused as the next writer', async () => {
    const asked = { TargetDbClusterIdentifier: WEST_ARN, AllowDataLoss: 'true' };
    await expect(change(WEST, 'FailoverGlobalCluster', asked)).rejects.toMatchObject({
      code: 'InvalidDBClusterStateFault',
    });
  });

  it('hands its data to the first instance, which takes no write', async () => {
    await createInstance(WEST, 'west', 'west-1');
    expect(await until(async () => (await at(WEST, 'reader')) !== undefined, 30, 100)).toBe(true);
    expect(await until(async () => (await idsAt(WEST, 'reader')).join() === '1', 30, 100)).toBe(true);
    await expect(query(WEST, 'INSERT INTO answer VALUES (2)', 'reader')).rejects.toThrow(/read-only/);
    expect(await until(() => inStep(WEST), 30, 100)).toBe(true);
  });
});

describe('the line between the regions', () => {
  it('lets the other region be behind, and no writer waits for it', async () => {
    await put(`lines/${WEST}`, JSON.stringify({ delayMs: 3_000 }));
    const began = Date.now();
    await query(EAST, 'INSERT INTO answer VALUES (2)');
    const took = Date.now() - began;
    expect(await idsAt(WEST, 'reader')).toEqual([1]);
    expect(took).toBeLessThan(3_000);
    expect(await until(async () => (await idsAt(WEST, 'reader')).includes(2), 30, 30)).toBe(true);
  });

  it('carries nothing while a region is isolated, and all of it afterwards', async () => {
    await put(`lines/${WEST}`, '{}');
    await put(`regions/${WEST}/isolated`);
    await query(EAST, 'INSERT INTO answer VALUES (3)');
    await sleep(1_000);
    expect(await idsAt(WEST, 'reader')).toEqual([1, 2]);
    await expect(
      change(WEST, 'SwitchoverGlobalCluster', { TargetDbClusterIdentifier: WEST_ARN }),
    ).resolves.toBeDefined();
    expect(await untilAvailable()).toBe(true);
    expect((await described()).writer).toBe(EAST_ARN);
    await put(`regions/${WEST}/well`);
    expect(await until(async () => (await idsAt(WEST, 'reader')).includes(3), 30, 50)).toBe(true);
  });
});

describe('a region that is lost', () => {
  const DELAY_MS = 200;
  let acknowledged: readonly { readonly id: number; readonly at: number }[] = [];
  let lostAt = 0;

  it('answers no call, and costs what the line had not carried', async () => {
    expect(await until(() => inStep(WEST), 30, 50)).toBe(true);
    await put(`lines/${WEST}`, JSON.stringify({ delayMs: DELAY_MS }));
    const answers = await writing(EAST, 1_000);
    await sleep(2_000);
    lostAt = Date.now();
    await put(`regions/${EAST}/lost`);
    acknowledged = await answers.stop();
    expect(await instances(EAST)).toEqual([]);
    await expect(rds(EAST, 'DescribeDBClusters')).rejects.toMatchObject({
      message: expect.stringContaining('is lost'),
    });
    const answer = await change(WEST, 'FailoverGlobalCluster', {
      TargetDbClusterIdentifier: WEST_ARN,
      AllowDataLoss: 'true',
    });
    expect(answer.find('FailoverState')?.text('Status')).toBe('pending');
    expect(await untilAvailable()).toBe(true);
    expect((await described()).writer).toBe(WEST_ARN);
    expect(await until(async () => (await at(WEST, 'writer')) !== undefined, 30, 50)).toBe(true);
    const kept = new Set(await idsAt(WEST, 'writer'));
    const lost = acknowledged.filter(({ id }) => !kept.has(id));
    console.log(`Of ${acknowledged.length} acknowledged answers ${lost.length} were lost with the region.`);
    expect(lost.length).toBeGreaterThan(0);
    // Nothing that is older than the line takes, and a moment for a busy machine.
    expect(Math.min(...lost.map(({ at: when }) => when))).toBeGreaterThan(lostAt - DELAY_MS - 2_000);
    expect([1, 2, 3].every((id) => kept.has(id))).toBe(true);
  });

  it('comes back with a writer that takes no write, and with the data of the new one', async () => {
    await put(`lines/${WEST}`, '{}');
    await query(WEST, 'INSERT INTO answer VALUES (500000)');
    await put(`regions/${EAST}/well`);
    const refusals = async () => Promise.all((await instances(EAST)).map(({ address }) => writeTo(address)));
    const seen = new Set<string>();
    const allRefuse = async () => {
      const answers = await refusals();
      for (const answer of answers) seen.add(answer);
      return answers.length === 2 && answers.every((answer) => answer === READ_ONLY);
    };
    expect(await until(allRefuse, 60, 50)).toBe(true);
    expect(seen).not.toContain('written');
    expect(await until(() => inStep(EAST), 30, 100)).toBe(true);
    const ids = await idsAt(WEST, 'writer');
    expect(ids).toContain(500_000);
    for (const { address } of await instances(EAST)) {
      expect((await queryAt(address, 'SELECT id FROM answer ORDER BY id')).map(({ id }) => id)).toEqual(ids);
    }
  });
});

describe('a switchover', () => {
  it('goes back under writes without losing one', async () => {
    expect(await until(() => inStep(EAST), 30, 100)).toBe(true);
    const answers = await writing(WEST, 2_000_000);
    expect(await until(async () => answers.acknowledged.length > 50, 30, 50)).toBe(true);
    await change(WEST, 'SwitchoverGlobalCluster', { TargetDbClusterIdentifier: EAST_ARN });
    expect(await untilAvailable()).toBe(true);
    const acknowledged = await answers.stop();
    expect((await described()).writer).toBe(EAST_ARN);
    expect(await until(async () => (await at(EAST, 'writer')) !== undefined, 30, 100)).toBe(true);
    const kept = new Set(await idsAt(EAST, 'writer'));
    expect(acknowledged.filter(({ id }) => !kept.has(id))).toEqual([]);
    await query(EAST, 'INSERT INTO answer VALUES (700000)');
    expect(await until(async () => (await at(WEST, 'reader')) !== undefined, 30, 100)).toBe(true);
    // What is behind is looked at every so often: it may have been nothing before the write.
    expect(await until(async () => (await idsAt(WEST, 'reader')).includes(700_000), 60, 200)).toBe(true);
  });
});

describe('a region that is sick', () => {
  it('answers slowly, until it is well', async () => {
    const slowest = async () => {
      const times: number[] = [];
      for (let count = 0; count < 8; count++) {
        const began = Date.now();
        await query(EAST, 'SELECT 1 AS id');
        times.push(Date.now() - began);
      }
      return Math.max(...times);
    };
    await put(`regions/${EAST}/sick`);
    expect(await slowest()).toBeGreaterThan(150);
    expect((await put(`regions/${EAST}/dead`)).status).toBe(404);
    await put(`regions/${EAST}/well`);
    await sleep(500);
    const times = [await slowest(), await slowest(), await slowest()];
    expect(Math.min(...times)).toBeLessThan(150);
  });
});

describe('a reset of the emulator', () => {
  it('forgets which region had the writer, and what it held', { timeout: 120_000 }, async () => {
    expect(await until(() => inStep(WEST), 30, 100)).toBe(true);
    await put(`regions/${EAST}/lost`);
    await change(WEST, 'FailoverGlobalCluster', { TargetDbClusterIdentifier: WEST_ARN, AllowDataLoss: 'true' });
    expect(await untilAvailable()).toBe(true);
    expect((await described()).writer).toBe(WEST_ARN);
    // What was the writer is about to come back as one that follows.
    await put(`regions/${EAST}/well`);
    expect((await fetch(`${emulator.endpoint}/_ministack/reset`, { method: 'POST' })).status).toBe(200);
    expect(await until(async () => (await told<readonly unknown[]>('containers')).length === 0, 30, 100)).toBe(true);

    // With a table of the same name, which is not there any more.
    await createBoth();
    expect((await described()).writer).toBe(EAST_ARN);
    expect(await idsAt(EAST, 'writer')).toEqual([]);
    expect(await until(() => inStep(WEST), 30, 100)).toBe(true);
  });
});
