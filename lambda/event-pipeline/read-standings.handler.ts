/** Every route of the HTTP API but `POST /v1/activity`. */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { log } from './observe.ts';
import { readStandings } from './read-standings.ts';

const { STANDINGS_TABLE_NAME } = readEnvironment(VARIABLES, ['STANDINGS_TABLE_NAME']);

export const handler = readStandings({
  dynamodb: new DynamoDBClient(clientLimits()),
  standings: STANDINGS_TABLE_NAME,
  // Two files, once in a while: `fs/promises` would cost every cold start more than this costs those requests.
  asset: async (name) => readFileSync(new URL(name, import.meta.url), 'utf8'),
  log,
});
