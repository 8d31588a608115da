/** A PostgreSQL of its own for a test file: started by `startPostgres`, ended and removed by `stop`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { isFree } from '../../../lib/emulator/emulator.ts';
import { databaseUser, postgresProgram } from '../../../lib/emulator/web/images/postgres-program.ts';

export interface Postgres {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Gives its user another password; connections that are open stay so. */
  readonly rotate: (password: string) => Promise<void>;
  /** One statement as its owner. */
  readonly query: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  /** Ends it as a crash does, with every connection cut and nothing written that was not. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same data, and waits until it answers. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const NAME = 'app';

/** @param settings of the server, beside where it listens */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
  const home = mkdtempSync(join(tmpdir(), 'certlab-postgres-'));
  if (databaseUser) chownSync(home, databaseUser.uid, databaseUser.gid);
  const programs = postgresProgram(home);
  const asDatabaseUser = { ...databaseUser, env: programs.env, cwd: home };
  const data = join(home, 'data');
  let password = 'the first password';
  writeFileSync(join(home, 'password'), password, { mode: 0o644 });
  const made = spawnSync(
    programs.initdb,
    [
      ...['-D', data, '-U', NAME, '-A', 'scram-sha-256', '--pwfile', join(home, 'password')],
      ...['-E', 'UTF8', '--no-sync', '--no-instructions'],
    ],
    { ...asDatabaseUser, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stdout}${made.stderr}${made.error ?? ''}`);
  const port = await freePort();
  const query = async (text: string, values: unknown[] = []) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: NAME, password, database: 'postgres' });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };

  let server: ChildProcess;
  const start = async () => {
    server = spawn(
      programs.postgres,
      [
        ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...asDatabaseUser, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    server.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-2_000);
    });
    for (const until = Date.now() + 20_000; ; await pause(30)) {
      try {
        await query('SELECT 1');
        return;
      } catch (error) {
        if (server.exitCode !== null || Date.now() > until) throw new Error(`postgres: ${said}`, { cause: error });
      }
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  await start();
  return {
    ...{ port, query, start, password, user: NAME },
    async rotate(fresh) {
      await query(`ALTER ROLE ${NAME} PASSWORD '${fresh}'`);
      password = fresh;
    },
    kill: () => end('SIGQUIT'),
    async stop() {
      await end('SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Below the range that Linux takes outgoing ports from, so that none of those is in its way. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}
