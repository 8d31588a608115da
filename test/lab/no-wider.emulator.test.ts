/** The rule that nobody may do more than deployed, on deployed projects: what a careless learner would type is seen. */
import { afterEach, expect, it } from 'vitest';
import { widerAccess } from '../../lib/lab/access/no-wider.ts';
import { awsClients } from '../../lib/lab/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const RoleName = target.outputs.ServerlessApi?.ApiFunctionRoleName as string;
const QueueUrl = target.outputs.EventPipeline?.ActivityQueueUrl as string;
const PolicyName = 'by-hand';
const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
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

it('takes the same rights in other words, and fewer', async () => {
  const arn = `arn:aws:dynamodb:${target.region}:000000000000:table/${target.outputs.ServerlessApi?.ContentTableName}`;
  await grant({ Action: 'dynamodb:GetItem', Resource: arn });
  expect(await wider()).toEqual([]);
});
