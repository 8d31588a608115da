/**
 * What `lab down` says of an account after its stacks are deleted: CloudFormation's record, each service's own word, and
 * an index that still lists everything, as it does for hours.
 */
import { describe, expect, it } from 'vitest';
import type { LabError } from '../../../lib/errors.ts';
import { refuseHalfDeleted } from '../../../lib/lab/stacks/left/half-deleted.ts';
import { recordOf } from '../../../lib/lab/stacks/left/stack-record.ts';
import { whatIsLeft } from '../../../lib/lab/stacks/left/what-is-left.ts';
import type { Target } from '../../../lib/target.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/EventPipeline/1';
const on = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const TARGET: Target = {
  name: 'emulator',
  region: 'eu-west-1',
  account: '111122223333',
  clientConfig: { region: 'eu-west-1' },
};

const event = (status: string, logicalId: string, type: string, id: string, more: object = {}) => ({
  StackId: STACK,
  LogicalResourceId: logicalId,
  ResourceType: `AWS::${type}`,
  PhysicalResourceId: id,
  ResourceStatus: status,
  ...more,
});
/** The latest first, as CloudFormation answers. */
const EVENTS = [
  event('DELETE_COMPLETE', 'EventPipeline', 'CloudFormation::Stack', STACK),
  event('DELETE_SKIPPED', 'Kept', 'SQS::Queue', 'https://sqs.eu-west-1.amazonaws.com/111122223333/kept'),
  event('DELETE_SKIPPED', 'Version', 'Lambda::Version', on('lambda', 'function:F:3')),
  event('DELETE_COMPLETE', 'Standings', 'DynamoDB::GlobalTable', 'Standings-1'),
  event('DELETE_COMPLETE', 'Held', 'S3::Bucket', 'held'),
  event('DELETE_FAILED', 'Held', 'S3::Bucket', 'held', { ResourceStatusReason: 'The bucket is not empty' }),
  event('DELETE_SKIPPED', 'Replaced', 'DynamoDB::GlobalTable', 'Standings-0'),
  event('DELETE_FAILED', 'Route', 'ApiGatewayV2::Route', 'r1'),
  event('CREATE_COMPLETE', 'Route', 'ApiGatewayV2::Route', 'r1', { ResourceProperties: '{"ApiId":"a1"}' }),
  event('CREATE_FAILED', 'Never', 'SNS::Topic', ''),
];
const pages = ({ NextToken }: { NextToken?: string }) =>
  NextToken ? { StackEvents: EVENTS.slice(4) } : { StackEvents: EVENTS.slice(0, 4), NextToken: 'more' };

/** Everything is deleted but the queue, and the index lists all as it was; no other stack stands. */
const LAGGING: Answers = {
  'cloudformation.describeStacks': { Stacks: [] },
  'cloudformation.describeStackEvents': pages,
  'sqs.getQueueUrl': ({ QueueName }: { QueueName: string }) =>
    QueueName === 'kept' ? { QueueUrl: 'x' } : refusal('QueueDoesNotExist'),
  'lambda.getFunction': refusal('ResourceNotFoundException'),
  'dynamodb.describeTable': refusal('ResourceNotFoundException'),
  'dynamodb.listBackups': { BackupSummaries: [] },
  'apigateway.getRoute': refusal('NotFoundException'),
  's3.headBucket': refusal('NotFound'),
  'logs.describeLogGroups': { logGroups: [] },
  'tagging.getResources': ({ PaginationToken }: { PaginationToken?: string }) =>
    PaginationToken
      ? { ResourceTagMappingList: [{ ResourceARN: on('sqs', 'kept') }, { ResourceARN: 'arn:aws:s3:::held' }] }
      : {
          ResourceTagMappingList: [
            { ResourceARN: on('dynamodb', 'table/Standings-1') },
            { ResourceARN: on('lambda', 'function:F') },
          ],
          PaginationToken: 'more',
        },
};

