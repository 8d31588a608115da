/**
 * Turns the pipeline's events into the four DORA figures, https://dora.dev/guides/dora-metrics-four-keys/:
 * deployment frequency and change failure rate as counts that the dashboard puts together, lead time (from the push
 * that started the run to its end in production) and time to restore (from the first failed deployment to production
 * to the next success) as durations.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import type { PipelineEvent } from './delivery-figures.ts';
import { VARIABLES } from './env.ts';
import { publishFigures } from './publish-figures.ts';
import { recordDelivery } from './record-delivery.ts';

const { DELIVERY_TABLE_NAME } = readEnvironment(VARIABLES, ['DELIVERY_TABLE_NAME']);
const client = new DynamoDBClient(clientLimits());

/** Records one event. EventBridge delivers at least once and in any order; a second delivery counts nothing. */
export async function handler(event: PipelineEvent, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<void> {
  publishFigures(event.detail.pipeline, await recordDelivery(client, DELIVERY_TABLE_NAME, event, awsRequestId));
}
