/**
 * Which of a cluster's instances writes: asked of PostgreSQL itself, a few times a second. With it goes what holds for
 * Aurora, whose instances share one storage: a writer acknowledges nothing that its readers do not have.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { FOLLOWS_BY_LINE } from '../global/lag.ts';
import { connectTo, isPostgres } from '../images/postgres.ts';

const EVERY_MS = 200;

/** As last seen; a container that has not answered yet has none. */
export type DatabaseRole = 'writer' | 'reader';

interface Watched {
  client?: pg.Client;
  /** Kept when the instance is lost: what is done then depends on what it was. */
  role?: DatabaseRole;
  /** The readers that a writer waits for, as it was told last. */
  waitsFor?: string;
}

export interface DatabaseRoles {
  readonly roleOf: (container: Container) => DatabaseRole | undefined;
  readonly close: () => Promise<void>;
}

export function watchDatabases(engine: Engine): DatabaseRoles {
  const watched = new Map<string, Watched>();
  let open = true;

  /** The next look begins with a connection. */
  function forget(database: Watched): void {
    void database.client?.end().catch(() => {});
    database.client = undefined;
    database.waitsFor = undefined;
  }

  async function look(container: Container): Promise<void> {
    const database = watched.get(container.id) ?? {};
    watched.set(container.id, database);
    try {
      database.client ??= await connectTo(container);
      await see(database, database.client);
    } catch {
      // It is starting, or gone.
      forget(database);
    }
  }

  const round = async () => {
    const databases = engine.list().filter(({ image }) => isPostgres(image));
    for (const [id, database] of watched) {
      const container = databases.find((known) => known.id === id);
      if (container?.status !== 'running') forget(database);
      if (!container) watched.delete(id);
    }
    await Promise.all(databases.filter(({ status }) => status === 'running').map(look));
  };

  const rounds = (async () => {
    while (open) {
      await round();
      await sleep(EVERY_MS);
    }
  })();

  return {
    roleOf: ({ id }) => watched.get(id)?.role,
    close: async () => {
      open = false;
      await rounds;
      for (const database of watched.values()) forget(database);
    },
  };
}

/**
 * Reads the role, and has a writer wait for all readers that follow it, any of which may be the next writer, and for no
 * other: a lost reader would stop every commit. Another region is not waited for (../global/global-databases.ts).
 */
async function see(database: Watched, client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT pg_is_in_recovery() AS follows,
            ARRAY(SELECT application_name FROM pg_stat_replication
                   WHERE state = 'streaming' AND application_name NOT LIKE '${FOLLOWS_BY_LINE}%' ORDER BY 1) AS readers`,
  );
  database.role = rows[0].follows ? 'reader' : 'writer';
  const names: readonly string[] = rows[0].readers;
  const listed = names.map((name) => client.escapeIdentifier(name)).join(', ');
  const readers = names.length > 0 ? `FIRST ${names.length} (${listed})` : '';
  if (database.role === 'reader' || readers === database.waitsFor) return;
  await client.query(`ALTER SYSTEM SET synchronous_standby_names = ${client.escapeLiteral(readers)}`);
  await client.query('SELECT pg_reload_conf()');
  database.waitsFor = readers;
}
