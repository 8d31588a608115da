/** The batch of the card worker: the answers to review cards, those of one card in the order they were given. */
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { CARD_KIND, parseEvent, parseJson } from '../activity/activity.ts';
import { publishCounts } from '../observe.ts';
import { moveCard } from './move-card.ts';
import { deadlineOf, settle } from './settle.ts';

export interface CardWorker {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  /** Name of the standings table. */
  readonly standings: string;
  readonly deadLetterQueueUrl: string;
}

/** The worker's handler. Names the messages that have to come back, and only those. */
export function cardWorker({ dynamodb, sqs, standings, deadLetterQueueUrl }: CardWorker) {
  const processor = new SqsFifoPartialProcessorAsync();
  const move = async ({ body }: SQSRecord, signal: AbortSignal) => {
    const detail = parseJson(body) as { eventId?: unknown } | null;
    const review = parseEvent(CARD_KIND, detail, [CARD_KIND]);
    return moveCard(dynamodb, standings, { ...review, spelledId: String(detail?.eventId) }, signal);
  };
  // Exam: after a failure, the later messages of the same group have to fail with it, or they overtake it. Other groups
  // owe it nothing and go on.
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const signal = deadlineOf(context);
    const settleOne = (record: SQSRecord) =>
      settle(sqs, deadLetterQueueUrl, record, () => move(record, signal), signal);
    try {
      return await processPartialResponse(event, settleOne, processor, {
        context,
        skipGroupOnError: true,
        throwOnFullBatchFailure: false,
      });
    } finally {
      publishCounts();
    }
  };
}
