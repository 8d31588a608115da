/**
 * Turns the pipeline's events into the four DORA figures, https://dora.dev/guides/dora-metrics-four-keys/:
 * deployment frequency and change failure rate as counts that the dashboard puts together, lead time (from the push
 * that started the run to its end in production) and time to restore (from the first failed deployment to production
 * to the next success) as durations.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { deliveryRecorder } from './record-delivery.ts';

const { DELIVERY_TABLE_NAME } = readEnvironment(VARIABLES, ['DELIVERY_TABLE_NAME']);

export const handler = deliveryRecorder(new DynamoDBClient(clientLimits()), DELIVERY_TABLE_NAME);
