/** `POST /v1/activity`. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { acceptActivity } from './activity/accept-activity.ts';
import { VARIABLES } from './env.ts';
import { log } from './observe.ts';

const environment = readEnvironment(VARIABLES, ['ACTIVITY_BUS_NAME', 'CARD_QUEUE_URL']);

export const handler = acceptActivity({
  eventbridge: new EventBridgeClient(clientLimits()),
  sqs: new SQSClient(clientLimits()),
  busName: environment.ACTIVITY_BUS_NAME,
  cardQueueUrl: environment.CARD_QUEUE_URL,
  log,
});
