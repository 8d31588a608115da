/** What both workers do with the outcome of one message. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { ActivityError } from './activity.ts';
import type { Outcome } from './apply.ts';
import { count, logger } from './observe.ts';
import { park } from './park.ts';

/**
 * Runs `apply` and counts what came of it; parks a message that can never succeed.
 * @throws what a retry may heal, for the batch processor to hand the message back to its queue
 */
export async function settle(
  sqs: SQSClient,
  deadLetterQueueUrl: string,
  record: SQSRecord,
  apply: () => Promise<Outcome>,
): Promise<void> {
  try {
    count(await apply());
  } catch (error) {
    if (error instanceof ActivityError) {
      await park(sqs, deadLetterQueueUrl, record, error);
      count('parked', error.reason);
      logger.warn('parked', { messageId: record.messageId, reason: error.reason, problems: error.problems });
      return;
    }
    count('failed');
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    logger.error('failed', { messageId: record.messageId, receiveCount, error: error as Error });
    throw error;
  }
}
