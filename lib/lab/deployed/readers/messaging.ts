/** Reads queues, topics and their policies back. */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

export const queue: Reader = async (aws, { physicalId }) => {
  const QueueUrl = physicalId;
  const found = await orMissing(aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] }));
  if (!found) return undefined;
  const { Tags } = await aws.sqs.listQueueTags({ QueueUrl });
  const attributes: Partial<Record<string, string>> = found.Attributes ?? {};
  // Defaults: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  return {
    properties: {
      ContentBasedDeduplication: attributes.ContentBasedDeduplication,
      DeduplicationScope: attributes.DeduplicationScope,
      DelaySeconds: attributes.DelaySeconds,
      FifoQueue: attributes.FifoQueue,
      FifoThroughputLimit: attributes.FifoThroughputLimit,
      KmsMasterKeyId: attributes.KmsMasterKeyId,
      MaximumMessageSize: attributes.MaximumMessageSize,
      MessageRetentionPeriod: attributes.MessageRetentionPeriod,
      ReceiveMessageWaitTimeSeconds: attributes.ReceiveMessageWaitTimeSeconds,
      RedriveAllowPolicy: attributes.RedriveAllowPolicy,
      RedrivePolicy: attributes.RedrivePolicy,
      SqsManagedSseEnabled: attributes.SqsManagedSseEnabled,
      Tags,
      VisibilityTimeout: attributes.VisibilityTimeout,
    },
    defaults: {
      ContentBasedDeduplication: false,
      DeduplicationScope: 'queue',
      DelaySeconds: 0,
      FifoQueue: false,
      FifoThroughputLimit: 'perQueue',
      MaximumMessageSize: 1_048_576,
      MessageRetentionPeriod: 345_600,
      ReceiveMessageWaitTimeSeconds: 0,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 30,
    },
    attributes: { Arn: attributes.QueueArn as string, QueueName: attributes.QueueArn?.split(':').at(-1) as string },
  };
};

export const queuePolicy: Reader = async (aws, { properties }) => {
  const Queues = properties.Queues as readonly string[];
  const found = await Promise.all(
    Queues.map((QueueUrl) => orMissing(aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] }))),
  );
  const documents = found.map((each) => each?.Attributes?.Policy);
  if (documents.every((document) => !document)) return undefined;
  return {
    properties: {
      PolicyDocument: documents.find((document) => document),
      Queues: Queues.filter((_, i) => documents[i] === documents.find((document) => document)),
    },
  };
};

export const topic: Reader = async (aws, { physicalId }) => {
  const TopicArn = physicalId;
  const found = await orMissing(aws.sns.getTopicAttributes({ TopicArn }));
  if (!found) return undefined;
  const { Tags } = await aws.sns.listTagsForResource({ ResourceArn: TopicArn });
  const name = TopicArn.split(':').at(-1) as string;
  return {
    properties: {
      DisplayName: found.Attributes?.DisplayName,
      KmsMasterKeyId: found.Attributes?.KmsMasterKeyId,
      Tags,
    },
    // The emulator shows the topic's name where none was given for people.
    defaults: { DisplayName: name },
    attributes: { TopicName: name, TopicArn },
  };
};

export const topicPolicy: Reader = async (aws, { properties }) => {
  const Topics = properties.Topics as readonly string[];
  const found = await Promise.all(Topics.map((TopicArn) => orMissing(aws.sns.getTopicAttributes({ TopicArn }))));
  const documents = found.map((each) => each?.Attributes?.Policy);
  if (documents.every((document) => !document)) return undefined;
  return {
    properties: {
      PolicyDocument: documents.find((document) => document),
      Topics: Topics.filter((_, i) => documents[i] === documents.find((document) => document)),
    },
  };
};
