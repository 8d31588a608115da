/** The database goes away and comes back while answers are being saved: W6 in small, counted answer by answer. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../lib/projects/web-app/app/database.ts';
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
  expect(acknowledged.size).toBeGreaterThan(100);
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
    expect(performance.now() - began).toBeLessThan(2_000);
  } finally {
    await database.end();
  }
});
