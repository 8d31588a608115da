/** Queues, topics, APIs, alarms and logs as their services say them: see compute-readers.unit.test.ts. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/fakes/answering-aws.ts';
import { type Case, describeReaders, read } from './describe-readers.ts';

const TAGS = [{ Key: 'a', Value: 'b' }];
const QUEUE = {
  ...{ ContentBasedDeduplication: 'true', DeduplicationScope: 'messageGroup', DelaySeconds: '1', FifoQueue: 'true' },
  ...{ FifoThroughputLimit: 'perMessageGroupId', KmsMasterKeyId: 'k', MaximumMessageSize: '1024' },
  ...{
    MessageRetentionPeriod: '60',
    ReceiveMessageWaitTimeSeconds: '2',
    RedriveAllowPolicy: '{}',
    RedrivePolicy: '{}',
  },
  ...{ SqsManagedSseEnabled: 'false', VisibilityTimeout: '60' },
};
const ALARM = {
  ...{ ActionsEnabled: false, AlarmActions: ['t'], AlarmDescription: 'd', ComparisonOperator: 'c', Dimensions: [] },
  ...{ DatapointsToAlarm: 1, EvaluationPeriods: 2, InsufficientDataActions: [], MetricName: 'm', Namespace: 'n' },
  ...{ Metrics: [], OKActions: ['o'], Period: 60, Threshold: 1, TreatMissingData: 't', Unit: 'Count' },
};
const ACCESS_LOG = 'arn:aws:logs:eu-west-1:111122223333:log-group:l';

const CASES: readonly Case[] = [
  {
    type: 'AWS::SQS::Queue',
    physicalId: 'https://q',
    answers: {
      'sqs.getQueueAttributes': { Attributes: { ...QUEUE, QueueArn: 'arn:aws:sqs:r:a:work' } },
      'sqs.listQueueTags': { Tags: { a: 'b' } },
    },
    properties: { ...QUEUE, Tags: { a: 'b' } },
    attributes: { Arn: 'arn:aws:sqs:r:a:work', QueueName: 'work' },
    defaults: {
      ...{ ContentBasedDeduplication: false, DeduplicationScope: 'queue', DelaySeconds: 0, FifoQueue: false },
      ...{ FifoThroughputLimit: 'perQueue', MaximumMessageSize: 1_048_576, MessageRetentionPeriod: 345_600 },
      ...{ ReceiveMessageWaitTimeSeconds: 0, SqsManagedSseEnabled: true, VisibilityTimeout: 30 },
    },
    gone: { 'sqs.getQueueAttributes': refusal('QueueDoesNotExist') },
  },
  {
    type: 'AWS::SQS::QueuePolicy',
    template: { Queues: ['one', 'other', 'gone'] },
    answers: {
      'sqs.getQueueAttributes': ({ QueueUrl }: Record<string, string>) =>
        QueueUrl === 'gone' ? refusal('QueueDoesNotExist') : { Attributes: { Policy: `of ${QueueUrl}` } },
    },
    properties: { PolicyDocument: 'of one', Queues: ['one'] },
    // SQS leaves the list out where none of what was asked for is set.
    gone: { 'sqs.getQueueAttributes': {} },
  },
  {
    type: 'AWS::SNS::Topic',
    physicalId: 'arn:aws:sns:r:a:news',
    answers: {
      'sns.getTopicAttributes': { Attributes: { DisplayName: 'News', KmsMasterKeyId: 'k' } },
      'sns.listTagsForResource': { Tags: TAGS },
    },
    properties: { DisplayName: 'News', KmsMasterKeyId: 'k', Tags: TAGS },
    attributes: { TopicName: 'news', TopicArn: 'arn:aws:sns:r:a:news' },
    defaults: { DisplayName: 'news' },
    gone: { 'sns.getTopicAttributes': refusal('NotFoundException') },
  },
  {
    type: 'AWS::SNS::TopicPolicy',
    template: { Topics: ['one', 'other', 'gone'] },
    answers: {
      'sns.getTopicAttributes': ({ TopicArn }: Record<string, string>) =>
        TopicArn === 'gone' ? refusal('NotFoundException') : { Attributes: { Policy: `of ${TopicArn}` } },
    },
    properties: { PolicyDocument: 'of one', Topics: ['one'] },
    gone: { 'sns.getTopicAttributes': {} },
  },
  {
    type: 'AWS::ApiGatewayV2::Api',
    physicalId: 'api',
    answers: {
      'apigateway.getApi': {
        ...{ CorsConfiguration: { MaxAge: 1 }, Description: 'd', DisableExecuteApiEndpoint: true, Name: 'n' },
        ...{ ProtocolType: 'HTTP', Tags: { a: 'b' }, ApiEndpoint: 'https://e' },
      },
    },
    properties: {
      ...{ CorsConfiguration: { MaxAge: 1 }, Description: 'd', DisableExecuteApiEndpoint: true, Name: 'n' },
      ...{ ProtocolType: 'HTTP', Tags: { a: 'b' } },
    },
    attributes: { ApiEndpoint: 'https://e', ApiId: 'api' },
    defaults: { DisableExecuteApiEndpoint: false },
    gone: { 'apigateway.getApi': refusal('NotFoundException') },
  },
  {
    type: 'AWS::ApiGatewayV2::Integration',
    physicalId: 'i',
    template: { ApiId: 'api' },
    answers: {
      'apigateway.getIntegration': ({ ApiId, IntegrationId }: Record<string, string>) => ({
        ...{ IntegrationType: 'AWS_PROXY', IntegrationUri: `${ApiId}/${IntegrationId}`, PayloadFormatVersion: '2.0' },
        TimeoutInMillis: 5_000,
      }),
    },
    properties: {
      ...{ ApiId: 'api', IntegrationType: 'AWS_PROXY', IntegrationUri: 'api/i', PayloadFormatVersion: '2.0' },
      TimeoutInMillis: 5_000,
    },
    defaults: { TimeoutInMillis: 30_000 },
    gone: { 'apigateway.getIntegration': refusal('NotFoundException') },
  },
  {
    type: 'AWS::ApiGatewayV2::Route',
    physicalId: 'api/r',
    template: { ApiId: 'api' },
    answers: {
      'apigateway.getRoute': ({ RouteId }: Record<string, string>) => ({
        ...{ AuthorizationType: 'JWT', AuthorizerId: 'au', RouteKey: 'GET /x', Target: RouteId },
        AuthorizationScopes: ['a scope'],
      }),
    },
    properties: {
      ...{ ApiId: 'api', AuthorizationType: 'JWT', AuthorizerId: 'au', RouteKey: 'GET /x', Target: 'r' },
      AuthorizationScopes: ['a scope'],
    },
    gone: { 'apigateway.getRoute': refusal('NotFoundException') },
  },
  {
    type: 'AWS::ApiGatewayV2::Authorizer',
    physicalId: 'au',
    template: { ApiId: 'api' },
    answers: {
      'apigateway.getAuthorizer': ({ ApiId, AuthorizerId }: Record<string, string>) => ({
        ...{
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          Name: `${ApiId}/${AuthorizerId}`,
        },
        JwtConfiguration: { Audience: ['c'], Issuer: 'https://i' },
      }),
    },
    properties: {
      ...{ ApiId: 'api', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'], Name: 'api/au' },
      JwtConfiguration: { Audience: ['c'], Issuer: 'https://i' },
    },
    gone: { 'apigateway.getAuthorizer': refusal('NotFoundException') },
  },
  {
    type: 'AWS::ApiGatewayV2::Stage',
    physicalId: '$default',
    template: { ApiId: 'api', AccessLogSettings: { DestinationArn: ACCESS_LOG } },
    answers: {
      'apigateway.getStage': ({ StageName }: Record<string, string>) => ({
        AccessLogSettings: { DestinationArn: `${ACCESS_LOG}:*`, Format: 'f' },
        ...{ AutoDeploy: true, RouteSettings: { r: {} }, StageName, Tags: { a: 'b' } },
        DefaultRouteSettings: { ThrottlingRateLimit: 10, DetailedMetricsEnabled: false },
      }),
    },
    properties: {
      AccessLogSettings: { DestinationArn: ACCESS_LOG, Format: 'f' },
      ...{ ApiId: 'api', AutoDeploy: true, RouteSettings: { r: {} }, StageName: '$default', Tags: { a: 'b' } },
      DefaultRouteSettings: { ThrottlingRateLimit: 10 },
    },
    gone: { 'apigateway.getStage': refusal('NotFoundException') },
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    physicalId: 'al',
    answers: {
      'cloudwatch.describeAlarms': { MetricAlarms: [{ ...ALARM, AlarmArn: 'arn', Statistic: 'Sum' }] },
      'cloudwatch.listTagsForResource': { Tags: TAGS },
    },
    properties: { ...ALARM, Statistic: 'Sum', Tags: TAGS },
    attributes: { Arn: 'arn' },
    defaults: { ActionsEnabled: true },
    gone: { 'cloudwatch.describeAlarms': { MetricAlarms: [] } },
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    physicalId: 'd',
    answers: {
      'cloudwatch.getDashboard': { DashboardBody: '{}', DashboardArn: 'arn' },
      'cloudwatch.listTagsForResource': { Tags: TAGS },
    },
    properties: { DashboardBody: '{}', Tags: TAGS },
    gone: { 'cloudwatch.getDashboard': refusal('ResourceNotFound') },
  },
  {
    type: 'AWS::Logs::LogGroup',
    physicalId: '/l',
    template: { LogGroupName: '/l' },
    answers: {
      'logs.describeLogGroups': {
        logGroups: [
          { logGroupName: '/l/longer' },
          { logGroupName: '/l', kmsKeyId: 'k', retentionInDays: 7, arn: `${ACCESS_LOG}:*` },
        ],
      },
      'logs.listTagsForResource': ({ resourceArn }: Record<string, string>) => ({ tags: { a: resourceArn } }),
    },
    properties: { KmsKeyId: 'k', LogGroupName: '/l', RetentionInDays: 7, Tags: { a: ACCESS_LOG } },
    attributes: { Arn: `${ACCESS_LOG}:*` },
    gone: { 'logs.describeLogGroups': { logGroups: [{ logGroupName: '/l/longer' }] } },
  },
];
const caseOf = (type: string) => CASES.find((one) => one.type === type) as Case;

describeReaders(CASES);

it('a route has an id of its own on AWS, and one behind its API’s in the emulator', async () => {
  const one = caseOf('AWS::ApiGatewayV2::Route');
  for (const physicalId of ['r', 'api/r'])
    expect((await read({ ...one, physicalId }, one.answers))?.properties.Target).toBe('r');
});

describe('an alarm on a percentile', () => {
  it('has no statistic besides', async () => {
    const one = caseOf('AWS::CloudWatch::Alarm');
    const found = await read(one, {
      ...one.answers,
      'cloudwatch.describeAlarms': { MetricAlarms: [{ Statistic: 'Average', ExtendedStatistic: 'p99' }] },
    });
    expect(found?.properties).toMatchObject({ ExtendedStatistic: 'p99', Statistic: undefined });
  });
});
