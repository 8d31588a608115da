/** A policy that asks how a request came: over loopback by HTTP, it counts as TLS, and stays in the policy as on AWS. */
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const [QueueName, RoleName, PolicyName] = ['transport', 'transport', 'sends'];
const { QueueUrl } = await aws.sqs.createQueue({ QueueName });
const { Role } = await aws.iam.createRole({
  RoleName,
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }],
  }),
});
await aws.iam.putRolePolicy({
  ...{ RoleName, PolicyName },
  PolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:*:*:${QueueName}` }],
  }),
});
const { Credentials } = await aws.sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'transport' });
const asRole = new SQS({
  ...clientConfigOf(target),
  credentials: {
    accessKeyId: Credentials?.AccessKeyId as string,
    secretAccessKey: Credentials?.SecretAccessKey as string,
    sessionToken: Credentials?.SessionToken,
  },
});

afterAll(async () => {
  await aws.sqs.deleteQueue({ QueueUrl });
  await aws.iam.deleteRolePolicy({ RoleName, PolicyName });
  await aws.iam.deleteRole({ RoleName });
});

it.each([
  ['lets in what it refuses by plain HTTP alone', 'false', 'done'],
  ['keeps out what it refuses by TLS', 'true', 'AccessDenied'],
])("a queue's denial %s", async (_, secureTransport, wanted) => {
  const denial = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:SendMessage',
    Resource: `arn:aws:sqs:*:*:${QueueName}`,
  };
  const Statement = [{ ...denial, Condition: { Bool: { 'aws:SecureTransport': secureTransport } } }];
  await aws.sqs.setQueueAttributes({
    QueueUrl,
    Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) },
  });
  const sent = asRole.sendMessage({ QueueUrl, MessageBody: 'a' }).then(
    () => 'done',
    ({ name }: Error) => name,
  );
  expect(await sent).toBe(wanted);
});
