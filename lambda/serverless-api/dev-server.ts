/**
 * The same app in plain Node, for `npm run dev`: no Lambda, no bundle, the deployed table. The lab starts it under
 * `node --watch`, with the variables of the function and `PORT` set.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { contentReaders } from '../shared/table/content-reader.ts';
import { dynamoTableReads } from '../shared/table/table-reads.ts';
import { createApp } from './app.ts';
import { assets } from './assets.ts';
import { CROSS_ORIGIN, SERVE_API, VARIABLES } from './env.ts';
import { logToStdout } from './log.ts';

const { CONTENT_TABLE_NAME } = readEnvironment(VARIABLES, ['CONTENT_TABLE_NAME']);
const files = assets()[SERVE_API];
const app = createApp({
  content: contentReaders(dynamoTableReads(new DynamoDBClient({}), CONTENT_TABLE_NAME)),
  asset: async (name) => files?.[name] ?? '',
  now: () => new Date(),
  log: logToStdout,
});

// What the gateway does in front of the function.
const gateway = new Hono().use(
  cors({
    origin: CROSS_ORIGIN.origin,
    allowMethods: [...CROSS_ORIGIN.methods],
    allowHeaders: [...CROSS_ORIGIN.requestHeaders],
    exposeHeaders: [...CROSS_ORIGIN.exposedHeaders],
    maxAge: CROSS_ORIGIN.maxAgeSeconds,
  }),
);
gateway.mount('/', app.fetch);

const server = serve({ fetch: gateway.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) }, ({ port }) => {
  console.log(`http://localhost:${port}/docs`);
});
server.on('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${process.env.PORT} is taken: choose another with --port.` : error.message);
  process.exit(1);
});
