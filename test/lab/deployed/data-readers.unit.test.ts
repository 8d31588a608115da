/** Queues, topics, APIs, alarms, tables, buckets and workflows as their services say them: see compute-readers.unit.test.ts. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/fakes/answering-aws.ts';
import { type Case, describeReaders, read, set } from './describe-readers.ts';

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
const ACCESS = { BlockPublicAcls: true };

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
    gone: { 'sqs.getQueueAttributes': { Attributes: {} } },
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
    gone: { 'sns.getTopicAttributes': { Attributes: {} } },
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
    gone: { 'apigateway.getIntegration': refusal('NotFoundException') },
  },
  {
    type: 'AWS::ApiGatewayV2::Route',
    physicalId: 'api/r',
    template: { ApiId: 'api' },
    answers: {
      'apigateway.getRoute': ({ RouteId }: Record<string, string>) => ({
        ...{ AuthorizationType: 'JWT', AuthorizerId: 'au', RouteKey: 'GET /x', Target: RouteId },
      }),
    },
    properties: { ApiId: 'api', AuthorizationType: 'JWT', AuthorizerId: 'au', RouteKey: 'GET /x', Target: 'r' },
    gone: { 'apigateway.getRoute': refusal('NotFoundException') },
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
  {
    type: 'AWS::DynamoDB::GlobalTable',
    physicalId: 't',
    template: { Replicas: [{ Region: 'r', GlobalSecondaryIndexes: [{ IndexName: 'i' }, { IndexName: 'gone' }] }] },
    answers: {
      'dynamodb.describeTable': {
        Table: {
          ...{ TableArn: 'arn', LatestStreamArn: 's', TableId: 'id', AttributeDefinitions: [], KeySchema: [] },
          ...{ BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, DeletionProtectionEnabled: true },
          GlobalSecondaryIndexes: [{ IndexName: 'i', KeySchema: [], Projection: {}, IndexStatus: 'ACTIVE' }],
          ...{
            SSEDescription: { Status: 'ENABLED' },
            OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
          },
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        },
      },
      'dynamodb.describeTimeToLive': { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' } },
      'dynamodb.describeContinuousBackups': {
        ContinuousBackupsDescription: {
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 7 },
        },
      },
      'dynamodb.listTagsOfResource': { Tags: TAGS },
    },
    properties: {
      ...{ AttributeDefinitions: [], KeySchema: [], BillingMode: 'PAY_PER_REQUEST', DeletionProtectionEnabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'i', KeySchema: [], Projection: {} }],
      Replicas: [
        {
          ...{ Region: 'r', GlobalSecondaryIndexes: [{ IndexName: 'i' }], Tags: TAGS },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
          ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 },
        },
      ],
      ...{ SSESpecification: { SSEEnabled: true }, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 6 },
    },
    attributes: { Arn: 'arn', StreamArn: 's', TableId: 'id' },
    gone: { 'dynamodb.describeTable': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::S3::Bucket',
    physicalId: 'b',
    answers: {
      's3.headBucket': {},
      's3.getBucketEncryption': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ BucketKeyEnabled: true, ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      },
      's3.getBucketLifecycleConfiguration': {
        Rules: [
          {
            ...{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Expiration: { Days: 30 }, ID: 'x' },
            ...{ NoncurrentVersionExpiration: { NoncurrentDays: 2 }, Status: 'Enabled' },
          },
        ],
      },
      's3.getBucketOwnershipControls': { OwnershipControls: { Rules: [] } },
      's3.getPublicAccessBlock': { PublicAccessBlockConfiguration: ACCESS },
      's3.getBucketTagging': { TagSet: TAGS },
      's3.getBucketVersioning': { Status: 'Enabled', MFADelete: 'Disabled' },
      's3.getBucketNotificationConfiguration': { EventBridgeConfiguration: {} },
    },
    properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      LifecycleConfiguration: {
        Rules: [
          {
            ...{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, ExpirationInDays: 30 },
            ...{ NoncurrentVersionExpiration: { NoncurrentDays: 2 }, Status: 'Enabled' },
          },
        ],
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      ...{ OwnershipControls: { Rules: [] }, PublicAccessBlockConfiguration: ACCESS, Tags: TAGS },
      VersioningConfiguration: { Status: 'Enabled' },
    },
    attributes: { Arn: 'arn:aws:s3:::b' },
    gone: { 's3.headBucket': refusal('NotFound') },
  },
  {
    type: 'AWS::S3::BucketPolicy',
    template: { Bucket: 'b' },
    answers: { 's3.getBucketPolicy': { Policy: '{}' } },
    properties: { Bucket: 'b', PolicyDocument: '{}' },
    gone: { 's3.getBucketPolicy': refusal('NoSuchBucketPolicy') },
  },
  {
    type: 'AWS::StepFunctions::StateMachine',
    physicalId: 'arn',
    answers: {
      'sfn.describeStateMachine': {
        ...{ definition: '{}', loggingConfiguration: { level: 'ALL' }, roleArn: 'r', type: 'STANDARD', name: 'n' },
        ...{ tracingConfiguration: { enabled: true }, status: 'ACTIVE' },
      },
      'sfn.listTagsForResource': { tags: [{ key: 'a', value: 'b' }] },
    },
    properties: {
      ...{ DefinitionString: '{}', LoggingConfiguration: { Level: 'ALL' }, RoleArn: 'r', StateMachineType: 'STANDARD' },
      ...{ TracingConfiguration: { Enabled: true }, Tags: TAGS },
    },
    attributes: { Arn: 'arn', Name: 'n' },
    gone: { 'sfn.describeStateMachine': { status: 'DELETING' } },
  },
  {
    type: 'AWS::Pipes::Pipe',
    physicalId: 'p',
    answers: {
      'pipes.describePipe': {
        ...{ Description: 'd', DesiredState: 'RUNNING', RoleArn: 'r', Source: 's', SourceParameters: { a: 1 } },
        ...{ Tags: { a: 'b' }, Target: 't', TargetParameters: { b: 1 }, Arn: 'arn' },
      },
    },
    properties: {
      ...{ Description: 'd', DesiredState: 'RUNNING', RoleArn: 'r', Source: 's', SourceParameters: { a: 1 } },
      ...{ Tags: { a: 'b' }, Target: 't', TargetParameters: { b: 1 } },
    },
    attributes: { Arn: 'arn' },
    gone: { 'pipes.describePipe': { DesiredState: 'DELETED' } },
  },
];
const caseOf = (type: string) => CASES.find((one) => one.type === type) as Case;

describeReaders(CASES);

describe('what was never set', () => {
  it('of a bucket is no property of it, by whatever name S3 refuses', async () => {
    const one = caseOf('AWS::S3::Bucket');
    const unset = Object.fromEntries(Object.keys(one.answers).map((call) => [call, refusal('NoSuchTagSet')]));
    unset['s3.getBucketEncryption'] = refusal('ServerSideEncryptionConfigurationNotFoundError');
    const found = await read(one, { ...unset, 's3.headBucket': {}, 's3.getBucketVersioning': {} });
    expect(set(found?.properties)).toEqual({ BucketEncryption: {} });
  });

  it('of a table is off, and is said to be off where the template speaks of it', async () => {
    const one = caseOf('AWS::DynamoDB::GlobalTable');
    const plain = { 'dynamodb.describeTable': { Table: {} }, 'dynamodb.describeTimeToLive': {} };
    const answers = { ...one.answers, ...plain, 'dynamodb.describeContinuousBackups': {} };
    const found = await read(one, answers);
    expect(set(found?.properties)).toEqual({
      ...{ BillingMode: 'PROVISIONED', SSESpecification: { SSEEnabled: false } },
      Replicas: [{ Region: 'r', GlobalSecondaryIndexes: [], Tags: TAGS }],
    });
    expect(found?.defaults).toEqual({ DeletionProtectionEnabled: false, SSESpecification: { SSEEnabled: false } });
    const asked = { Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }] };
    const off = await read({ ...one, template: asked }, answers);
    expect(off?.properties.Replicas).toMatchObject([
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } },
    ]);
  });
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
