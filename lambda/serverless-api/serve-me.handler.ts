/** Serves `/v1/me` and where to sign in, behind the same HTTP API (payload format 2.0). */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { logToStdout } from '../shared/http/log.ts';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { ME_VARIABLES } from './env.ts';
import { dynamoEvidenceTable } from './me/evidence-table.ts';
import { serveMe } from './me/serve-me.ts';

const { LEARNER_TABLE_NAME, SIGN_IN_CLIENT_ID, AWS_REGION } = readEnvironment(ME_VARIABLES, [
  'LEARNER_TABLE_NAME',
  'SIGN_IN_CLIENT_ID',
  'AWS_REGION',
]);

export const handler = serveMe({
  evidence: dynamoEvidenceTable(new DynamoDBClient(clientLimits()), LEARNER_TABLE_NAME),
  clientId: SIGN_IN_CLIENT_ID,
  region: AWS_REGION,
  now: () => new Date(),
  log: logToStdout,
});