async function left(answers: Answers = {}, target: Target = TARGET) {
  const { aws, calls } = answeringAws({ ...LAGGING, ...answers });
  const records = await recordOf(STACK, aws);
  const given = { stackNames: ['EventPipeline'], records, slugs: ['event-pipeline'], target, aws };
  return { ...(await whatIsLeft(given)), calls };
}

describe('after a deletion', () => {
  it('only what its own service has counts, each once, with the command that removes it', async () => {
    const { survivors, calls } = await left();

    expect(survivors).toEqual([
      {
        what: 'AWS::SQS::Queue Kept: https://sqs.eu-west-1.amazonaws.com/111122223333/kept',
        why: expect.stringContaining('its template says so'),
        remove:
          'lab aws sqs delete-queue --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/kept --region eu-west-1',
      },
    ]);
    // By the id: by its name CloudFormation does not find a stack that is gone.
    expect(calls[0]).toEqual(['cloudformation.describeStackEvents', { StackName: STACK, NextToken: undefined }]);
    expect(calls).toContainEqual(['apigateway.getRoute', { ApiId: 'a1', RouteId: 'r1' }]);
  });

  it('what an update replaced and left is found too', async () => {
    const there = ({ TableName }: { TableName: string }) =>
      TableName === 'Standings-0' ? {} : refusal('ResourceNotFoundException');
    const { survivors } = await left({ 'dynamodb.describeTable': there });
    expect(survivors.map(({ what }) => what)).toContain('AWS::DynamoDB::GlobalTable Replaced: Standings-0');
  });

  it('what nobody may look at is named as the word of an index that lags', async () => {
    const { survivors } = await left({ 's3.headBucket': refusal('AccessDenied') });
    expect(survivors).toContainEqual({
      what: 'arn:aws:s3:::held',
      why: expect.stringMatching(/lags minutes to hours/),
      remove: 'lab aws s3api delete-bucket --bucket held --region eu-west-1',
    });
  });

  it('a log group that came again is named, and not that of another stack', async () => {
    const logGroups = [
      { logGroupName: '/aws/lambda/EventPipeline-Worker', storedBytes: 12 },
      { logGroupName: '/aws/vendedlogs/EventPipeline/AccessLog', storedBytes: 0 },
      { logGroupName: 'EventPipeline-Logs1' },
      { logGroupName: 'Beta-EventPipeline-Logs1' },
      { logGroupName: '/aws/lambda/EventPipelines' },
    ];
    const { survivors } = await left({ 'logs.describeLogGroups': { logGroups } });
    expect(survivors.filter(({ what }) => what.startsWith('log group')).map(({ what }) => what.slice(10))).toEqual([
      '/aws/lambda/EventPipeline-Worker',
      '/aws/vendedlogs/EventPipeline/AccessLog',
      'EventPipeline-Logs1',
    ]);
  });

  it('what belongs to a stack that stands is not named, though it bears the same tag', async () => {
    const arns = [on('sqs', 'in-use'), on('sqs', 'kept-too'), on('lambda', 'function:Test-Worker')];
    const answers: Answers = {
      'tagging.getResources': { ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) },
      'sqs.getQueueUrl': { QueueUrl: 'x' },
      'lambda.getFunction': {},
      'cloudformation.describeStacks': ({ NextToken }: { NextToken?: string }) =>
        NextToken
          ? { Stacks: [{ StackName: 'TestEventPipeline', StackStatus: 'UPDATE_COMPLETE' }] }
          : { Stacks: [{ StackName: 'Gone', StackStatus: 'DELETE_COMPLETE' }], NextToken: 'more' },
      'cloudformation.listStackResources': ({ StackName }: { StackName: string }) => ({
        StackResourceSummaries: [
          ['Q', 'https://sqs.eu-west-1.amazonaws.com/111122223333/in-use', 'CREATE_COMPLETE'],
          ['F', 'Test-Worker', 'UPDATE_COMPLETE'],
          ['Left', 'https://sqs.eu-west-1.amazonaws.com/111122223333/kept-too', 'DELETE_COMPLETE'],
        ].map(([LogicalResourceId, PhysicalResourceId, ResourceStatus]) => ({
          ...{ LogicalResourceId, ResourceStatus, ResourceType: 'AWS::Any::Thing' },
          PhysicalResourceId: StackName === 'TestEventPipeline' ? PhysicalResourceId : 'nothing',
        })),
      }),
    };
    const { survivors } = await left(answers);
    const tagged = survivors.map(({ what }) => what).filter((what) => what.startsWith('arn:'));
    expect(tagged).toEqual([on('sqs', 'kept-too')]);
  });

  it('nothing is said of a stack of which CloudFormation has no record', async () => {
    const gone = Object.assign(new Error(`Stack [${STACK}] does not exist`), { name: 'ValidationError' });
    const { aws } = answeringAws({ 'cloudformation.describeStackEvents': gone });
    expect(await recordOf(STACK, aws)).toEqual([]);
  });
});

