/** Puts the content of this deployment into the table. The stack's `Trigger` runs it whenever its code has changed. */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { logToStdout } from '../shared/http/log.ts';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { seedContent } from './seed-content.ts';

const { CONTENT_TABLE_NAME } = readEnvironment(VARIABLES, ['CONTENT_TABLE_NAME']);

export const handler = seedContent({
  table: { client: new DynamoDBClient(clientLimits()), tableName: CONTENT_TABLE_NAME },
  asset: async (name) => readFileSync(new URL(name, import.meta.url), 'utf8'),
  now: () => new Date(),
  log: logToStdout,
});
