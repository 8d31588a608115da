import type { Engine } from '../../../lib/emulator/web/containers/engine.ts';

const SECRETS = { POSTGRES_USER: 'master', POSTGRES_PASSWORD: 'secret', POSTGRES_DB: 'exams' };
const REPLICATION = { MINISTACK_PG_REPLICATION_USER: 'follower', MINISTACK_PG_REPLICATION_PASSWORD: 'follows' };

const spec = (name: string, db: string, env: Record<string, string>, binds: readonly string[] = []) => ({
  name,
  image: 'postgres:17-alpine',
  env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
  cmd: [],
  entrypoint: [],
  binds,
  labels: { ministack: 'rds', cluster_id: 'exams', db_id: db },
});

/** What MiniStack asks the engine for when an Aurora cluster gets its first instance. */
export async function startWriter(engine: Engine) {
  const writer = engine.create(spec('writer', 'one', SECRETS, ['exams-data:/var/lib/postgresql/data:rw']));
  await engine.start(writer);
  return writer;
}

/** What it runs in the writer before there can be a reader. */
export const CREATE_ROLE = ['sh', '-c', "CREATE ROLE follower WITH REPLICATION LOGIN\n PASSWORD 'follows';"];
export const PROMOTE = ['sh', '-c', 'psql -Atc "SELECT pg_promote(true, 60) AND NOT pg_is_in_recovery()"'];

/** And when it gets another. */
export async function startReader(engine: Engine, primary: string, name = 'reader') {
  const env = { ...SECRETS, ...REPLICATION, MINISTACK_PG_PRIMARY_HOST: primary, MINISTACK_PG_PRIMARY_PORT: '5432' };
  const reader = engine.create(spec(name, name, env));
  await engine.start(reader);
  return reader;
}

export const databaseAt = (address: string) => ({
  host: address,
  port: 5432,
  user: SECRETS.POSTGRES_USER,
  password: SECRETS.POSTGRES_PASSWORD,
  database: SECRETS.POSTGRES_DB,
  connectionTimeoutMillis: 1_000,
});
