/** `POST /v1/activity`. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../shared/runtime/clients.ts';
import { acceptActivity } from './accept-activity.ts';
import { readVariable } from './env.ts';

export const handler = acceptActivity({
  eventbridge: new EventBridgeClient(clientLimits()),
  sqs: new SQSClient(clientLimits()),
  busName: readVariable('ACTIVITY_BUS_NAME'),
  cardQueueUrl: readVariable('CARD_QUEUE_URL'),
});
