/** The two endpoints of the database, through pools that live through a failover. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../../../lambda/shared/http/log.ts';
import { Problem } from '../../../../lambda/shared/http/problem.ts';
import type { Credentials } from './credentials.ts';
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
  readonly credentials: Credentials;
}

/** How long a request waits for a database that fails over, or wakes up from 0 ACU. */
const PATIENCE_MS = 20_000;

/**
 * Connections of one task to each endpoint. Twelve tasks, as many as there are while six are replaced, hold 96 to the
 * writer at most; Aurora allows 189 at a maximum of 1 ACU and more at more ("Maximum connections for Aurora Serverless v2").
 */
const POOL = { writer: 8, reader: 4 };

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
  const writer = pool(settings.host, POOL.writer);
  const reader = pool(settings.readerHost, POOL.reader);

  async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (let tries = 0; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (!willPass(error)) throw error;
        if (performance.now() > until) {
          log('ERROR', 'database not available', { error });
          throw new Problem(OWN_PROBLEMS['try-again'], 'The database does not answer. Send the same request again.', {
            headers: { 'retry-after': '5' },
          });
        }
        if (codeOf(error) === WRONG_PASSWORD) await settings.credentials.refresh();
        // Never the same moment for all: a new writer would be met by every task at once.
        await pause(Math.min(50 * 2 ** tries, 1_000) * (0.5 + Math.random()));
      }
    }
  }

  const onWriter: Query = (text, values) => patiently(() => on(writer, (query) => query(text, values)));
  return {
    writer: onWriter,
    transaction: (work) => patiently(() => on(writer, (query) => inTransaction(query, work))),
    async reader<Row>(text: string, values?: readonly unknown[]) {
      try {
        return await on(reader, (query) => query<Row>(text, values));
      } catch (error) {
        if (!willPass(error)) throw error;
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

/**
 * States of PostgreSQL that pass (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection lost (08),
 * shut down or starting (57P), a writer that has become a reader (25006), a transaction that met another (40), too many
 * connections (53300), a password that has just been rotated.
 */
const PASSING = /^(08...|57P0[123]|25006|40001|40P01|53300|28P01)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What `pg` says without a code. */
const LOST = /connection terminated|timeout exceeded|query read timeout|client has encountered a connection error/i;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');

function willPass(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof Problem) return false;
  if (error instanceof pg.DatabaseError) return PASSING.test(codeOf(error));
  return NETWORK.test(codeOf(error)) || LOST.test(error.message);
}
