/** Worker of the standard queue: every event of the bus, in any order. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { activityWorker } from './worker/apply-activity.ts';

const environment = readEnvironment(VARIABLES, [
  'DEAD_LETTER_QUEUE_URL',
  'MILESTONES_TABLE_NAME',
  'STANDINGS_TABLE_NAME',
]);

export const handler = activityWorker({
  dynamodb: new DynamoDBClient(clientLimits()),
  sqs: new SQSClient(clientLimits()),
  tables: { standings: environment.STANDINGS_TABLE_NAME, milestones: environment.MILESTONES_TABLE_NAME },
  deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
});
