/** What calls of ECS are about, and on which cluster: held against a role's policy on the emulator as on AWS. */
import { ECS } from '@aws-sdk/client-ecs';
import { afterAll, expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const RoleName = 'container-policies';
const ARN = 'arn:aws:ecs:us-east-1:000000000000';
const cluster = 'container-policies';
const onCluster = { ArnEquals: { 'ecs:cluster': `${ARN}:cluster/${cluster}` } };
const MINE = `${ARN}:task-definition/mine:1`;

for (const clusterName of [cluster, 'another']) await aws.ecs.createCluster({ clusterName });
for (const family of ['mine', 'other']) {
  await aws.ecs.registerTaskDefinition({ family, containerDefinitions: [{ name: 'web', image: 'web', memory: 128 }] });
}
/** A role that tasks may be given. */
const roleOf = (name: string) => `arn:aws:iam::000000000000:role/${RoleName}-${name}`;
for (const name of ['mine', 'other']) {
  await aws.iam.createRole({
    RoleName: `${RoleName}-${name}`,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
  });
  await aws.ecs.registerTaskDefinition({
    family: `of-${name}`,
    taskRoleArn: roleOf(name),
    containerDefinitions: [{ name: 'web', image: 'web', memory: 128 }],
  });
}
const { Role } = await aws.iam.createRole({
  RoleName,
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }],
  }),
});
await aws.iam.putRolePolicy({
  RoleName,
  PolicyName: 'tasks',
  PolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'ecs:RunTask', Resource: MINE, Condition: onCluster },
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeTasks', 'ecs:StopTask'],
        Resource: `${ARN}:task/${cluster}/*`,
        Condition: onCluster,
      },
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeServices', 'ecs:UpdateService'],
        Resource: `${ARN}:service/${cluster}/web`,
      },
      { Effect: 'Allow', Action: 'ecs:RegisterTaskDefinition', Resource: '*' },
      { Effect: 'Allow', Action: 'ecs:RunTask', Resource: `${ARN}:task-definition/of-*:1` },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: roleOf('mine'),
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
    ],
  }),
});
const { Credentials } = await aws.sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'test' });
const ecs = new ECS({
  ...clientConfigOf(target),
  credentials: {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken,
  },
});

afterAll(async () => {
  await aws.iam.deleteRolePolicy({ RoleName, PolicyName: 'tasks' });
  for (const own of ['', '-mine', '-other']) await aws.iam.deleteRole({ RoleName: `${RoleName}${own}` });
  for (const family of ['mine', 'other', 'of-mine', 'of-other', 'registered'])
    await aws.ecs.deregisterTaskDefinition({ taskDefinition: `${family}:1` });
  for (const name of [cluster, 'another']) await aws.ecs.deleteCluster({ cluster: name });
});

const DEFINITION = { family: 'registered', containerDefinitions: [{ name: 'web', image: 'web', memory: 128 }] };

/** Whether the call was let through to ECS, whatever came of it there. */
const letThrough = (call: Promise<unknown>) =>
  call.then(
    () => true,
    ({ name }: Error) => name !== 'AccessDeniedException',
  );

it.each([
  ['RunTask of the definition on the cluster', () => ecs.runTask({ cluster, taskDefinition: MINE, count: 0 })],
  ['RunTask by its short name', () => ecs.runTask({ cluster, taskDefinition: 'mine:1', count: 0 })],
  ['DescribeTasks by id', () => ecs.describeTasks({ cluster, tasks: ['1'] })],
  ['DescribeTasks by ARN', () => ecs.describeTasks({ cluster, tasks: [`${ARN}:task/${cluster}/1`] })],
  ['StopTask', () => ecs.stopTask({ cluster, task: '1' })],
  ['DescribeServices', () => ecs.describeServices({ cluster, services: ['web'] })],
  ['RunTask with a role that may be passed on', () => ecs.runTask({ cluster, taskDefinition: 'of-mine:1', count: 0 })],
  [
    'RegisterTaskDefinition with that role',
    () => ecs.registerTaskDefinition({ ...DEFINITION, taskRoleArn: roleOf('mine') }),
  ],
  [
    'RegisterTaskDefinition with that role by its name',
    () => ecs.registerTaskDefinition({ ...DEFINITION, executionRoleArn: `${RoleName}-mine` }),
  ],
  ['UpdateService', () => ecs.updateService({ cluster, service: 'web' })],
])('%s is let through', async (_, call) => {
  expect(await letThrough(call())).toBe(true);
});

it.each([
  ['RunTask of another definition', () => ecs.runTask({ cluster, taskDefinition: 'other:1' })],
  ['RunTask of another revision', () => ecs.runTask({ cluster, taskDefinition: 'mine:2' })],
  ['RunTask on another cluster', () => ecs.runTask({ cluster: 'another', taskDefinition: MINE })],
  ['RunTask on the default cluster', () => ecs.runTask({ taskDefinition: MINE })],
  ['DescribeTasks of another cluster', () => ecs.describeTasks({ cluster: 'another', tasks: ['1'] })],
  ['DescribeServices of another service', () => ecs.describeServices({ cluster, services: ['other'] })],
  ['UpdateService of a namesake elsewhere', () => ecs.updateService({ cluster: 'another', service: 'web' })],
  ['RunTask with a role that may not be passed on', () => ecs.runTask({ cluster, taskDefinition: 'of-other:1' })],
  [
    'RunTask with such a role in place of its own',
    () => ecs.runTask({ cluster, taskDefinition: 'of-mine:1', overrides: { taskRoleArn: roleOf('other') } }),
  ],
  [
    'RegisterTaskDefinition with such a role',
    () => ecs.registerTaskDefinition({ ...DEFINITION, executionRoleArn: roleOf('other') }),
  ],
  ['a call that is not allowed at all', () => ecs.listTasks({ cluster })],
])('%s is refused', async (_, call) => {
  expect(await letThrough(call())).toBe(false);
});
