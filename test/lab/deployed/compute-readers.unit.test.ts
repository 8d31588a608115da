/**
 * Each resource as its service says it, in the words of a template. The answers are in the shapes of the API references;
 * that the emulator's are the same, and that every property of our stacks is read, `every-property.emulator.test.ts` sees.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lambdaFunction } from '../../../lib/lab/deployed/readers/lambda.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';
import { type Case, describeReaders, read, set } from './describe-readers.ts';

const CODE = new TextEncoder().encode('code');
const SHA256 = createHash('sha256').update(CODE).digest('base64');
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const ROLE = 'arn:aws:iam::111122223333:role/r';
const DOCUMENT = { Statement: [{ Effect: 'Allow' }] };
const encoded = encodeURIComponent(JSON.stringify(DOCUMENT));
const TAGS = [{ Key: 'a', Value: 'b' }];

const fullFunction = {
  Architectures: ['arm64'],
  DeadLetterConfig: { TargetArn: 'q' },
  Description: 'd',
  EphemeralStorage: { Size: 1024 },
  Handler: 'index.handler',
  LoggingConfig: { LogFormat: 'JSON' },
  MemorySize: 512,
  Role: ROLE,
  Runtime: 'nodejs24.x',
  Timeout: 10,
  TracingConfig: { Mode: 'Active' },
};

const CASES: readonly Case[] = [
  {
    type: 'AWS::Lambda::Function',
    physicalId: 'f',
    template: { Code: { S3Bucket: 'b', S3Key: 'k' } },
    answers: {
      'lambda.getFunction': {
        Configuration: {
          ...fullFunction,
          CodeSha256: SHA256,
          Environment: { Variables: { A: 'b' }, Error: 'is not of the template' },
          FunctionArn: FUNCTION,
          KMSKeyArn: 'key',
          Layers: [{ Arn: 'layer', CodeSize: 1 }],
          VpcConfig: { VpcId: 'vpc', SubnetIds: ['s'] },
        },
        Concurrency: { ReservedConcurrentExecutions: 3 },
        Tags: { a: 'b' },
      },
      's3.getObject': { Body: { transformToByteArray: async () => CODE } },
    },
    properties: {
      ...fullFunction,
      Code: { S3Bucket: 'b', S3Key: 'k' },
      Environment: { Variables: { A: 'b' } },
      KmsKeyArn: 'key',
      Layers: ['layer'],
      ReservedConcurrentExecutions: 3,
      Tags: { a: 'b' },
      VpcConfig: { VpcId: 'vpc', SubnetIds: ['s'] },
    },
    attributes: { Arn: FUNCTION },
    defaults: {
      ...{ Architectures: ['x86_64'], EphemeralStorage: { Size: 512 }, Environment: { Variables: {} } },
      ...{ MemorySize: 128, Timeout: 3, TracingConfig: { Mode: 'PassThrough' } },
    },
    gone: { 'lambda.getFunction': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::Lambda::Version',
    physicalId: `${FUNCTION}:7`,
    template: { FunctionName: 'f' },
    answers: {
      'lambda.getFunctionConfiguration': ({ FunctionName, Qualifier }: Record<string, string>) => ({
        FunctionName,
        Version: Qualifier,
      }),
    },
    properties: { FunctionName: 'f' },
    attributes: { Version: '7', FunctionArn: `${FUNCTION}:7` },
    gone: { 'lambda.getFunctionConfiguration': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::Lambda::Alias',
    physicalId: `${FUNCTION}:live`,
    template: { FunctionName: 'f' },
    answers: {
      'lambda.getAlias': ({ Name }: Record<string, string>) => ({
        ...{ Name, Description: 'd', FunctionVersion: '7' },
        RoutingConfig: { AdditionalVersionWeights: { 6: 0.1 } },
      }),
    },
    properties: {
      ...{ Name: 'live', Description: 'd', FunctionName: 'f', FunctionVersion: '7' },
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '6', FunctionWeight: 0.1 }] },
    },
    attributes: { AliasArn: `${FUNCTION}:live` },
    gone: { 'lambda.getAlias': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::Lambda::Permission',
    physicalId: 'mine',
    template: { FunctionName: `${FUNCTION}:live` },
    answers: {
      'lambda.getPolicy': ({ FunctionName, Qualifier }: Record<string, string>) => ({
        Policy: JSON.stringify({
          Statement: [
            { Sid: 'other', Action: 'x', Principal: '*' },
            {
              ...{ Sid: 'mine', Action: `${FunctionName}/${Qualifier}`, Principal: { Service: 's' } },
              Condition: { ArnLike: { 'AWS:SourceArn': 'arn' } },
            },
          ],
        }),
      }),
    },
    properties: { Action: 'f/live', FunctionName: `${FUNCTION}:live`, Principal: 's', SourceArn: 'arn' },
    gone: { 'lambda.getPolicy': { Policy: '{"Statement":[{"Sid":"other"}]}' } },
  },
  {
    type: 'AWS::Lambda::EventSourceMapping',
    physicalId: 'uuid',
    template: { FunctionName: 'f' },
    answers: {
      'lambda.getEventSourceMapping': {
        ...{ BatchSize: 10, EventSourceArn: 'q', FunctionArn: FUNCTION, State: 'Enabled' },
        ...{ FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
        ...{ FilterCriteria: { Filters: [] }, ScalingConfig: { MaximumConcurrency: 2 }, EventSourceMappingArn: 'm' },
      },
      'lambda.listTags': ({ Resource }: Record<string, string>) => ({ Tags: { a: Resource } }),
    },
    properties: {
      ...{ BatchSize: 10, Enabled: true, EventSourceArn: 'q', FunctionName: 'f', Tags: { a: 'm' } },
      ...{ FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
      ...{ FilterCriteria: { Filters: [] }, ScalingConfig: { MaximumConcurrency: 2 } },
    },
    defaults: { Enabled: true, FilterCriteria: { Filters: [] }, MaximumBatchingWindowInSeconds: 0 },
    gone: { 'lambda.getEventSourceMapping': { State: 'Deleting' } },
  },
  {
    type: 'AWS::KMS::Key',
    physicalId: 'k',
    template: { PendingWindowInDays: 7 },
    answers: {
      'kms.describeKey': { KeyMetadata: { Description: 'd', Enabled: true, KeyState: 'Enabled', Arn: 'arn' } },
      'kms.getKeyPolicy': { Policy: 'p' },
      'kms.getKeyRotationStatus': { KeyRotationEnabled: true },
      'kms.listResourceTags': { Tags: [{ TagKey: 'a', TagValue: 'b' }] },
    },
    properties: {
      ...{ Description: 'd', Enabled: true, EnableKeyRotation: true, KeyPolicy: 'p', PendingWindowInDays: 7 },
      Tags: TAGS,
    },
    attributes: { Arn: 'arn' },
    defaults: { Enabled: true, EnableKeyRotation: false },
    gone: { 'kms.describeKey': { KeyMetadata: { KeyState: 'PendingDeletion' } } },
  },
  {
    type: 'AWS::CodeBuild::Project',
    physicalId: 'p',
    answers: {
      'codebuild.batchGetProjects': {
        projects: [
          {
            ...{ artifacts: { type: 'CODEPIPELINE' }, cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] } },
            ...{ description: 'd', encryptionKey: 'k', serviceRole: ROLE, timeoutInMinutes: 15, arn: 'arn' },
            environment: { computeType: 'S', environmentVariables: [{ name: 'A', value: 'b' }] },
            ...{ logsConfig: { cloudWatchLogs: { status: 'ENABLED' } }, queuedTimeoutInMinutes: 30 },
            ...{ source: { type: 'CODEPIPELINE', buildspec: 'b' }, tags: [{ key: 'a', value: 'b' }] },
          },
        ],
      },
    },
    properties: {
      ...{ Artifacts: { Type: 'CODEPIPELINE' }, Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] } },
      ...{ Description: 'd', EncryptionKey: 'k', ServiceRole: ROLE, TimeoutInMinutes: 15 },
      Environment: { ComputeType: 'S', EnvironmentVariables: [{ Name: 'A', Value: 'b' }] },
      ...{ LogsConfig: { CloudWatchLogs: { Status: 'ENABLED' } }, QueuedTimeoutInMinutes: 30 },
      ...{ Source: { Type: 'CODEPIPELINE', BuildSpec: 'b' }, Tags: TAGS },
    },
    attributes: { Arn: 'arn' },
    defaults: { QueuedTimeoutInMinutes: 480, TimeoutInMinutes: 60 },
    gone: { 'codebuild.batchGetProjects': { projects: [] } },
  },
  {
    type: 'AWS::Events::EventBus',
    physicalId: 'bus',
    answers: {
      'eventbridge.describeEventBus': { Description: 'd', KmsKeyIdentifier: 'k', Name: 'bus', Arn: 'arn' },
      'eventbridge.listTagsForResource': { Tags: TAGS },
    },
    properties: { Description: 'd', KmsKeyIdentifier: 'k', Name: 'bus', Tags: TAGS },
    attributes: { Arn: 'arn' },
    gone: { 'eventbridge.describeEventBus': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::Events::Rule',
    physicalId: 'bus|rule',
    template: { EventBusName: 'bus' },
    answers: {
      'eventbridge.describeRule': ({ Name, EventBusName }: Record<string, string>) => ({
        ...{ Description: Name, EventBusName, EventPattern: '{}', State: 'ENABLED', Arn: 'arn' },
        ...{ RoleArn: ROLE, ScheduleExpression: 'rate(1 day)' },
      }),
      'eventbridge.listTargetsByRule': ({ Rule }: Record<string, string>) => ({ Targets: [{ Id: Rule }] }),
      'eventbridge.listTagsForResource': { Tags: TAGS },
    },
    properties: {
      ...{ Description: 'rule', EventBusName: 'bus', EventPattern: '{}', State: 'ENABLED', Tags: TAGS },
      ...{ RoleArn: ROLE, ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'rule' }] },
    },
    attributes: { Arn: 'arn' },
    defaults: { EventBusName: 'default' },
    gone: { 'eventbridge.describeRule': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::Events::Archive',
    physicalId: 'a',
    answers: {
      'eventbridge.describeArchive': { Description: 'd', EventPattern: '{}', RetentionDays: 30, EventSourceArn: 'bus' },
    },
    properties: { Description: 'd', EventPattern: '{}', KmsKeyIdentifier: '', RetentionDays: 30, SourceArn: 'bus' },
    gone: { 'eventbridge.describeArchive': refusal('ResourceNotFoundException') },
  },
  {
    type: 'AWS::IAM::Role',
    physicalId: 'r',
    template: { Policies: [{ PolicyName: 'one' }, { PolicyName: 'gone' }] },
    answers: {
      'iam.getRole': {
        Role: {
          ...{ AssumeRolePolicyDocument: encoded, Description: 'd', MaxSessionDuration: 7_200, Arn: ROLE },
          PermissionsBoundary: { PermissionsBoundaryArn: 'boundary' },
        },
      },
      'iam.listAttachedRolePolicies': { AttachedPolicies: [{ PolicyArn: 'managed', PolicyName: 'm' }] },
      'iam.listRoleTags': { Tags: TAGS },
      'iam.getRolePolicy': ({ PolicyName }: Record<string, string>) =>
        PolicyName === 'gone' ? refusal('NoSuchEntityException') : { PolicyDocument: encoded },
    },
    properties: {
      ...{ AssumeRolePolicyDocument: DOCUMENT, Description: 'd', ManagedPolicyArns: ['managed'], Tags: TAGS },
      ...{ MaxSessionDuration: 7_200, PermissionsBoundary: 'boundary' },
      Policies: [{ PolicyName: 'one', PolicyDocument: DOCUMENT }],
    },
    attributes: { Arn: ROLE },
    defaults: { MaxSessionDuration: 3_600 },
    gone: { 'iam.getRole': refusal('NoSuchEntityException') },
  },
  {
    type: 'AWS::IAM::Policy',
    template: { PolicyName: 'p', Roles: ['one', 'other', 'gone'] },
    answers: {
      'iam.getRolePolicy': ({ RoleName }: Record<string, string>) =>
        RoleName === 'gone'
          ? refusal('NoSuchEntityException')
          : { PolicyDocument: RoleName === 'one' ? encoded : encodeURIComponent('{"Statement":[]}') },
    },
    // The copy of the second role is another policy by now, and the third has none.
    properties: { PolicyName: 'p', PolicyDocument: DOCUMENT, Roles: ['one'] },
    gone: { 'iam.getRolePolicy': refusal('NoSuchEntityException') },
  },
];

describeReaders(CASES);

describe('a function', () => {
  const [one] = CASES as [Case];
  const configured = (configuration: object, more: object = {}) =>
    read(one, {
      ...one.answers,
      'lambda.getFunction': { Configuration: { CodeSha256: SHA256, ...configuration }, ...more },
    });

  it('has another code when the file of its template has another hash', async () => {
    expect((await configured({ CodeSha256: 'other' }))?.properties.Code).toEqual({ CodeSha256: 'other' });
  });

  it('that has nothing set has nothing set', async () => {
    const found = await configured({ VpcConfig: { VpcId: '' } });
    expect(set(found?.properties)).toEqual({ Code: { S3Bucket: 'b', S3Key: 'k' } });
  });

  it('without a configuration is gone', async () => {
    expect(await read(one, { 'lambda.getFunction': {} })).toBeUndefined();
  });
});

it('says of an event source which function it calls, where it is another one', async () => {
  const one = CASES.find(({ type }) => type === 'AWS::Lambda::EventSourceMapping') as Case;
  const other = `${FUNCTION}-of-before`;
  const found = await read(one, { ...one.answers, 'lambda.getEventSourceMapping': { FunctionArn: other } });
  expect(found?.properties.FunctionName).toBe(other);
});

it('reads a build project that has neither variables nor a cache', async () => {
  const one = CASES.find(({ type }) => type === 'AWS::CodeBuild::Project') as Case;
  const found = (project: object) => read(one, { 'codebuild.batchGetProjects': { projects: [project] } });
  expect(set((await found({}))?.properties)).toEqual({ Environment: {}, Source: {}, Tags: [] });
  const empty = { cache: { type: 'NO_CACHE', modes: [] }, environment: { environmentVariables: [] } };
  expect((await found(empty))?.properties).toMatchObject({ Cache: { Type: 'NO_CACHE' }, Environment: {} });
});

it('does not say of code that it differs when its file has left the staging bucket', async () => {
  const { aws } = answeringAws({
    'lambda.getFunction': { Configuration: { FunctionArn: 'arn', CodeSha256: 'x' } },
    's3.getObject': refusal('NoSuchKey'),
  });
  const Code = { S3Bucket: 'b', S3Key: 'k' };
  const resource = { stackName: 'S', logicalId: 'F', type: 'AWS::Lambda::Function', physicalId: 'f' };
  const found = await lambdaFunction(aws, { ...resource, properties: { Code } });
  expect(found?.properties.Code).toEqual(Code);
});

it('reads a level of a log where it was set, or where the template names it', async () => {
  const one = CASES.find(({ type }) => type === 'AWS::Lambda::Function') as Case;
  const levels = async (now: object, template?: object) => {
    const LoggingConfig = { LogFormat: 'JSON', ...now };
    const answers = { 'lambda.getFunction': { Configuration: { FunctionArn: FUNCTION, LoggingConfig } } };
    const found = await read({ ...one, template: template ? { LoggingConfig: template } : {} }, answers);
    return set(found?.properties.LoggingConfig as Record<string, unknown>);
  };
  const info = { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' };
  expect(await levels(info)).toEqual({ LogFormat: 'JSON' });
  expect(await levels(info, info)).toEqual({ LogFormat: 'JSON', ...info });
  const quiet = { ApplicationLogLevel: 'ERROR', SystemLogLevel: 'WARN' };
  expect(await levels(quiet)).toEqual({ LogFormat: 'JSON', ...quiet });
});
