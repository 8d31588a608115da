/** Whether a resource is still there: each service is asked in its own words, and nobody who may not look says "gone". */
import { describe, expect, it } from 'vitest';
import { callOf } from '../../../lib/lab/aws/aws-call.ts';
import { CLOUD_CONTROL_KINDS } from '../../../lib/lab/stacks/left/cloud-control.ts';
import { presenceOf } from '../../../lib/lab/stacks/left/presence.ts';
import { kindOf, propertiesOf, RESOURCE_KINDS } from '../../../lib/lab/stacks/left/resource-kinds.ts';
import { resourceOfArn } from '../../../lib/lab/stacks/left/resource-of-arn.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:F';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:t';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:w';
const REPORTS = 'arn:aws:codebuild:eu-west-1:111122223333:report-group/r';
const ELB = 'elasticloadbalancing';
const BALANCER = `arn:aws:${ELB}:eu-west-1:111122223333:loadbalancer/app/b/1`;
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf';
const CONTAINERS = 'arn:aws:ecs:eu-west-1:111122223333';
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111122223333/q';
const api = { ApiId: 'a' };
const ON_AWS = { name: 'aws' } as const;
const HERE = { name: 'emulator' } as const;

/** Type, what `Ref` answers, properties; the call with its input, an answer that has it, and one that does not. */
const KINDS: readonly (readonly [string, string, object, string, object, object, Error | object])[] = [
  ['ApiGatewayV2::Api', 'a', {}, 'apigateway.getApi', api, {}, refusal('NotFoundException')],
  [
    'ApiGatewayV2::Authorizer',
    'au',
    api,
    'apigateway.getAuthorizer',
    { ...api, AuthorizerId: 'au' },
    {},
    refusal('NotFoundException'),
  ],
  [
    'ApiGatewayV2::Integration',
    'i',
    api,
    'apigateway.getIntegration',
    { ...api, IntegrationId: 'i' },
    {},
    refusal('NotFoundException'),
  ],
  ['ApiGatewayV2::Route', 'r', api, 'apigateway.getRoute', { ...api, RouteId: 'r' }, {}, refusal('NotFoundException')],
  [
    'ApiGatewayV2::Stage',
    '$default',
    api,
    'apigateway.getStage',
    { ...api, StageName: '$default' },
    {},
    refusal('NotFoundException'),
  ],
  [
    'CloudWatch::Alarm',
    'A',
    {},
    'cloudwatch.describeAlarms',
    { AlarmNames: ['A'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    { MetricAlarms: [{}] },
    { MetricAlarms: [], CompositeAlarms: [] },
  ],
  [
    'CloudWatch::CompositeAlarm',
    'A',
    {},
    'cloudwatch.describeAlarms',
    { AlarmNames: ['A'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    { MetricAlarms: [], CompositeAlarms: [{}] },
    { MetricAlarms: [], CompositeAlarms: [] },
  ],
  [
    'CloudWatch::Dashboard',
    'D',
    {},
    'cloudwatch.getDashboard',
    { DashboardName: 'D' },
    {},
    refusal('DashboardNotFoundError'),
  ],
  [
    'CodeBuild::Project',
    'p',
    {},
    'codebuild.batchGetProjects',
    { names: ['p'] },
    { projects: [{}] },
    { projects: [], projectsNotFound: ['p'] },
  ],
  [
    'CodeBuild::ReportGroup',
    REPORTS,
    {},
    'codebuild.batchGetReportGroups',
    { reportGroupArns: [REPORTS] },
    { reportGroups: [{}] },
    { reportGroups: [], reportGroupsNotFound: [REPORTS] },
  ],
  [
    'CodeDeploy::Application',
    'app',
    {},
    'codedeploy.getApplication',
    { applicationName: 'app' },
    {},
    refusal('ApplicationDoesNotExistException'),
  ],
  [
    'CodeDeploy::DeploymentGroup',
    'g',
    { ApplicationName: 'app' },
    'codedeploy.getDeploymentGroup',
    { applicationName: 'app', deploymentGroupName: 'g' },
    {},
    refusal('DeploymentGroupDoesNotExistException'),
  ],
  [
    'CodePipeline::Pipeline',
    'p',
    {},
    'codepipeline.getPipeline',
    { name: 'p' },
    {},
    refusal('PipelineNotFoundException'),
  ],
  [
    'Cognito::UserPool',
    'r_1',
    {},
    'cognito.describeUserPool',
    { UserPoolId: 'r_1' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'Cognito::UserPoolClient',
    'c',
    { UserPoolId: 'r_1' },
    'cognito.describeUserPoolClient',
    { UserPoolId: 'r_1', ClientId: 'c' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'DynamoDB::GlobalTable',
    'T',
    {},
    'dynamodb.describeTable',
    { TableName: 'T' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  ['DynamoDB::Table', 'T', {}, 'dynamodb.describeTable', { TableName: 'T' }, {}, refusal('ResourceNotFoundException')],
  [
    'ECS::Cluster',
    `${CONTAINERS}:cluster/c`,
    {},
    'ecs.describeClusters',
    { clusters: [`${CONTAINERS}:cluster/c`] },
    { clusters: [{ status: 'ACTIVE' }] },
    { clusters: [{ status: 'INACTIVE' }] },
  ],
  [
    'ECS::Service',
    `${CONTAINERS}:service/c/s`,
    {},
    'ecs.describeServices',
    { cluster: 'c', services: [`${CONTAINERS}:service/c/s`] },
    { services: [{ status: 'DRAINING' }] },
    refusal('ClusterNotFoundException'),
  ],
  [
    'ECS::TaskDefinition',
    `${CONTAINERS}:task-definition/t:1`,
    {},
    'ecs.describeTaskDefinition',
    { taskDefinition: `${CONTAINERS}:task-definition/t:1` },
    { taskDefinition: { status: 'ACTIVE' } },
    { taskDefinition: { status: 'INACTIVE' } },
  ],
  [
    'Events::Archive',
    'x',
    {},
    'eventbridge.describeArchive',
    { ArchiveName: 'x' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'Events::EventBus',
    'b',
    {},
    'eventbridge.describeEventBus',
    { Name: 'b' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'Events::Rule',
    'b|r',
    { EventBusName: 'b' },
    'eventbridge.describeRule',
    { Name: 'r', EventBusName: 'b' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'IAM::Policy',
    'Stack-Policy-1',
    { Roles: ['R'], PolicyName: 'P' },
    'iam.getRolePolicy',
    { RoleName: 'R', PolicyName: 'P' },
    {},
    refusal('NoSuchEntityException'),
  ],
  ['IAM::Role', 'R', {}, 'iam.getRole', { RoleName: 'R' }, {}, refusal('NoSuchEntityException')],
  [
    'KMS::Key',
    'k',
    {},
    'kms.describeKey',
    { KeyId: 'k' },
    { KeyMetadata: { KeyState: 'Enabled' } },
    refusal('NotFoundException'),
  ],
  [
    'Lambda::Alias',
    `${FUNCTION}:live`,
    {},
    'lambda.getFunction',
    { FunctionName: `${FUNCTION}:live` },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'Lambda::EventSourceMapping',
    'u',
    {},
    'lambda.getEventSourceMapping',
    { UUID: 'u' },
    {},
    refusal('ResourceNotFoundException'),
  ],
  ['Lambda::Function', 'F', {}, 'lambda.getFunction', { FunctionName: 'F' }, {}, refusal('ResourceNotFoundException')],
  [
    'Lambda::Permission',
    'sid',
    { FunctionName: FUNCTION },
    'lambda.getPolicy',
    { FunctionName: FUNCTION },
    { Policy: '{"Statement":[{"Sid":"sid"}]}' },
    { Policy: '{"Statement":[{"Sid":"sid2"}]}' },
  ],
  [
    'Lambda::Version',
    `${FUNCTION}:3`,
    {},
    'lambda.getFunction',
    { FunctionName: `${FUNCTION}:3` },
    {},
    refusal('ResourceNotFoundException'),
  ],
  [
    'Logs::LogGroup',
    '/g',
    {},
    'logs.describeLogGroups',
    { logGroupNamePrefix: '/g' },
    { logGroups: [{ logGroupName: '/g' }] },
    { logGroups: [{ logGroupName: '/g2' }] },
  ],
  ['Pipes::Pipe', 'p', {}, 'pipes.describePipe', { Name: 'p' }, {}, refusal('NotFoundException')],
  [
    'RDS::GlobalCluster',
    'g',
    {},
    'rds.describeGlobalClusters',
    { GlobalClusterIdentifier: 'g' },
    {},
    refusal('GlobalClusterNotFoundFault'),
  ],
  ['Route53::HealthCheck', 'h', {}, 'route53.getHealthCheck', { HealthCheckId: 'h' }, {}, refusal('NoSuchHealthCheck')],
  ['S3::Bucket', 'b', {}, 's3.headBucket', { Bucket: 'b' }, {}, refusal('NotFound')],
  ['S3::BucketPolicy', 'b', {}, 's3.getBucketPolicy', { Bucket: 'b' }, {}, refusal('NoSuchBucketPolicy')],
  ['SNS::Topic', TOPIC, {}, 'sns.getTopicAttributes', { TopicArn: TOPIC }, {}, refusal('NotFoundException')],
  [
    'SNS::TopicPolicy',
    'Stack-Policy-2',
    { Topics: [TOPIC] },
    'sns.getTopicAttributes',
    { TopicArn: TOPIC },
    {},
    refusal('NotFoundException'),
  ],
  ['SQS::Queue', QUEUE, {}, 'sqs.getQueueUrl', { QueueName: 'q' }, {}, refusal('QueueDoesNotExist')],
  [
    'SQS::QueuePolicy',
    'Stack-Policy-3',
    { Queues: [QUEUE] },
    'sqs.getQueueAttributes',
    { QueueUrl: QUEUE, AttributeNames: ['Policy'] },
    { Attributes: { Policy: '{}' } },
    {},
  ],
  [
    'StepFunctions::StateMachine',
    MACHINE,
    {},
    'sfn.describeStateMachine',
    { stateMachineArn: MACHINE },
    {},
    refusal('StateMachineDoesNotExist'),
  ],
];

/** What Cloud Control is asked for: one call for all of them. */
const BY_CLOUD_CONTROL = Object.keys(CLOUD_CONTROL_KINDS).map(
  (TypeName) =>
    [
      TypeName.replace('AWS::', ''),
      'a|b',
      {},
      'cloudcontrol.getResource',
      { TypeName, Identifier: 'a|b' },
      { ResourceDescription: { Identifier: 'a|b' } },
      refusal('ResourceNotFoundException'),
    ] as const,
);

describe.each([...BY_CLOUD_CONTROL, ...KINDS])('AWS::%s', (name, id, properties, call, input, has, hasNot) => {
  const resource = { type: `AWS::${name}`, id, properties: properties as Record<string, unknown> };
  const ask = async (answer: unknown) => {
    const { aws, calls } = answeringAws({ [call]: answer });
    return { presence: await presenceOf(resource, ON_AWS, aws), calls };
  };

  it('is there as long as its service has it, which is asked for it and for no other', async () => {
    expect(await ask(has)).toEqual({ presence: 'there', calls: [[call, input]] });
  });

  it('is gone when its service does not have it', async () => {
    expect((await ask(hasNot)).presence).toBe('gone');
  });

  it('is not taken for gone by who may not look, and anything else is an error', async () => {
    expect((await ask(refusal('AccessDeniedException'))).presence).toBe('not-known');
    await expect(ask(refusal('ThrottlingException'))).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('is removed by a command that its SDK knows', () => {
    const [service = '', operation = '', ...words] = kindOf(resource, ON_AWS)?.remove(id, propertiesOf(resource)) ?? [];
    expect(() => callOf(service, operation, words)).not.toThrow();
    expect(words.join(' ')).toMatch(/[^\s]/);
  });
});

it('all kinds are tried here', () => {
  const tried = [...BY_CLOUD_CONTROL, ...KINDS];
  expect(tried.map(([name]) => `AWS::${name}`)).toEqual(Object.keys(RESOURCE_KINDS));
});

it.each([
  ['Disabled', 'there'],
  ['PendingImport', 'there'],
  ['PendingDeletion', 'gone'],
])('a key that is %s counts as %s', async (KeyState, presence) => {
  const { aws } = answeringAws({ 'kms.describeKey': { KeyMetadata: { KeyState } } });
  expect(await presenceOf({ type: 'AWS::KMS::Key', id: 'k' }, ON_AWS, aws)).toBe(presence);
});

it('the emulator is not asked by an API that knows nothing of what CloudFormation has made', async () => {
  const resource = { type: 'AWS::RDS::DBCluster', id: 'c' };
  const { aws, calls } = answeringAws({});
  expect([await presenceOf(resource, HERE, aws), kindOf(resource, HERE), calls]).toEqual(['not-known', undefined, []]);
});

it.each([
  ['a type that no template of ours holds', 'AWS::EC2::Instance', 'not-known'],
  ['a route of an API that is not known', 'AWS::ApiGatewayV2::Route', 'not-known'],
  ['a custom resource, which keeps nothing', 'Custom::Trigger', 'gone'],
])('%s: %s is %s, and nobody is asked', async (_, type, presence) => {
  const { aws, calls } = answeringAws({});
  expect([await presenceOf({ type, id: 'x' }, ON_AWS, aws), calls]).toEqual([presence, []]);
});

describe('an ARN', () => {
  const on = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
  it.each([
    ['arn:aws:apigateway:eu-west-1::/apis/a', 'ApiGatewayV2::Api', 'a', undefined],
    ['arn:aws:apigateway:eu-west-1::/apis/a/stages/$default', 'ApiGatewayV2::Stage', '$default', { ApiId: 'a' }],
    ['arn:aws:cloudfront::111122223333:distribution/E1', 'CloudFront::Distribution', 'E1', undefined],
    ['arn:aws:cloudfront::111122223333:vpcorigin/vo_1', 'CloudFront::VpcOrigin', 'vo_1', undefined],
    [on('cloudwatch', 'alarm:Stack-A:1'), 'CloudWatch::Alarm', 'Stack-A:1', undefined],
    ['arn:aws:cloudwatch::111122223333:dashboard/D', 'CloudWatch::Dashboard', 'D', undefined],
    [on('codebuild', 'project/p'), 'CodeBuild::Project', 'p', undefined],
    [REPORTS, 'CodeBuild::ReportGroup', REPORTS, undefined],
    [on('codedeploy', 'deploymentgroup:app/g'), 'CodeDeploy::DeploymentGroup', 'g', { ApplicationName: 'app' }],
    [on('codedeploy', 'application:app'), 'CodeDeploy::Application', 'app', undefined],
    [on('codepipeline', 'p'), 'CodePipeline::Pipeline', 'p', undefined],
    [on('dynamodb', 'table/T'), 'DynamoDB::Table', 'T', undefined],
    [on('ec2', 'vpc/vpc-1'), 'EC2::VPC', 'vpc-1', undefined],
    [on('ec2', 'vpc-endpoint/vpce-1'), 'EC2::VPCEndpoint', 'vpce-1', undefined],
    [on('ec2', 'vpc-flow-log/fl-1'), 'EC2::FlowLog', 'fl-1', undefined],
    [on('ec2', 'subnet/subnet-1'), 'EC2::Subnet', 'subnet-1', undefined],
    [on('ec2', 'security-group/sg-1'), 'EC2::SecurityGroup', 'sg-1', undefined],
    [on('ec2', 'route-table/rtb-1'), 'EC2::RouteTable', 'rtb-1', undefined],
    [on('ec2', 'internet-gateway/igw-1'), 'EC2::InternetGateway', 'igw-1', undefined],
    [on('ecs', 'cluster/c'), 'ECS::Cluster', on('ecs', 'cluster/c'), undefined],
    [on('ecs', 'service/c/s'), 'ECS::Service', on('ecs', 'service/c/s'), undefined],
    [on('ecs', 'task-definition/t:1'), 'ECS::TaskDefinition', on('ecs', 'task-definition/t:1'), undefined],
    [on('elasticache', 'replicationgroup:r'), 'ElastiCache::ReplicationGroup', 'r', undefined],
    [on('elasticache', 'subnetgroup:s'), 'ElastiCache::SubnetGroup', 's', undefined],
    [BALANCER, 'ElasticLoadBalancingV2::LoadBalancer', BALANCER, undefined],
    [on(ELB, 'listener/app/b/1/2'), 'ElasticLoadBalancingV2::Listener', on(ELB, 'listener/app/b/1/2'), undefined],
    [on(ELB, 'targetgroup/g/1'), 'ElasticLoadBalancingV2::TargetGroup', on(ELB, 'targetgroup/g/1'), undefined],
    [on('events', 'rule/r'), 'Events::Rule', 'r', undefined],
    [on('events', 'rule/b/r'), 'Events::Rule', 'r', { EventBusName: 'b' }],
    [on('events', 'event-bus/b'), 'Events::EventBus', 'b', undefined],
    [on('events', 'archive/x'), 'Events::Archive', 'x', undefined],
    ['arn:aws:iam::111122223333:role/path/R', 'IAM::Role', 'R', undefined],
    [on('kms', 'key/k'), 'KMS::Key', on('kms', 'key/k'), undefined],
    [FUNCTION, 'Lambda::Function', FUNCTION, undefined],
    [on('lambda', 'event-source-mapping:u'), 'Lambda::EventSourceMapping', 'u', undefined],
    [on('logs', 'log-group:/aws/x:*'), 'Logs::LogGroup', '/aws/x', undefined],
    [on('pipes', 'pipe/p'), 'Pipes::Pipe', 'p', undefined],
    [on('rds', 'cluster:c'), 'RDS::DBCluster', 'c', undefined],
    [on('rds', 'cluster-pg:p'), 'RDS::DBClusterParameterGroup', 'p', undefined],
    [on('rds', 'db:i'), 'RDS::DBInstance', 'i', undefined],
    [on('rds', 'subgrp:s'), 'RDS::DBSubnetGroup', 's', undefined],
    ['arn:aws:s3:::b', 'S3::Bucket', 'b', undefined],
    [SECRET, 'SecretsManager::Secret', SECRET, undefined],
    [TOPIC, 'SNS::Topic', TOPIC, undefined],
    [on('sqs', 'q'), 'SQS::Queue', QUEUE, undefined],
    [MACHINE, 'StepFunctions::StateMachine', MACHINE, undefined],
    [on('wafv2', 'global/webacl/n/1'), 'WAFv2::WebACL', 'n|1|CLOUDFRONT', undefined],
    [on('wafv2', 'regional/webacl/n/1'), 'WAFv2::WebACL', 'n|1|REGIONAL', undefined],
  ])('%s is a %s', (arn, type, id, properties) => {
    expect(resourceOfArn(arn)).toEqual({ type: `AWS::${type}`, id, ...(properties && { properties }) });
  });

  it('of a service that no template of ours uses is nobody’s', () => {
    expect(resourceOfArn(on('ec2', 'instance/i-1'))).toBeUndefined();
    expect(resourceOfArn('nonsense')).toBeUndefined();
  });
});
