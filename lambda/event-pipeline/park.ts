/** Parking: a message that can never succeed goes to the dead-letter queue at once, with the reason as attribute. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { ActivityError } from './activity.ts';
import { PARKED } from './env.ts';

/**
 * Puts the record's body, unchanged, on the dead-letter queue. Until its own message is deleted a crash can park it
 * twice, never lose it.
 *
 * Exam: left to SQS, poison is retried `maxReceiveCount` times and arrives without a word on why. A retry is for
 * what may heal; a dead-letter queue is for what will not.
 */
export async function park(sqs: SQSClient, queueUrl: string, record: SQSRecord, error: ActivityError): Promise<void> {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const group = record.attributes.MessageGroupId;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: {
        [PARKED.reason]: text(error.reason),
        [PARKED.problem]: text(error.message.slice(0, 256)),
        ...(group && { [PARKED.group]: text(group) }),
      },
      // Parked messages have no order, so each is a group of its own: in one group, whoever looks at the first would
      // hide the others.
      ...(group && { MessageGroupId: record.messageId, MessageDeduplicationId: record.messageId }),
    }),
  );
}
