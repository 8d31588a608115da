/**
 * The same handler in plain Node, for `npm run dev`: no Lambda, no bundle, the deployed table. The lab starts it under
 * `node --watch`, with the variables of the function and `PORT` set.
 */
import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { gatewayServer } from '../shared/http/gateway.ts';
import { logToStdout } from '../shared/http/log.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { contentReaders } from '../shared/table/content-reader.ts';
import { dynamoTableReads } from '../shared/table/table-reads.ts';
import { comparisonApi } from './app.ts';
import { assets } from './assets.ts';
import { CROSS_ORIGIN, SERVE_API, VARIABLES } from './env.ts';

const { CONTENT_TABLE_NAME } = readEnvironment(VARIABLES, ['CONTENT_TABLE_NAME']);
const files = assets()[SERVE_API];
const handler = comparisonApi({
  content: contentReaders(dynamoTableReads(new DynamoDBClient({}), CONTENT_TABLE_NAME)),
  asset: async (name) => files?.[name] ?? '',
  now: () => new Date(),
  log: logToStdout,
});

const port = Number(process.env.PORT);
const server = createServer(gatewayServer(handler, CROSS_ORIGIN)).listen(port, '127.0.0.1', () => {
  console.log(`http://localhost:${port}/docs`);
});
server.on('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${process.env.PORT} is taken: choose another with --port.` : error.message);
  process.exit(1);
});
