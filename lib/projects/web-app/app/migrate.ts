/** Brings schema and questions up to date: `server.mjs migrate`, run as a task of its own before the service rolls. */
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import type { Log } from '../../../../lambda/shared/http/log.ts';
import type { DatabaseSettings } from './database.ts';
import { seedItems } from './items.ts';
import { up as examRoom } from './migrations/0001-exam-room.ts';

/**
 * In the order of their names; one that has run anywhere is never changed. Each only adds (expand), and what the version
 * before still reads goes in a later release (contract), because both versions run side by side while the service rolls.
 */
const MIGRATIONS = { '0001-exam-room': { up: examRoom } };

/** A new cluster, and one that wakes up, takes a while to answer. */
const PATIENCE_MS = 120_000;

/**
 * Safe to run at any time, and by several at once: the first holds a lock, and the others find nothing left to do.
 * @throws what the database said, with nothing of a migration left half done
 */
export async function migrate(settings: DatabaseSettings, log: Log): Promise<void> {
  const pool = new pg.Pool({
    host: settings.host,
    port: settings.port,
    database: settings.name,
    user: settings.credentials.username,
    password: settings.credentials.password,
    ssl: settings.tls,
    application_name: 'exam-room-migrate',
    connectionTimeoutMillis: 5_000,
    max: 2,
  });
  pool.on('error', (error) => log('INFO', 'idle connection lost', { reason: error.message }));
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await answering(pool, log);
    const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
    const { error, results = [] } = await migrator.migrateToLatest();
    for (const { migrationName, status } of results) log('INFO', 'migration', { migrationName, status });
    if (error) throw error;
    log('INFO', 'questions', { added: await seedItems(pool) });
  } finally {
    await db.destroy();
  }
}

async function answering(pool: pg.Pool, log: Log): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; ; await pause(1_000)) {
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      log('INFO', 'waiting for the database', { reason: (error as Error).message });
    }
  }
}
