/** Parking: a message that can never succeed goes to the dead-letter queue at once, with the reason as attribute. */
import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { ActivityError } from './activity.ts';

/** Names of the attributes on a parked message. */
export const REASON_ATTRIBUTE = 'reason';
export const PROBLEM_ATTRIBUTE = 'problem';

/**
 * Puts the record's body, unchanged, on the dead-letter queue. Until its own message is deleted a crash can park it
 * twice, never lose it.
 *
 * Exam: left to SQS, poison is retried `maxReceiveCount` times and arrives without a word on why. A retry is for
 * what may heal; a dead-letter queue is for what will not.
 */
export async function park(sqs: SQSClient, queueUrl: string, record: SQSRecord, error: ActivityError): Promise<void> {
  const group = record.attributes.MessageGroupId;
  const fifo: Partial<SendMessageCommandInput> = queueUrl.endsWith('.fifo')
    ? { MessageGroupId: group, MessageDeduplicationId: record.messageId }
    : {};
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: {
        [REASON_ATTRIBUTE]: { DataType: 'String', StringValue: error.reason },
        [PROBLEM_ATTRIBUTE]: { DataType: 'String', StringValue: error.message.slice(0, 256) },
      },
      ...fifo,
    }),
  );
}
