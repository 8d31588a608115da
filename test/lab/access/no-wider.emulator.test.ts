/** The rule that nobody may do more than deployed, on deployed projects: what a careless learner would type is seen. */
import { afterEach, expect, it } from 'vitest';
import { narrowerAccess } from '../../../lib/lab/access/no-narrower.ts';
import { widerAccess } from '../../../lib/lab/access/no-wider.ts';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { deployedStack } from '../../../lib/lab/deployed/template.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const RoleName = target.outputs.ServerlessApi?.ApiFunctionRoleName as string;
const QueueUrl = target.outputs.EventPipeline?.ActivityQueueUrl as string;
const PolicyName = 'by-hand';
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function grant(statement: Readonly<Record<string, unknown>>): Promise<void> {
  undo.push(() => aws.iam.deleteRolePolicy({ RoleName, PolicyName }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  await aws.iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
}

const wider = async (stack = 'ServerlessApi') => (await widerAccess(aws, stack)).map(({ action }) => action);

it.each(['ServerlessApi', 'EventPipeline'])('finds nothing in %s as it was deployed', async (stack) => {
  expect(await wider(stack)).toEqual([]);
});

it.each([
  ['an action on everything', { Action: 's3:*', Resource: '*' }],
  ['the right to give rights', { Action: ['iam:PutRolePolicy'], Resource: '*' }],
  ['all but one service', { NotAction: 'dynamodb:*', Resource: '*' }],
  ['everywhere but in one place', { Action: 'dynamodb:PutItem', NotResource: 'arn:aws:dynamodb:*:*:table/none' }],
  [
    'whatever index the table will have',
    { Action: 'dynamodb:Query', Resource: 'arn:aws:dynamodb:*:*:table/S*/index/*' },
  ],
  ['a table of another project', { Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:*:*:table/Event*' }],
])('sees a grant of %s', async (_what, statement) => {
  await grant(statement);
  expect(await wider()).not.toEqual([]);
});

it('sees an administrator', async () => {
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  undo.push(() => aws.iam.detachRolePolicy({ RoleName, PolicyArn }));
  await aws.iam.attachRolePolicy({ RoleName, PolicyArn });
  expect(await wider()).not.toEqual([]);
});

it('sees a queue that takes messages from anybody', async () => {
  const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy', 'QueueArn'] });
  undo.push(() => aws.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy: Attributes?.Policy ?? '' } }));
  const open = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: Attributes?.QueueArn };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [open] });
  await aws.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  expect(await wider('EventPipeline')).not.toEqual([]);
});

it('sees what was added to the policy of a topic', async () => {
  const TopicArn = target.outputs.EventPipeline?.MilestoneTopicArn as string;
  const { Attributes } = await aws.sns.getTopicAttributes({ TopicArn });
  const before = Attributes?.Policy ?? '';
  undo.push(() => aws.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue: before }));
  const policy = JSON.parse(before);
  policy.Statement.push({
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'SNS:PutDataProtectionPolicy',
    Resource: '*',
  });
  await aws.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue: JSON.stringify(policy) });
  expect(await wider('EventPipeline')).not.toEqual([]);
});

it('sees a role of another project, and a new user, that were let in', async () => {
  const Resource = `arn:aws:dynamodb:*:*:table/${target.outputs.ServerlessApi?.ContentTableName}`;
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource },
  });
  const stranger = { RoleName: target.outputs.EventPipeline?.ActivityWorkerRoleName as string, PolicyName };
  undo.push(() => aws.iam.deleteRolePolicy(stranger));
  await aws.iam.putRolePolicy({ ...stranger, PolicyDocument });
  expect(await wider()).toEqual(['dynamodb:getitem']);
  await undo.pop()?.();
  expect(await wider()).toEqual([]);

  const user = { UserName: 'by-hand' };
  undo.push(() => aws.iam.deleteUser(user));
  await aws.iam.createUser(user);
  undo.push(() => aws.iam.deleteUserPolicy({ ...user, PolicyName }));
  await aws.iam.putUserPolicy({ ...user, PolicyName, PolicyDocument });
  expect(await wider()).toEqual(['dynamodb:getitem']);
});

it('leaves to its own drill what was done in another project', async () => {
  const stranger = { RoleName: target.outputs.EventPipeline?.ActivityWorkerRoleName as string, PolicyName };
  undo.push(() => aws.iam.deleteRolePolicy(stranger));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  await aws.iam.putRolePolicy({ ...stranger, PolicyDocument });
  expect(await wider()).toEqual([]);
  expect(await wider('EventPipeline')).not.toEqual([]);
});

it.each(['ServerlessApi', 'EventPipeline', 'DeliveryPipeline'])('finds nobody in %s who may do less', async (stack) => {
  expect(await narrowerAccess(aws, await deployedStack(aws, stack))).toEqual([]);
});

it('sees a role that may not write its log any more, by a refusal as well as by a policy that is gone', async () => {
  await grant({ Effect: 'Deny', Action: 'logs:*', Resource: '*' });
  const stack = await deployedStack(aws, 'ServerlessApi');
  expect(await narrowerAccess(aws, stack)).toEqual([target.outputs.ServerlessApi?.ApiFunctionName]);
  await undo.pop()?.();

  const own = (await aws.iam.listRolePolicies({ RoleName })).PolicyNames?.[0] as string;
  const { PolicyDocument } = await aws.iam.getRolePolicy({ RoleName, PolicyName: own });
  const text = decodeURIComponent(PolicyDocument as string);
  undo.push(() => aws.iam.putRolePolicy({ RoleName, PolicyName: own, PolicyDocument: text }));
  await aws.iam.deleteRolePolicy({ RoleName, PolicyName: own });
  expect(await narrowerAccess(aws, stack)).toEqual([target.outputs.ServerlessApi?.ApiFunctionName]);
});

it('takes the same rights in other words, and fewer', async () => {
  const arn = `arn:aws:dynamodb:${target.region}:000000000000:table/${target.outputs.ServerlessApi?.ContentTableName}`;
  await grant({ Action: 'dynamodb:GetItem', Resource: arn });
  expect(await wider()).toEqual([]);
});
