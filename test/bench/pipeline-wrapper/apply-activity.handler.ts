/**
 * The worker as it would be with an idempotency wrapper in place of the transaction: lock, effect, complete, each a
 * request of its own. Everything around it is the worker's: `lambda/event-pipeline/apply-activity.handler.ts`.
 */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Activity, BUS_KINDS, parseEvent, parseJson } from '../../../lambda/event-pipeline/activity/activity.ts';
import { DEDUPE_DAYS, VARIABLES } from '../../../lambda/event-pipeline/env.ts';
import { standingKey } from '../../../lambda/event-pipeline/keys.ts';
import { publishCounts } from '../../../lambda/event-pipeline/observe.ts';
import type { Outcome } from '../../../lambda/event-pipeline/worker/apply.ts';
import { settle } from '../../../lambda/event-pipeline/worker/settle.ts';
import { domainOf, gainOf, POINTS_PER_LEVEL } from '../../../lambda/event-pipeline/worker/standing.ts';
import { readEnvironment } from '../../../lambda/shared/runtime/environment.ts';

const dynamodb = new DynamoDBClient();
const sqs = new SQSClient();
const { DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl, STANDINGS_TABLE_NAME: standings } = readEnvironment(VARIABLES, [
  'DEAD_LETTER_QUEUE_URL',
  'STANDINGS_TABLE_NAME',
]);

const config = new IdempotencyConfig({ eventKeyJmesPath: 'eventId', expiresAfterSeconds: DEDUPE_DAYS * 86_400 });
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env.IDEMPOTENCY_TABLE_NAME as string });

/** The everyday effect; the benchmark's learners reach no milestone. */
const raise = makeIdempotent(
  async (activity: Activity): Promise<Outcome> => {
    const gain = gainOf(activity);
    const { pk, sk } = standingKey(activity.learnerId, domainOf(activity.task));
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: standings,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: `SET toNext = if_not_exists(toNext, :full) - :gain, updatedAt = :now ADD points :gain, questionsRight :right, ${gain.counter} :one`,
        ExpressionAttributeValues: {
          ':full': { N: String(POINTS_PER_LEVEL) },
          ':gain': { N: String(gain.points) },
          ':right': { N: String(gain.questionsRight) },
          ':one': { N: '1' },
          ':now': { S: new Date().toISOString() },
        },
      }),
    );
    return 'applied';
  },
  { persistenceStore, config },
);

const applyRecord = (record: SQSRecord) =>
  settle(sqs, deadLetterQueueUrl, record, () => {
    const event = parseJson(record.body) as { 'detail-type'?: unknown; detail?: unknown } | null;
    return raise(parseEvent(event?.['detail-type'], event?.detail, BUS_KINDS));
  });

const processor = new BatchProcessor(EventType.SQS);

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  config.registerLambdaContext(context);
  try {
    return await processPartialResponse(event, applyRecord, processor, { context, throwOnFullBatchFailure: false });
  } finally {
    publishCounts();
  }
};
