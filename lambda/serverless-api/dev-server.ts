/**
 * The same handler in plain Node, for `npm run dev`: no Lambda, no bundle, the deployed table. The lab starts it under
 * `node --watch`, with the variables of the function and `PORT` set.
 */
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
try {
  await gatewayServer(handler, CROSS_ORIGIN, port);
  console.log(`http://localhost:${port}/docs`);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(code === 'EADDRINUSE' ? `Port ${port} is taken: choose another with --port.` : message);
  process.exit(1);
}