describe('a stack that CloudFormation could not delete', () => {
  const failure = async (events: readonly object[], target: Target = TARGET): Promise<LabError> => {
    const { aws } = answeringAws({ 'cloudformation.describeStackEvents': { StackEvents: events } });
    const stack = { stackName: 'EventPipeline', stackId: STACK, untouched: ['ServerlessApi'] };
    return refuseHalfDeleted(new Error('as the toolkit says it'), stack, target, aws).catch((error) => error);
  };
  const HELD = event('DELETE_FAILED', 'Held', 'S3::Bucket', 'held', { ResourceStatusReason: 'It is not empty' });

  it('is refused with resource, reason, what to do, and what is still to come', async () => {
    const { code, message } = await failure([HELD]);

    expect(code).toBe('DestroyFailed');
    for (const said of [
      'EventPipeline is DELETE_FAILED',
      'AWS::S3::Bucket Held (held): It is not empty',
      'Empty it',
      'lab aws s3api delete-bucket --bucket held --region eu-west-1',
      '--deletion-mode FORCE_DELETE_STACK',
      'Not touched yet: ServerlessApi',
    ])
      expect(message).toContain(said);
  });

  it('names region and profile in the commands for an account', async () => {
    const before = process.env.AWS_PROFILE;
    process.env.AWS_PROFILE = 'me';
    const { message } = await failure([HELD], { ...TARGET, name: 'aws' });
    if (before === undefined) delete process.env.AWS_PROFILE;
    else process.env.AWS_PROFILE = before;
    expect(message).toContain('aws s3api delete-bucket --bucket held --region eu-west-1 --profile me');
  });

  it('that failed for another reason keeps it', async () => {
    expect((await failure([event('DELETE_COMPLETE', 'Held', 'S3::Bucket', 'held')])).message).toBe(
      'as the toolkit says it',
    );
  });
});

