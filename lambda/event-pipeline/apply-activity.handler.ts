/** Worker of the standard queue: every event of the bus, in any order. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../shared/runtime/clients.ts';
import { activityWorker } from './apply-activity.ts';
import { readVariable } from './env.ts';

export const handler = activityWorker({
  dynamodb: new DynamoDBClient(clientLimits()),
  sqs: new SQSClient(clientLimits()),
  tables: { standings: readVariable('STANDINGS_TABLE_NAME'), milestones: readVariable('MILESTONES_TABLE_NAME') },
  deadLetterQueueUrl: readVariable('DEAD_LETTER_QUEUE_URL'),
});
