/** Worker of the FIFO queue: the answers to a learner's review cards, in the order they were given. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { cardWorker } from './worker/card-worker.ts';

const environment = readEnvironment(VARIABLES, ['DEAD_LETTER_QUEUE_URL', 'STANDINGS_TABLE_NAME']);

export const handler = cardWorker({
  dynamodb: new DynamoDBClient(clientLimits()),
  sqs: new SQSClient(clientLimits()),
  standings: environment.STANDINGS_TABLE_NAME,
  deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
});
