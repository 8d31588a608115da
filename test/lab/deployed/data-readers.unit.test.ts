/** Tables, buckets, workflows and pipes as their services say them: see compute-readers.unit.test.ts. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/fakes/answering-aws.ts';
import { type Case, describeReaders, read, set } from './describe-readers.ts';

const TAGS = [{ Key: 'a', Value: 'b' }];
const ACCESS = { BlockPublicAcls: true };

const CASES: readonly Case[] = [
  {
    type: 'AWS::DynamoDB::GlobalTable',
    physicalId: 't',
    template: { Replicas: [{ Region: 'r', GlobalSecondaryIndexes: [{ IndexName: 'i' }, { IndexName: 'gone' }] }] },
    answers: {
      'dynamodb.describeTable': {
        Table: {
          ...{ TableArn: 'arn', LatestStreamArn: 's', TableId: 'id', AttributeDefinitions: [], KeySchema: [] },
          ...{ BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, DeletionProtectionEnabled: true },
          GlobalSecondaryIndexes: [
            {
              ...{ IndexName: 'i', KeySchema: [], Projection: {}, IndexStatus: 'ACTIVE' },
              OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 3 },
            },
            {
              ...{ IndexName: 'j', KeySchema: [], Projection: {} },
              OnDemandThroughput: { MaxReadRequestUnits: 2, MaxWriteRequestUnits: -1 },
            },
          ],
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
      GlobalSecondaryIndexes: [
        {
          ...{ IndexName: 'i', KeySchema: [], Projection: {} },
          WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 3 },
        },
        { IndexName: 'j', KeySchema: [], Projection: {} },
      ],
      Replicas: [
        {
          ...{ Region: 'r', Tags: TAGS },
          GlobalSecondaryIndexes: [
            { IndexName: 'i' },
            { IndexName: 'j', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 2 } },
          ],
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
          ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 },
        },
      ],
      ...{ SSESpecification: { SSEEnabled: true }, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 6 },
    },
    attributes: { Arn: 'arn', StreamArn: 's', TableId: 'id' },
    defaults: { DeletionProtectionEnabled: false, SSESpecification: { SSEEnabled: false } },
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
      's3.getBucketReplication': { ReplicationConfiguration: { Role: 'r', Rules: [{ ID: 'x', Status: 'Enabled' }] } },
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
      ReplicationConfiguration: { Role: 'r', Rules: [{ Id: 'x', Status: 'Enabled' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    },
    attributes: { Arn: 'arn:aws:s3:::b' },
    defaults: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
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
    defaults: {
      LoggingConfiguration: { Level: 'OFF', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: false },
    },
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
    defaults: { DesiredState: 'RUNNING' },
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

it('a table has no property for what DynamoDB has by itself: 35 days to go back, and no limit', async () => {
  const one = caseOf('AWS::DynamoDB::GlobalTable');
  const recovery = { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35 };
  const found = await read(one, {
    ...one.answers,
    'dynamodb.describeTable': {
      Table: { OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 } },
    },
    'dynamodb.describeContinuousBackups': {
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: recovery },
    },
  });
  expect(JSON.stringify(found?.properties)).not.toMatch(/RecoveryPeriodInDays|RequestUnits|-1/);
});

it('a replica in another region is there while the table says so, whichever the template names first', async () => {
  const one = caseOf('AWS::DynamoDB::GlobalTable');
  const template = { TableName: 't', Replicas: [{ Region: 'there', Tags: [] }, { Region: 'here' }] };
  const regionsWith = async (Replicas?: object[]) => {
    const described = { Table: { TableArn: 'arn:aws:dynamodb:here:1:table/t', Replicas } };
    const found = await read({ ...one, template }, { ...one.answers, 'dynamodb.describeTable': described });
    return ((found?.properties.Replicas ?? []) as { Region: string }[]).map(({ Region }) => Region);
  };
  expect(await regionsWith([{ RegionName: 'there' }])).toEqual(['here', 'there']);
  expect(await regionsWith([{ RegionName: 'there' }, { RegionName: 'mine' }])).toEqual(['here', 'there', 'mine']);
  expect(await regionsWith([{ RegionName: 'here' }, { RegionName: 'there' }])).toEqual(['here', 'there']);
  expect(await regionsWith()).toEqual(['here']);
});
