/** The program as the container starts it: bundled, alone in a folder, told everything by its environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundleHandlers, imageAsset } from '../../lib/bundle.ts';
import { VARIABLES } from '../../lib/projects/web-app/app/env.ts';
import { until } from '../../lib/until.ts';
import { type Postgres, startPostgres } from '../support/processes/postgres.ts';
import { A_DAY_AHEAD, tomorrow } from '../support/web/day-ahead.ts';

let bundles: string;
let postgres: Postgres;
const running: ChildProcess[] = [];

beforeAll(async () => {
  bundles = mkdtempSync(join(tmpdir(), 'certlab-image-'));
  [postgres] = await Promise.all([startPostgres(), bundleHandlers({ bundles })]);
}, 120_000);
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await postgres.stop();
  rmSync(bundles, { recursive: true, force: true });
});

function run(args: readonly string[], changes: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['server.mjs', ...args], {
    cwd: imageAsset('web-app', bundles),
    // Nothing of this process's environment: a container has what its task definition says.
    env: {
      DATABASE_HOST: '127.0.0.1',
      DATABASE_READER_HOST: '127.0.0.1',
      DATABASE_PORT: String(postgres.port),
      DATABASE_NAME: 'postgres',
      DATABASE_SECRET: JSON.stringify({ username: postgres.user, password: postgres.password }),
      DATABASE_TLS: 'off',
      HOST: '127.0.0.1',
      PORT: '0',
      ...changes,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { child, ended, said: () => said };
}

/** The address of a server, once it listens. */
async function serving(changes: Record<string, string> = {}) {
  const server = run([], changes);
  const line = () => /\{[^\n]*"listening"[^\n]*\}/.exec(server.said())?.[0];
  expect(await until(async () => line() !== undefined, 30, 20), server.said()).toBe(true);
  return { ...server, port: (JSON.parse(line() as string) as { port: number }).port };
}

const at = (port: number, path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
const joining = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"name":"Ada","cohort":"abc"}',
};

