/** Messages that lie in the dead-letter queues of a stack: a later drill's checks and evidence would count them as its own. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { deployedStack } from './template.ts';

export interface Parked {
  /** Name of the queue. */
  readonly queue: string;
  readonly queueUrl: string;
  /** As SQS counts them: approximately, those included that somebody is just looking at. */
  readonly messages: number;
}

/** The dead-letter queues of a stack in which something lies. */
export async function parkedIn(stackName: string, aws: AwsClients): Promise<Parked[]> {
  const { resources } = await deployedStack(aws, stackName);
  const named = new Set(resources.flatMap(({ properties }) => deadLetterArns(properties)));
  const queues = resources.filter(({ type, arn }) => type === 'AWS::SQS::Queue' && named.has(arn));
  const counted = await Promise.all(
    queues.map(async ({ physicalId: queueUrl }) => {
      const { Attributes = {} } =
        (await orMissing(
          aws.sqs.getQueueAttributes({
            QueueUrl: queueUrl,
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        )) ?? {};
      const messages = Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
      return { queue: queueUrl.split('/').at(-1) as string, queueUrl, messages };
    }),
  );
  return counted.filter(({ messages }) => messages > 0);
}

/** Purges them, and says which: SQS takes one purge of a queue a minute, and a queue that was just purged is left. */
export async function purged(aws: AwsClients, parked: readonly Parked[]): Promise<Parked[]> {
  const tried = await Promise.all(
    parked.map(async (queue) => {
      const refused = await aws.sqs.purgeQueue({ QueueUrl: queue.queueUrl }).catch((error: Error) => error);
      return refused instanceof Error ? undefined : queue;
    }),
  );
  return tried.filter((queue) => queue !== undefined);
}

/** The ARNs of all queues that anything in these properties hands to what it gives up. */
function deadLetterArns(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'deadLetterTargetArn') return [String(inner)];
    if (name === 'DeadLetterConfig') return Object.values(inner as object).map(String);
    return deadLetterArns(inner);
  });
}
