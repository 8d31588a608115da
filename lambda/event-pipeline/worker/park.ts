/** Parking: a message that can never succeed goes to the dead-letter queue at once, with the reason as attribute. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { ActivityError } from '../activity/activity.ts';
import { PARKED } from '../env.ts';
import { cleanAttribute, cleanBody, cutToBytes, MAX_MESSAGE_BYTES } from './sqs-text.ts';

/** Of what is wrong, so many characters are kept. */
const LONGEST_PROBLEM = 256;
/** More than the attributes weigh with their names and types: 256 and 128 characters of four bytes, and the rest. */
const ATTRIBUTE_BYTES = 2_048;

/**
 * Puts the record's body on the dead-letter queue, as it came but for characters that SQS refuses; one that leaves no
 * room for its attributes is cut, which only a body far past `MAX_EVENT_BYTES` can be. Until its own message is deleted
 * a crash can park it twice, never lose it.
 *
 * Exam: left to SQS, poison is retried `maxReceiveCount` times and arrives without a word on why. A retry is for
 * what may heal; a dead-letter queue is for what will not.
 */
export async function park(
  sqs: SQSClient,
  queueUrl: string,
  record: SQSRecord,
  error: ActivityError,
  signal?: AbortSignal,
): Promise<void> {
  const text = (value: string, longest: number) => ({
    DataType: 'String',
    StringValue: cleanAttribute(value, longest),
  });
  const group = record.attributes.MessageGroupId;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: cutToBytes(cleanBody(record.body), MAX_MESSAGE_BYTES - ATTRIBUTE_BYTES) || '-',
      MessageAttributes: {
        [PARKED.reason]: text(error.reason, 64),
        [PARKED.problem]: text(error.message, LONGEST_PROBLEM),
        ...(group && { [PARKED.group]: text(group, 128) }),
      },
      // Parked messages have no order, so each gets its own group: in one group, anyone who looks at the first would
      // hide the others.
      ...(group && { MessageGroupId: record.messageId, MessageDeduplicationId: record.messageId }),
    }),
    { abortSignal: signal },
  );
}