describe('the program', () => {
  it('refuses to start without its environment, and names each variable with what to set it to', async () => {
    const { ended, said } = run([], Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, ''])));
    expect(await ended).toBe(1);
    for (const [name, what] of Object.entries(VARIABLES))
      expect(said()).toContain(`${name} is missing: set it to ${what}`);
  });

  it('refuses a secret in another form, and does not repeat it', async () => {
    const { ended, said } = run([], { DATABASE_SECRET: 'hunter2' });
    expect(await ended).toBe(1);
    expect(said()).toContain('DATABASE_SECRET is not the JSON text of a secret');
    expect(said()).not.toContain('hunter2');
  });

  it.for(['0', '101', '1e1', '-8', ' 8'])(
    'refuses a pool of "%s" connections, and says which there may be',
    async (pool) => {
      const { ended, said } = run([], { DATABASE_POOL: pool });
      expect(await ended).toBe(1);
      expect(said()).toContain(`DATABASE_POOL is "${pool}": set it to a whole number from 1 to 100.`);
    },
  );

  it('refuses a command that it does not know', async () => {
    const { ended, said } = run(['migrat']);
    expect([await ended, said()]).toEqual([2, expect.stringContaining('"migrat" is no command')]);
  });

  it('is healthy while there is no database, and says 503 when it is asked for what needs one', {
    timeout: 40_000,
  }, async () => {
    const { port } = await serving({ DATABASE_PORT: '1' });
    const began = performance.now();
    expect((await at(port, '/health')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(8_000);
    const answer = await at(port, '/v1/candidates', joining);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({ code: 'TryAgain' });
  });

  it('migrates once however many do it, and then serves', { timeout: 40_000 }, async () => {
    const both = [run(['migrate']), run(['migrate'])];
    expect(await Promise.all(both.map(({ ended }) => ended)), both.map(({ said }) => said()).join('')).toEqual([0, 0]);
    const applied = both.flatMap(({ said }) => said().match(/"migrationName":"0001-exam-room"/g) ?? []);
    expect(applied).toHaveLength(1);

    const { port } = await serving();
    expect((await at(port, '/v1/candidates', joining)).status).toBe(201);
  });

  it('answers what it has when it is told to stop, and ends with 0', { timeout: 40_000 }, async () => {
    await run(['migrate']).ended;
    const { child, port, ended } = await serving();
    // Somebody else holds the table, so that the request is still under way when the signal comes.
    const hold = postgres.query('BEGIN; LOCK TABLE candidate; SELECT pg_sleep(2); COMMIT');
    await until(
      async () => (await postgres.query(`SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'`)).length > 0,
      5,
      20,
    );
    const slow = at(port, '/v1/candidates', joining);
    await until(async () => (await postgres.query('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0, 30, 20);
    child.kill('SIGTERM');
    await until(async () => (await at(port, '/health')).status === 503, 30, 20);

    const answer = await slow;
    expect([answer.status, answer.headers.get('connection')]).toEqual([201, 'close']);
    await hold;
    expect(await ended).toBe(0);
  });
});

describe('a clock that is a day ahead', () => {
  it('gives and takes no minute, and signs nobody out', async () => {
    const wrong = await serving({ NODE_OPTIONS: A_DAY_AHEAD });
    const right = await serving();
    const { token } = (await (await at(right.port, '/v1/candidates', joining)).json()) as { token: string };
    const asked = (method: string, body?: string) => ({
      method,
      headers: { ...joining.headers, authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() },
      ...(body && { body }),
    });
    const begun = await at(right.port, '/v1/sittings', asked('POST', '{"exam":"SAA-C03","length":"short"}'));
    const { id, secondsLeft } = (await begun.json()) as { id: string; secondsLeft: number };
    const told = await at(wrong.port, `/v1/sittings/${id}`, asked('GET'));
    expect([told.status, wrong.said()]).toEqual([200, expect.stringContaining(tomorrow())]);
    const left = ((await told.json()) as { secondsLeft: number }).secondsLeft;
    expect(secondsLeft - left).toBeLessThan(5);
    const saved = await at(wrong.port, `/v1/sittings/${id}/answers/1`, asked('PUT', '{"chose":"A"}'));
    expect([200, 422]).toContain(saved.status);
  });
});

describe('what is sent to it', () => {
  it('may be 10 MB, sent slowly: all of it is taken, and the connection stays, so that a balancer has its answer', async () => {
    const { port } = await serving();
    const socket = connect(port, '127.0.0.1');
    let said = '';
    let ended = false;
    socket.on('data', (data) => {
      said += data;
    });
    socket.on('close', () => {
      ended = true;
    });
    socket.write('POST /v1/candidates HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n');
    socket.write('content-length: 10000000\r\n\r\n');
    for (let part = 0; part < 10; part++) {
      socket.write('x'.repeat(1_000_000));
      await sleep(150);
      expect(ended).toBe(false);
    }
    expect(await until(async () => said.includes('BodyTooLarge'), 30, 30)).toBe(true);
    expect(said).toMatch(/^HTTP\/1\.1 413 /);
    expect(said).not.toMatch(/^connection: close/im);
    socket.write('GET /health HTTP/1.1\r\nhost: a\r\n\r\n');
    expect(await until(async () => / 200 /.test(said.slice(12)), 30, 30)).toBe(true);
    socket.destroy();
  });

  it('may have no end: after 64 MB its caller is cut off', async () => {
    const { port } = await serving();
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('POST /v1/candidates HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n');
    socket.write(`content-length: ${10 ** 12}\r\n\r\n`);
    const more = () => {
      while (!socket.destroyed && socket.write('x'.repeat(1_000_000)));
    };
    socket.on('drain', more);
    more();
    await closed;
    expect(socket.bytesWritten).toBeLessThan(200 * 1024 * 1024);
    expect((await at(port, '/health')).status).toBe(200);
  });

  it('may come a letter at a time: such a connection is cut, and nobody else waits for it', {
    timeout: 40_000,
  }, async () => {
    const { port } = await serving();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    // `once` would take the error of a write to a connection that was cut for its own.
    const cut = new Promise((done) => socket.on('close', done));
    const drip = setInterval(() => socket.write('x'), 200);
    socket.write('POST /v1/candidates HTTP/1.1\r\nhost: a\r\nx-slow: ');
    expect((await at(port, '/health')).status).toBe(200);
    await cut;
    clearInterval(drip);
    expect((await at(port, '/health')).status).toBe(200);
  });
});

it('is all that its image holds beside the Dockerfile, which runs it as a user without rights', () => {
  const dockerfile = readFileSync(join(imageAsset('web-app', bundles), 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^CMD \["node", "server.mjs"\]$/m);
});
