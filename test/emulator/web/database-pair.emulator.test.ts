/** A writer and a reader as processes: nothing that was acknowledged is lost, as Aurora would not lose it. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { VENV } from '../../../lib/emulator/python.ts';
import type { Container } from '../../../lib/emulator/web/containers/container.ts';
import { createEngine, type Engine } from '../../../lib/emulator/web/containers/engine.ts';
import { knownImages } from '../../../lib/emulator/web/images/known.ts';
import { connectionMetrics, countConnections } from '../../../lib/emulator/web/network/database-metrics.ts';
import { type DatabaseRoles, watchDatabases } from '../../../lib/emulator/web/network/database-roles.ts';
import { resolveName } from '../../../lib/emulator/web/network/names.ts';
import { until } from '../../../lib/until.ts';
import { CREATE_ROLE, databaseAt, PROMOTE, startReader, startWriter } from '../../support/web/databases.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-databases-'));
const WRITER = 'exams.cluster-abc.us-east-1.rds.amazonaws.com';
const READER = 'exams.cluster-ro-abc.us-east-1.rds.amazonaws.com';
const address = (name: string) => resolveName(name, engine, roles);

let engine: Engine;
let roles: DatabaseRoles;
let writer: Container;
let reader: Container;

/** Runs one statement where the name leads now. */
async function query(name: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client(databaseAt(address(name) ?? 'nowhere.invalid'));
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

const follows = (id: string) =>
  until(
    async () =>
      (await query(WRITER, 'SELECT sync_state FROM pg_stat_replication')).some((row) => row.sync_state === 'sync'),
    30,
    50,
  ).then((done) => (done ? id : 'nobody'));

/** Writes one row after the other until it is stopped, over a connection that it opens again when it is lost. */
function write(from: number) {
  const acknowledged: number[] = [];
  let going = true;
  const done = (async () => {
    let client: pg.Client | undefined;
    for (let id = from; going; id++) {
      try {
        if (!client) {
          client = new pg.Client({ ...databaseAt(address(WRITER) ?? 'nowhere.invalid'), query_timeout: 2_000 });
          client.on('error', () => {});
          await client.connect();
        }
        await client.query('INSERT INTO answer (id) VALUES ($1)', [id]);
        acknowledged.push(id);
      } catch {
        void client?.end().catch(() => {});
        client = undefined;
        await sleep(20);
      }
    }
    await client?.end();
  })();
  return {
    acknowledged,
    stop: async () => {
      going = false;
      await done;
      return acknowledged;
    },
  };
}

beforeAll(async () => {
  chmodSync(folder, 0o711);
  engine = createEngine({ folder, number: 248, imageOf: knownImages(folder, VENV.folder, () => engine) });
  roles = watchDatabases(engine);
  writer = await startWriter(engine);
  await until(async () => address(WRITER) === writer.address, 30, 50);
  expect(await engine.exec(writer, CREATE_ROLE)).toEqual({ exitCode: 0, output: '' });
  reader = await startReader(engine, writer.address);
  await query(WRITER, 'CREATE TABLE answer (id integer PRIMARY KEY)');
});

afterAll(async () => {
  await roles.close();
  await engine.close(5);
  rmSync(folder, { recursive: true, force: true });
});

it('are in two zones, and are found by the names that Aurora gives them', async () => {
  expect(await follows('reader')).toBe('reader');
  expect([writer.zone, reader.zone]).toEqual(['a', 'b']);
  expect(await until(async () => address(READER) === reader.address, 30, 50)).toBe(true);
  expect(address('one.abc.us-east-1.rds.amazonaws.com')).toBe(writer.address);
  expect(address('other.cluster-abc.us-east-1.rds.amazonaws.com')).toBeUndefined();
});

it('the reader has what the writer acknowledged, and refuses to be written to', async () => {
  await query(WRITER, 'INSERT INTO answer (id) VALUES (-1)');
  expect(await query(READER, 'SELECT id FROM answer')).toEqual([{ id: -1 }]);
  await expect(query(READER, 'INSERT INTO answer (id) VALUES (-2)')).rejects.toThrow(/read-only/);
});

it('tell how many connections clients have, by instance, cluster and role, and none of those of RDS itself', async () => {
  const clients = [writer, writer, writer, reader].map((to) => new pg.Client(databaseAt(to.address)));
  try {
    for (const client of clients) await client.connect();
    const sums = async () => {
      const data = connectionMetrics(await countConnections(engine.list(), roles), 60_000);
      return data.map(({ Dimensions, Values }) => [
        Dimensions.map(({ Name, Value }) => `${Name} ${Value}`).join(),
        Values.toSorted().join(),
      ]);
    };
    const told = {
      'DBInstanceIdentifier one': '3',
      'DBInstanceIdentifier reader': '1',
      'DBClusterIdentifier exams': '1,3',
      'DBClusterIdentifier exams,Role WRITER': '3',
      'DBClusterIdentifier exams,Role READER': '1',
    };
    expect(await until(async () => (await sums()).flat().includes('1,3'), 30, 50)).toBe(true);
    expect(Object.fromEntries(await sums())).toEqual(told);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

it('the writer goes on alone, after a moment, when its reader is lost', async () => {
  await engine.kill(reader, 'SIGKILL');
  const began = Date.now();
  await query(WRITER, 'INSERT INTO answer (id) VALUES (-3)');
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(address(READER)).toBe(writer.address);
  await engine.start(reader);
  expect(await follows('reader')).toBe('reader');
});

it('lose nothing that was acknowledged when the writer is killed and the reader takes over', async () => {
  const writing = write(1);
  expect(await until(async () => writing.acknowledged.length > 100, 30, 30)).toBe(true);
  const before = writing.acknowledged.length;
  await engine.kill(writer, 'SIGKILL');
  expect(await engine.exec(reader, PROMOTE)).toEqual({ exitCode: 0, output: 't' });
  expect(await until(async () => writing.acknowledged.length > before + 100, 30, 30)).toBe(true);
  const acknowledged = await writing.stop();
  const kept = new Set((await query(WRITER, 'SELECT id FROM answer')).map(({ id }) => id));
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect(address(WRITER)).toBe(reader.address);
});

it('the writer waits for every reader that follows it, since each may be the next', async () => {
  const others = [
    await startReader(engine, reader.address, 'third'),
    await startReader(engine, reader.address, 'fourth'),
  ];
  const states = async () =>
    (await query(WRITER, 'SELECT sync_state FROM pg_stat_replication')).map(({ sync_state }) => sync_state);
  expect(await until(async () => (await states()).join() === 'sync,sync', 30, 50)).toBe(true);
  for (const other of others) await engine.remove(other);
});

it('lose nothing either when the writer is well and is told to hand over', async () => {
  const second = await startReader(engine, reader.address, 'second');
  expect(await follows('second')).toBe('second');
  const writing = write(1_000_000);
  expect(await until(async () => writing.acknowledged.length > 100, 30, 30)).toBe(true);
  const before = writing.acknowledged.length;
  expect(await engine.exec(second, PROMOTE)).toEqual({ exitCode: 0, output: 't' });
  // The old writer was stopped first: two that take writes would be two truths.
  expect(reader.status).toBe('exited');
  expect(await until(async () => writing.acknowledged.length > before + 100, 30, 30)).toBe(true);
  const acknowledged = await writing.stop();
  const kept = new Set((await query(WRITER, 'SELECT id FROM answer')).map(({ id }) => id));
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
});

it('refuses a command that is neither of the two that it runs', async () => {
  const { exitCode } = await engine.exec(reader, ['sh', '-c', 'rm -rf /']);
  expect(exitCode).toBe(127);
});
