/** What both workers do with the outcome of one message. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSRecord } from 'aws-lambda';
import { ActivityError } from '../activity/activity.ts';
import { count, logger } from '../observe.ts';
import type { Outcome } from './apply.ts';
import { park } from './park.ts';

/**
 * Ends every request of a batch early enough to answer for it: the messages that are done are kept, and only the others
 * come back. A fifth of the time left, a second at most, is kept for the answer.
 */
export function deadlineOf({ getRemainingTimeInMillis }: Pick<Context, 'getRemainingTimeInMillis'>): AbortSignal {
  const left = getRemainingTimeInMillis();
  return AbortSignal.timeout(Math.max(1, Math.floor(left - Math.min(1_000, left / 5))));
}

/**
 * Runs `apply` and counts what came of it; parks a message that can never succeed.
 * @throws what a retry may heal, a refused parking included, for the message to go back to its queue
 */
export async function settle(
  sqs: SQSClient,
  deadLetterQueueUrl: string,
  record: SQSRecord,
  apply: () => Promise<Outcome>,
  signal?: AbortSignal,
): Promise<void> {
  const { messageId } = record;
  const receiveCount = Number(record.attributes.ApproximateReceiveCount);
  try {
    count(await apply());
  } catch (error) {
    if (!(error instanceof ActivityError)) {
      count('failed');
      logger.error('failed', { messageId, receiveCount, error: error as Error });
      throw error;
    }
    const { reason, problems } = error;
    try {
      await park(sqs, deadLetterQueueUrl, record, error, signal);
    } catch (refusal) {
      count('failed');
      logger.error('not parked', { messageId, receiveCount, reason, problems, error: refusal as Error });
      throw refusal;
    }
    count('parked', reason);
    logger.warn('parked', { messageId, reason, problems });
  }
}