describe('what stays in an account on purpose', () => {
  const noStack = Object.assign(new Error('Stack with id CDKToolkit does not exist'), { name: 'ValidationError' });
  /** No stack of ours stands; this is what is said of the bootstrap's. */
  const toolkit = (said: object | Error): Answers => ({
    'cloudformation.describeStacks': ({ StackName }: { StackName?: string }) => (StackName ? said : { Stacks: [] }),
  });
  const bootstrap = (Tags: object[]) =>
    toolkit({ Stacks: [{ Tags, Outputs: [{ OutputKey: 'BucketName', OutputValue: 'cdk-assets' }] }] });
  const stays = async (answers: Answers) =>
    (await left({ ...toolkit(noStack), ...answers }, { ...TARGET, name: 'aws' })).stays;

  it('is the bootstrap that `up` made, with the bucket that its own stack keeps', async () => {
    const said = await stays(bootstrap([{ Key: 'certlab', Value: 'bootstrap' }]));
    expect(said.map(({ what }) => what)).toEqual(['stack CDKToolkit', 'bucket cdk-assets']);
    expect(said.every(({ remove }) => remove?.includes('--region eu-west-1'))).toBe(true);
  });

  it('is not a bootstrap that was there before', async () => {
    for (const [Key, Value] of [
      ['owner', 'them'],
      ['certlab', 'serverless-api'],
      ['owner', 'bootstrap'],
    ])
      expect(await stays(bootstrap([{ Key, Value }]))).toEqual([]);
    expect(await stays({})).toEqual([]);
    for (const Stacks of [undefined, [], [{}]]) expect(await stays(toolkit({ Stacks }))).toEqual([]);
  });

  it('is a bootstrap among whose tags is ours, with the commands that remove it and its bucket', async () => {
    const Tags = [
      { Key: 'owner', Value: 'them' },
      { Key: 'certlab', Value: 'bootstrap' },
    ];
    const named = (Outputs?: object[]) => ({
      'cloudformation.describeStacks': ({ StackName }: { StackName?: string }) =>
        StackName === 'CDKToolkit' ? { Stacks: [{ Tags, ...(Outputs && { Outputs }) }] } : {},
    });
    const outputs = [
      { OutputKey: 'ImageRepositoryName', OutputValue: 'images' },
      { OutputKey: 'BucketName', OutputValue: 'assets' },
    ];
    expect((await stays(named(outputs))).map(({ remove }) => remove)).toEqual([
      expect.stringMatching(/^aws cloudformation delete-stack --stack-name CDKToolkit /),
      expect.stringMatching(/^aws s3api delete-bucket --bucket assets /),
    ]);
    for (const none of [undefined, [], [outputs[0] as object]]) expect(await stays(named(none))).toHaveLength(1);
  });

  it('is not guessed where CloudFormation may not be asked', async () => {
    await expect(stays({ 'cloudformation.describeStacks': refusal('AccessDenied') })).rejects.toThrow('AccessDenied');
  });

  it('is the backup that DynamoDB made of a deleted table, with the day on which it goes', async () => {
    const BackupSummaries = [
      {
        BackupName: 'Standings-1$DeletedTableBackup',
        TableName: 'Standings-1',
        BackupExpiryDateTime: new Date('2027-01-01'),
      },
    ];
    const asked: unknown[] = [];
    const said = await stays({
      'dynamodb.listBackups': (input: unknown) => {
        asked.push(input);
        return { BackupSummaries };
      },
    });
    expect(asked).toEqual([{ TableName: 'Standings-1', BackupType: 'SYSTEM' }]);
    expect(said).toEqual([
      { what: expect.stringContaining('Standings-1'), why: expect.stringContaining('2027-01-01') },
    ]);
  });

  it('is a vault that its template keeps, with what has to go before it; on the emulator its project takes it away', async () => {
    const vault = (id: string) => event('DELETE_SKIPPED', 'Vault', 'Backup::BackupVault', id);
    const answers = (found: object | Error): Answers => ({
      ...toolkit(noStack),
      'cloudformation.describeStackEvents': { StackEvents: [vault('of-a-project')] },
      'cloudcontrol.getResource': found,
      'tagging.getResources': {
        ResourceTagMappingList: [{ ResourceARN: on('backup', 'backup-vault:of-a-project') }],
      },
    });
    const there = answers({ ResourceDescription: { Identifier: 'of-a-project' } });
    const said = await left(there, { ...TARGET, name: 'aws' });
    expect(said.survivors).toEqual([]);
    expect(said.stays).toEqual([
      {
        what: 'backup vault of-a-project in eu-west-1',
        why: expect.stringMatching(
          /delete-backup-vault-lock-configuration, then delete-recovery-point.*after that the vault/,
        ),
        remove: expect.stringMatching(
          /^aws backup delete-backup-vault --backup-vault-name of-a-project --region eu-west-1/,
        ),
      },
    ]);
    expect(await stays(answers(refusal('ResourceNotFoundException')))).toEqual([]);
    expect(await left(there)).toMatchObject({ survivors: [], stays: [] });
  });

  it('is nothing on the emulator, which forgets all', async () => {
    expect((await left(bootstrap([{ Key: 'certlab', Value: 'bootstrap' }]))).stays).toEqual([]);
  });
});
