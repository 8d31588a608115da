/**
 * The API and the site at one address in plain Node, for `npm run dev`: no Lambda, no bundle, the deployed table. The lab
 * starts it under `node --watch`, with the variables of the API's function and `PORT` set.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { comparisonApi } from '../../lambda/serverless-api/app.ts';
import { assets } from '../../lambda/serverless-api/assets.ts';
import { CROSS_ORIGIN, isOfSite, SERVE_API, VARIABLES } from '../../lambda/serverless-api/env.ts';
import { studySite } from '../../lambda/serverless-api/serve-site.ts';
import type { HttpHandler } from '../../lambda/shared/http/api.ts';
import { gatewayServer } from '../../lambda/shared/http/gateway.ts';
import { logToStdout } from '../../lambda/shared/http/log.ts';
import { readEnvironment } from '../../lambda/shared/runtime/environment.ts';
import { contentReaders } from '../../lambda/shared/table/content-reader.ts';
import { dynamoTableReads } from '../../lambda/shared/table/table-reads.ts';
import { makeSite } from './make.ts';

const { CONTENT_TABLE_NAME } = readEnvironment(VARIABLES, ['CONTENT_TABLE_NAME']);
const documents = assets()[SERVE_API];
const common = { now: () => new Date(), log: logToStdout };
const api = comparisonApi({
  content: contentReaders(dynamoTableReads(new DynamoDBClient({}), CONTENT_TABLE_NAME)),
  asset: async (name) => documents?.[name] ?? '',
  ...common,
});
const pages = await makeSite();
const site = studySite({ read: (file) => pages[file] as Uint8Array, ...common });

const handler: HttpHandler = (event) => (isOfSite(event.rawPath) ? site(event) : api(event));

const port = Number(process.env.PORT);
try {
  await gatewayServer(handler, CROSS_ORIGIN, port);
  console.log(`Site and API at http://localhost:${port}/, what the API takes at http://localhost:${port}/docs`);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(code === 'EADDRINUSE' ? `Port ${port} is taken: choose another with --port.` : message);
  process.exit(1);
}
