/** Worker of the FIFO queue: the answers to a learner's review cards, in the order they were given. */
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { CARD_KIND, parseEvent, parseJson } from './activity/activity.ts';
import { VARIABLES } from './env.ts';
import { publishCounts } from './observe.ts';
import { moveCard } from './worker/move-card.ts';
import { deadlineOf, settle } from './worker/settle.ts';

const dynamodb = new DynamoDBClient(clientLimits());
const sqs = new SQSClient(clientLimits());
const { DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl, STANDINGS_TABLE_NAME: standings } = readEnvironment(VARIABLES, [
  'DEAD_LETTER_QUEUE_URL',
  'STANDINGS_TABLE_NAME',
]);

const moveRecord = (record: SQSRecord, signal: AbortSignal) =>
  settle(
    sqs,
    deadLetterQueueUrl,
    record,
    async () => {
      const detail = parseJson(record.body) as { eventId?: unknown } | null;
      const review = parseEvent(CARD_KIND, detail, [CARD_KIND]);
      return moveCard(dynamodb, standings, { ...review, spelledId: String(detail?.eventId) }, signal);
    },
    signal,
  );

const processor = new SqsFifoPartialProcessorAsync();

// Exam: after a failure, the later messages of the same group have to fail with it, or they overtake it. Other groups
// owe it nothing and go on.
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  try {
    const signal = deadlineOf(context);
    return await processPartialResponse(event, (record: SQSRecord) => moveRecord(record, signal), processor, {
      context,
      skipGroupOnError: true,
      throwOnFullBatchFailure: false,
    });
  } finally {
    publishCounts();
  }
};
