/** What waits in the queues of a stack, and how much is in its tables: what AWS itself counts, now. */
import type { AwsClients } from '../aws/aws-clients.ts';
import type { PlacedStack } from '../stacks/places.ts';
import { shortId, stackResources } from '../stacks/stack-resources.ts';

export interface QueueDepth {
  readonly queue: string;
  /** Approximate, as SQS says itself. */
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The depth of every queue in a stack. */
export async function queueDepths(stack: Pick<PlacedStack, 'stackName'>, aws: AwsClients): Promise<QueueDepth[]> {
  const queues = (await resourcesOf(stack, aws)).filter(({ type }) => type === 'AWS::SQS::Queue');
  return Promise.all(
    queues.map(async ({ id, name }) => {
      const { Attributes = {} } = await aws.sqs.getQueueAttributes({
        QueueUrl: name,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      });
      return {
        queue: id,
        waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
        inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
        delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      };
    }),
  );
}

export interface TableSize {
  readonly table: string;
  /** On AWS counted about every six hours (DynamoDB API Reference, DescribeTable). */
  readonly items: number;
}

/** The items of every table in a stack. */
export async function tableSizes(stack: Pick<PlacedStack, 'stackName'>, aws: AwsClients): Promise<TableSize[]> {
  const tables = (await resourcesOf(stack, aws)).filter(({ type }) => /^AWS::DynamoDB::/.test(type));
  return Promise.all(
    tables.map(async ({ id, name }) => {
      const { Table } = await aws.dynamodb.describeTable({ TableName: name });
      return { table: id, items: Table?.ItemCount ?? 0 };
    }),
  );
}

async function resourcesOf({ stackName }: Pick<PlacedStack, 'stackName'>, aws: AwsClients) {
  return (await stackResources(stackName, aws)).map(({ type, logicalId, physicalId }) => ({
    type,
    id: shortId(logicalId),
    name: physicalId,
  }));
}
