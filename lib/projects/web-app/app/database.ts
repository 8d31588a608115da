/** The two endpoints of the database, through pools that live through a failover. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../../../lambda/shared/http/log.ts';
import { Problem } from '../../../../lambda/shared/http/problem.ts';
import type { Credentials } from './credentials.ts';
import { POOL, readerPool } from './env.ts';
import { OWN_PROBLEMS } from './problems.ts';

/** Runs one statement on a connection, with its values apart from its text. */
export type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

export interface Database {
  /** One statement on the writer. It may run more than once: nothing in it may count twice. */
  readonly writer: Query;
  /** Several statements on the writer, all or none of them; the same holds for them. */
  readonly transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
  /** One statement whose answer may be a little behind: on the reader, or on the writer where no reader answers. */
  readonly reader: Query;
  readonly end: () => Promise<void>;
}

export interface DatabaseSettings {
  readonly host: string;
  readonly readerHost: string;
  readonly port: number;
  readonly name: string;
  readonly tls: boolean;
  /** Connections to the writer, at most. @default POOL */
  readonly pool?: number;
  readonly credentials: Credentials;
}

/** How long a request waits for a database that fails over, or wakes up from 0 ACU. */
const PATIENCE_MS = 20_000;
/**
 * How long the endpoint of a writer may lead to a server that only reads: twice its TTL of five seconds ("Aurora connection
 * management", DNS endpoints). One that does for longer is of a region from which another has taken over.
 */
const ONLY_READS_MS = 10_000;
/** A server that nobody has asked to write for so long may be another by now. */
const FORGOTTEN_MS = 60_000;

export function openDatabase(settings: DatabaseSettings, log: Log): Database {
  const pool = (host: string, max: number) => {
    const made = new pg.Pool({
      host,
      max,
      port: settings.port,
      database: settings.name,
      user: settings.credentials.username,
      password: settings.credentials.password,
      // The authority of RDS is in NODE_EXTRA_CA_CERTS of the image; certificate and name are both checked.
      ssl: settings.tls,
      application_name: 'exam-room',
      connectionTimeoutMillis: 3_000,
      query_timeout: 5_000,
      statement_timeout: 5_000,
      keepAlive: true,
      // Aurora pauses once nobody is connected; and a new connection looks the name up again, which finds a new reader.
      idleTimeoutMillis: 10_000,
      maxLifetimeSeconds: 300,
    });
    // Of a connection that breaks while nobody uses it. The pool has thrown it away already.
    made.on('error', (error) => log('INFO', 'idle connection lost', { host, reason: error.message }));
    // Of one that breaks in use: its statement fails as well, and says so; unheard, the event would end the process.
    made.on('connect', (client) => client.on('error', () => {}));
    return made;
  };
  const writer = pool(settings.host, settings.pool ?? POOL);
  const reader = pool(settings.readerHost, readerPool(settings.pool ?? POOL));

  /** Since when, and until when, writes were refused because the server only reads. */
  let readsOnly: { readonly since: number; readonly last: number } | undefined;

  /** Whether that is no failover any more, which passes. */
  function isFenced(): boolean {
    const now = performance.now();
    const since = readsOnly && now - readsOnly.last < FORGOTTEN_MS ? readsOnly.since : now;
    readsOnly = { since, last: now };
    return now - since > ONLY_READS_MS;
  }

  const tryAgain = (detail: string) =>
    new Problem(OWN_PROBLEMS['try-again'], `${detail} Send the same request again.`, {
      headers: { 'retry-after': '5' },
    });

  /** While it is remembered that writes were refused, what is done says by its own connection whether they are taken again. */
  async function noticing<T>(query: Query, done: T): Promise<T> {
    if (!readsOnly) return done;
    // What was done is done, whatever becomes of this question.
    const rows = await query<{ transaction_read_only: string }>('SHOW transaction_read_only').catch(() => []);
    if (rows[0]?.transaction_read_only === 'off') readsOnly = undefined;
    return done;
  }

  async function patiently<T>(attempt: (query: Query) => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (let tries = 0; ; tries++) {
      try {
        return await on(writer, async (query) => noticing(query, await attempt(query)));
      } catch (error) {
        // Each asks once, so that the first write is taken as soon as there is a writer; and nobody waits for one.
        if (codeOf(error) === READ_ONLY && isFenced()) {
          log('ERROR', 'database takes no writes', { error });
          throw tryAgain('Nothing can be saved here now.');
        }
        // Waiting would not make room, and each try is one more: who asks is told at once, and may come again.
        if (codeOf(error) === FULL) {
          log('ERROR', 'no connection left', { error });
          throw new Problem(OWN_PROBLEMS['database-full'], 'The database is full. Send the same request again later.', {
            headers: { 'retry-after': '5' },
          });
        }
        if (!willPass(error)) throw error;
        if (performance.now() > until) {
          log('ERROR', 'database not available', { error });
          throw tryAgain('The database does not answer.');
        }
        if (codeOf(error) === WRONG_PASSWORD) await settings.credentials.refresh();
        // Never the same moment for all: a new writer would be met by every task at once.
        await pause(Math.min(50 * 2 ** tries, 1_000) * (0.5 + Math.random()));
      }
    }
  }

  const onWriter: Query = (text, values) => patiently((query) => query(text, values));
  return {
    writer: onWriter,
    transaction: (work) => patiently((query) => inTransaction(query, work)),
    async reader<Row>(text: string, values?: readonly unknown[]) {
      try {
        return await on(reader, (query) => query<Row>(text, values));
      } catch (error) {
        if (!willPass(error) && codeOf(error) !== FULL) throw error;
        return onWriter<Row>(text, values);
      }
    },
    end: async () => {
      await Promise.all([writer.end(), reader.end()]);
    },
  };
}

async function on<T>(pool: pg.Pool, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const done = await work(async (text, values = []) => (await client.query(text, [...values])).rows);
    client.release();
    return done;
  } catch (error) {
    // A connection on which something failed may be one to the old writer, or hang: it is closed, not put back.
    client.release(willPass(error));
    throw error;
  }
}

async function inTransaction<T>(query: Query, work: (query: Query) => Promise<T>): Promise<T> {
  await query('BEGIN');
  try {
    const done = await work(query);
    await query('COMMIT');
    return done;
  } catch (error) {
    if (!willPass(error)) await query('ROLLBACK');
    throw error;
  }
}

const WRONG_PASSWORD = '28P01';
/** `read_only_sql_transaction`: a writer that has become a reader. */
const READ_ONLY = '25006';
/** `too_many_connections`: all of `max_connections` but those that are reserved are in use. */
const FULL = '53300';

/**
 * States of PostgreSQL that pass (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection lost (08),
 * shut down or starting (57P), a writer that has become a reader (25006), a transaction that met another (40), a password
 * that has just been rotated.
 */
const PASSING = /^(08...|57P0[123]|25006|40001|40P01|28P01)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What `pg` says without a code. */
const LOST = /connection terminated|timeout exceeded|query read timeout|client has encountered a connection error/i;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

function willPass(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof Problem) return false;
  if (error instanceof pg.DatabaseError) return PASSING.test(codeOf(error));
  return NETWORK.test(codeOf(error)) || LOST.test(error.message);
}
