/**
 * What the exam room needs from outside, declared once: the stack sets it, the server reads it. No side effects, and no
 * packages: the stack imports this file.
 */

/** Every task has these. */
export const VARIABLES = {
  DATABASE_HOST: "the cluster's writer endpoint",
  DATABASE_READER_HOST: "the cluster's reader endpoint",
  DATABASE_PORT: 'the port of both',
  DATABASE_NAME: 'the database in the cluster',
  DATABASE_SECRET: 'the secret of its user as JSON: {"username", "password"}',
  DATABASE_TLS: '`on`, or `off` where the database speaks plain PostgreSQL',
} as const;

/** These may be missing: the exam room then does without. */
export const OPTIONAL_VARIABLES = {
  DATABASE_POOL: 'how many connections a task may have to the writer, and half as many to the reader; 8 without it',
  DATABASE_SECRET_ARN: 'the secret itself, read again when its password is refused',
  CACHE_ENDPOINT: "host:port of the cache; without it every read is the database's",
  CACHE_TLS: '`on`, or `off` where the cache speaks plain RESP',
  CACHE_AUTH_TOKEN: "the cache's password; used with TLS alone, as ElastiCache does",
  ASSETS_BUCKET: 'the bucket that CloudFront serves /assets/* from',
  HOST: 'the address to listen on; 0.0.0.0 without it',
  PORT: 'the port to listen on; 8080 without it',
} as const;

/** The container's port. */
export const PORT = 8080;

/**
 * Connections of one task to the writer, at most. The stack's test holds them, by all the tasks that there may be, against what
 * Aurora allows.
 */
export const POOL = 8;
/** Above this a task waits for its one processor, not for a connection. */
export const LARGEST_POOL = 100;
/** Of one task to the reader, or to the writer where there is no reader. */
export const readerPool = (pool: number): number => Math.ceil(pool / 2);

/** @throws Error for what is no number of connections, and says which are */
export function poolOf(text: string | undefined): number {
  if (text === undefined) return POOL;
  const pool = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (pool >= 1 && pool <= LARGEST_POOL) return pool;
  throw new Error(`DATABASE_POOL is "${text.slice(0, 20)}": set it to a whole number from 1 to ${LARGEST_POOL}.`);
}

/** Answers 200 as soon as the server can, whatever the database does: see docs/decisions/0077. */
export const HEALTH_PATH = '/health';

/** The argument with which the same program brings schema and assets up to date, and ends. */
export const MIGRATE = 'migrate';

/**
 * A task that is told to stop still takes what comes for the first of these, and finishes what it has within the second.
 * The service's stop timeout is longer than both together.
 */
export const LINGER_SECONDS = 3;
export const FINISH_SECONDS = 20;

/** What CloudFront takes from the bucket, and the server has too. */
export const ASSETS_PATH = '/assets';
