/** An exam room on a PostgreSQL of its own, asked in memory, with candidates who do what a program does. */
import { randomUUID } from 'node:crypto';
import { examRoom } from '../../lib/projects/web-app/app/app.ts';
import { openCache } from '../../lib/projects/web-app/app/cache.ts';
import { credentialsOf } from '../../lib/projects/web-app/app/credentials.ts';
import { openDatabase } from '../../lib/projects/web-app/app/database.ts';
import { migrate } from '../../lib/projects/web-app/app/migrate.ts';
import { type Postgres, startPostgres } from '../support/processes/postgres.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever JSON came.
  readonly body: any;
  readonly headers: Headers;
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface TestRoom {
  readonly postgres: Postgres;
  /** A request as it is, for what no well-behaved client sends. */
  readonly raw: (path: string, init?: RequestInit) => Promise<Response>;
  /** Joins a cohort; what is returned asks as this candidate, with a new key for each thing done. */
  readonly candidate: (name?: string, cohort?: string) => Promise<{ ask: Ask; token: string }>;
  /** A running short sitting of this candidate. */
  readonly sitting: (ask: Ask) => Promise<string>;
  readonly log: { level: string; message: string; fields: Readonly<Record<string, unknown>> | undefined }[];
  readonly stop: () => Promise<void>;
}

const settingsOf = (postgres: Postgres) => ({
  host: '127.0.0.1',
  readerHost: '127.0.0.1',
  port: postgres.port,
  name: 'postgres',
  tls: false,
  credentials: credentialsOf(JSON.stringify({ username: postgres.user, password: postgres.password }), undefined),
});

export async function openRoom(): Promise<TestRoom> {
  const postgres = await startPostgres();
  const log: TestRoom['log'] = [];
  const note = (level: string, message: string, fields?: Readonly<Record<string, unknown>>) =>
    void log.push({ level, message, fields });
  await migrate(settingsOf(postgres), note);
  const database = openDatabase(settingsOf(postgres), note);
  const cache = openCache({ endpoint: undefined, tls: false, password: undefined }, note);
  const app = examRoom({ database, cache, log: note, draining: () => false });
  const raw = async (path: string, init?: RequestInit) => app.request(path, init);

  const askAs =
    (token: string | undefined): Ask =>
    async (method, path, body, headers) => {
      const answer = await raw(path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          'idempotency-key': randomUUID(),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
    };

  return {
    ...{ postgres, raw, log },
    async candidate(name = 'Ada', cohort = 'first-cohort') {
      const { body } = await askAs(undefined)('POST', '/v1/candidates', { name, cohort });
      return { ask: askAs(body.token), token: body.token };
    },
    async sitting(ask) {
      const { body } = await ask('POST', '/v1/sittings', { exam: 'SAA-C03', length: 'short' });
      return body.id;
    },
    async stop() {
      await database.end();
      await postgres.stop();
    },
  };
}
