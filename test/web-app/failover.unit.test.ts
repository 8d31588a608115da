/** The database goes away and comes back while answers are being saved: W6 in small, counted answer by answer. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Problem } from '../../lambda/shared/http/problem.ts';
import { openDatabase } from '../../lib/projects/web-app/app/database.ts';
import { until } from '../../lib/until.ts';
import { startPostgres } from '../support/processes/postgres.ts';
import { openRoom, type TestRoom } from './room.ts';

let room: TestRoom;
beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterAll(() => room.stop());

it('loses no acknowledged answer and doubles none when the database crashes twice under load', {
  timeout: 90_000,
}, async () => {
  const candidates = await Promise.all(Array.from({ length: 6 }, (_, at) => room.candidate(`Candidate ${at}`)));
  const sat = await Promise.all(candidates.map(async ({ ask }) => ({ ask, id: await room.sitting(ask) })));
  const acknowledged = new Map<string, { sitting: string; position: number; chose: string }>();
  let going = true;
  let slowest = 0;

  const clients = sat.map(async ({ ask, id }) => {
    const { body } = await ask('GET', `/v1/sittings/${id}/questions`);
    for (let turn = 0; going; turn++) {
      const { position, choose } = body.items[turn % 10];
      const key = randomUUID();
      const chose = [...'ABCDE']
        .slice(turn % 3 === 0 && choose < 3 ? 1 : 0)
        .slice(0, choose)
        .join('');
      const began = performance.now();
      // A client sends the same again until it is told that it is saved.
      for (;;) {
        const path = `/v1/sittings/${id}/answers/${position}`;
        const { status } = await ask('PUT', path, { chose }, { 'idempotency-key': key });
        if (status === 200) break;
        expect(status).toBe(503);
      }
      slowest = Math.max(slowest, performance.now() - began);
      acknowledged.set(key, { sitting: id, position, chose });
      await pause(20);
    }
  });

  for (let crash = 0; crash < 2; crash++) {
    await pause(700);
    await room.postgres.kill();
    await pause(1_000);
    await room.postgres.start();
  }
  await pause(1_500);
  going = false;
  await Promise.all(clients);

  const kept = await room.postgres.query('SELECT key, sitting_id, position, chosen FROM answer_save');
  const byKey = new Map(kept.map((row) => [row.key as string, row]));
  const lost = [...acknowledged].filter(([key, { sitting, position, chose }]) => {
    const row = byKey.get(key);
    const chosen = (row?.chosen as number[] | undefined)?.map((place) => 'ABCDEF'[place - 1]).join('');
    return row?.sitting_id !== sitting || row?.position !== position || chosen !== chose;
  });
  const [doubled] = await room.postgres.query(
    `SELECT count(*)::int AS answers FROM answer WHERE saves <>
       (SELECT count(*) FROM answer_save WHERE (answer_save.sitting_id, answer_save.position) = (answer.sitting_id, answer.position))`,
  );

  // The crashes were felt: somebody waited through one.
  expect(slowest).toBeGreaterThan(900);
  // Some from before each crash, between them and after; how many a second is a question of the machine.
  expect(acknowledged.size).toBeGreaterThan(30);
  expect(lost).toEqual([]);
  expect(kept.length).toBe(acknowledged.size);
  expect(doubled).toEqual({ answers: 0 });
});

it('reads the secret again when the password was rotated, and goes on without a restart', async () => {
  let refreshed = 0;
  let password = room.postgres.password;
  const database = openDatabase(
    {
      ...{ host: '127.0.0.1', readerHost: '127.0.0.1', port: room.postgres.port, name: 'postgres', tls: false },
      credentials: {
        username: room.postgres.user,
        password: () => password,
        async refresh() {
          refreshed++;
          password = 'the second password';
        },
      },
    },
    () => {},
  );
  try {
    expect(await database.writer('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await room.postgres.rotate('the second password');
    // More at once than are connected: new connections have to be made.
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => database.writer('SELECT 1 AS one, pg_sleep(0.2)')),
    );
    expect(answers).toHaveLength(8);
    expect(refreshed).toBeGreaterThan(0);
  } finally {
    await database.end();
  }
});

it('asks the writer where no reader answers, and says at once what can never work', async () => {
  const credentials = { username: room.postgres.user, password: () => 'the second password', refresh: async () => {} };
  const database = openDatabase(
    {
      host: '127.0.0.1',
      readerHost: 'no-reader.invalid',
      port: room.postgres.port,
      name: 'postgres',
      tls: false,
      credentials,
    },
    () => {},
  );
  try {
    expect(await database.reader('SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: false }]);
    const began = performance.now();
    await expect(database.writer('SELECT * FROM nothing_like_it')).rejects.toMatchObject({ code: '42P01' });
    expect(performance.now() - began).toBeLessThan(8_000);
  } finally {
    await database.end();
  }
});

it('waits for a writer that only reads as long as a failover takes, then says so at once, until there is one', {
  timeout: 60_000,
}, async () => {
  const fenced = await startPostgres();
  const onlyReads = async (so: 'on' | 'off') => {
    await fenced.query(`ALTER SYSTEM SET default_transaction_read_only = ${so}`);
    await fenced.query('SELECT pg_reload_conf()');
  };
  const database = openDatabase(
    {
      ...{ host: '127.0.0.1', readerHost: '127.0.0.1', port: fenced.port, name: 'postgres', tls: false },
      credentials: { username: fenced.user, password: () => fenced.password, refresh: async () => {} },
    },
    () => {},
  );
  const write = async () => {
    const began = performance.now();
    const said = await database.writer('CREATE TABLE IF NOT EXISTS kept (id integer)').then(
      () => 'kept',
      ({ kind, message }: Problem) => `${kind.status} ${message}`,
    );
    return { said, milliseconds: performance.now() - began };
  };
  const refused = '503 Nothing can be saved here now. Send the same request again.';
  try {
    await onlyReads('on');
    const first = await write();
    expect(first.said).toBe(refused);
    // Twice the TTL of the endpoint, within which a failover inside the cluster would have passed.
    expect(first.milliseconds).toBeGreaterThan(10_000);
    expect(first.milliseconds).toBeLessThan(15_000);
    // What only reads is answered as ever, and says nothing of whether there is a writer.
    expect(await database.writer('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    for (const next of await Promise.all([write(), write(), write()])) {
      expect(next.said).toBe(refused);
      expect(next.milliseconds).toBeLessThan(8_000);
    }
    await onlyReads('off');
    expect((await write()).said).toBe('kept');
    // By a write that had met no fence itself it is forgotten: what comes next is a failover again, which passes.
    await onlyReads('on');
    const isOn = async () => (await fenced.query('SHOW transaction_read_only'))[0]?.transaction_read_only === 'on';
    expect(await until(isOn, 10, 50)).toBe(true);
    const next = write();
    await pause(1_000);
    await onlyReads('off');
    expect((await next).said).toBe('kept');
    expect((await next).milliseconds).toBeGreaterThan(500);
  } finally {
    await database.end();
    await fenced.stop();
  }
});

it('says at once that no connection is left, serves those who have one, and everybody as soon as there is room', async () => {
  const full = await startPostgres({ max_connections: '6', superuser_reserved_connections: '0' });
  const log: { message: string; reason: unknown }[] = [];
  const database = openDatabase(
    {
      ...{ host: '127.0.0.1', readerHost: '127.0.0.1', port: full.port, name: 'postgres', tls: false, pool: 12 },
      credentials: { username: full.user, password: () => full.password, refresh: async () => {} },
    },
    (_, message, fields) => log.push({ message, reason: (fields?.error as Error | undefined)?.message }),
  );
  try {
    const asked = Array.from({ length: 12 }, async () => {
      const began = performance.now();
      const done = await database.writer('SELECT pg_sleep(1)').then(
        () => 'served',
        (error: Problem) => `${error.kind.kind} ${error.kind.status}`,
      );
      return { done, milliseconds: performance.now() - began };
    });
    const answers = await Promise.all(asked);
    expect(answers.filter(({ done }) => done === 'served')).toHaveLength(6);
    const refused = answers.filter(({ done }) => done !== 'served');
    expect(new Set(refused.map(({ done }) => done))).toEqual(new Set(['database-full 503']));
    for (const { milliseconds } of refused) expect(milliseconds).toBeLessThan(10_000);
    expect(log).toContainEqual({ message: 'no connection left', reason: 'sorry, too many clients already' });
    expect(await Promise.all(Array.from({ length: 6 }, () => database.writer('SELECT 1 AS one')))).toHaveLength(6);
  } finally {
    await database.end();
    await full.stop();
  }
});
