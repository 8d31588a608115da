/** Whether what the tagging index still lists is there: the index lags behind, each service knows of its own. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

/** How a service says whether it has what an ARN names; the tagging index lists what is deleted for a while. */
const ASK: Readonly<Record<string, (aws: AwsClients, name: string, arn: string) => Promise<unknown>>> = {
  dynamodb: (aws, name) => aws.dynamodb.describeTable({ TableName: name }),
  lambda: (aws, name) => aws.lambda.getFunction({ FunctionName: name }),
  s3: (aws, name) => aws.s3.headBucket({ Bucket: name }),
  sns: (aws, _name, arn) => aws.sns.getTopicAttributes({ TopicArn: arn }),
  sqs: (aws, name) => aws.sqs.getQueueUrl({ QueueName: name }),
  states: (aws, _name, arn) => aws.sfn.describeStateMachine({ stateMachineArn: arn }),
};

/**
 * Whether its own service says that there is no such resource, or, of a key, that it is on its way out: KMS deletes none
 * at once, and one that waits can do nothing and costs nothing
 * (https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html).
 */
export async function isGone(arn: string, aws: AwsClients): Promise<boolean> {
  const service = arn.split(':')[2] ?? '';
  if (service === 'kms') {
    const key = await orMissing(aws.kms.describeKey({ KeyId: arn }));
    return key === undefined || key.KeyMetadata?.KeyState === 'PendingDeletion';
  }
  const ask = ASK[service];
  const name = arn.split(/[:/]/).at(-1) ?? '';
  return ask !== undefined && (await orMissing(ask(aws, name, arn))) === undefined;
}
