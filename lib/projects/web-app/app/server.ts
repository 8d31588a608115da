/** The program in the container: `node server.mjs` serves, `node server.mjs migrate` brings the database up to date. */
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { logToStdout as log } from '../../../../lambda/shared/http/log.ts';
import { readEnvironment } from '../../../../lambda/shared/runtime/environment.ts';
import { examRoom } from './app.ts';
import { publishAssets } from './assets.ts';
import { openCache } from './cache.ts';
import { credentialsOf } from './credentials.ts';
import { openDatabase } from './database.ts';
import { FINISH_SECONDS, LINGER_SECONDS, MIGRATE, type OPTIONAL_VARIABLES, PORT, poolOf, VARIABLES } from './env.ts';
import { migrate } from './migrate.ts';

const required = readEnvironment(VARIABLES, Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]);
const optional = (name: keyof typeof OPTIONAL_VARIABLES): string | undefined => process.env[name] || undefined;

const database = {
  host: required.DATABASE_HOST,
  readerHost: required.DATABASE_READER_HOST,
  port: Number(required.DATABASE_PORT),
  name: required.DATABASE_NAME,
  // Anything but a clear no is encrypted.
  tls: required.DATABASE_TLS !== 'off',
  pool: poolOf(optional('DATABASE_POOL')),
  credentials: credentialsOf(required.DATABASE_SECRET, optional('DATABASE_SECRET_ARN')),
};

const [, , command] = process.argv;
if (command === MIGRATE) {
  await migrate(database, log);
  const bucket = optional('ASSETS_BUCKET');
  if (bucket) await publishAssets(bucket);
  process.exit(0);
}
if (command !== undefined) {
  console.error(`"${command}" is no command: give none to serve, or ${MIGRATE}.`);
  process.exit(2);
}

let draining = false;
const room = {
  log,
  database: openDatabase(database, log),
  cache: openCache(
    {
      endpoint: optional('CACHE_ENDPOINT'),
      tls: optional('CACHE_TLS') !== 'off',
      password: optional('CACHE_AUTH_TOKEN'),
    },
    log,
  ),
  draining: () => draining,
};

const server = serve(
  {
    fetch: examRoom(room).fetch,
    port: Number(optional('PORT') ?? PORT),
    hostname: optional('HOST') ?? '0.0.0.0',
    serverOptions: {
      // A caller that sends a letter at a time is cut off: the headers within 10 s, all of it within 20.
      headersTimeout: 10_000,
      requestTimeout: 20_000,
      connectionsCheckingInterval: 2_000,
      // Exam: longer than the balancer's idle timeout of 60 s. Were it shorter, the balancer would now and then send a
      // request into a connection that is just being closed, and answer 502.
      keepAliveTimeout: 65_000,
    },
  },
  ({ address, port }) => log('INFO', 'listening', { address, port }),
) as Server;
server.on('error', (error: NodeJS.ErrnoException) => {
  log('ERROR', 'cannot listen', { reason: error.message });
  process.exit(1);
});

/**
 * On SIGTERM, the health check says no, requests that are on their way are answered, and a caller that keeps its connection is
 * told to make a new one. What is still open in the end is cut: the stop timeout would cut it anyhow, by SIGKILL.
 */
async function drain(): Promise<void> {
  if (draining) return;
  draining = true;
  log('INFO', 'draining');
  await pause(LINGER_SECONDS * 1_000);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, pause(FINISH_SECONDS * 1_000)]);
  server.closeAllConnections();
  await room.database.end();
  room.cache.end();
  process.exit(0);
}
process.on('SIGTERM', drain);
process.on('SIGINT', drain);
