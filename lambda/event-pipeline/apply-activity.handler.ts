/** Worker of the standard queue: every event of the bus, in any order. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { clientLimits } from '../shared/runtime/clients.ts';
import { BUS_KINDS, parseEvent, parseJson } from './activity.ts';
import { applyActivity } from './apply.ts';
import { readVariable } from './env.ts';
import { publishCounts } from './observe.ts';
import { settle } from './settle.ts';

const dynamodb = new DynamoDBClient(clientLimits());
const sqs = new SQSClient(clientLimits());
const deadLetterQueueUrl = readVariable('DEAD_LETTER_QUEUE_URL');
const tables = { standings: readVariable('STANDINGS_TABLE_NAME'), milestones: readVariable('MILESTONES_TABLE_NAME') };

const applyRecord = (record: SQSRecord) =>
  settle(sqs, deadLetterQueueUrl, record, () => {
    const event = parseJson(record.body) as { 'detail-type'?: unknown; detail?: unknown } | null;
    return applyActivity(dynamodb, tables, parseEvent(event?.['detail-type'], event?.detail, BUS_KINDS));
  });

const processor = new BatchProcessor(EventType.SQS);

// Exam: without a partial batch response, one bad message makes SQS redeliver the nine good ones with it.
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  try {
    return await processPartialResponse(event, applyRecord, processor, { context, throwOnFullBatchFailure: false });
  } finally {
    publishCounts();
  }
};
