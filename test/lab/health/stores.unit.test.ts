/** Queues, tables, topics, pipes, workflows and logs: what still does its part however it is set, and what does not. */
import { describe, expect, test } from 'vitest';
import { logIsKept } from '../../../lib/lab/health/gateway.ts';
import type { Keeps } from '../../../lib/lab/health/settings-kept.ts';
import { machineIsObserved, pipeRuns, queueKeeps, tableKeeps, topicIsThere } from '../../../lib/lab/health/stores.ts';
import { type Answers, answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

const on = (service: string, rest: string) => `arn:aws:${service}:us-east-1:111122223333:${rest}`;
const PARKED = { logicalId: 'Parked', type: 'AWS::SQS::Queue', physicalId: 'parked', properties: {} };
const PLACE = { partition: 'aws', region: 'us-east-1', account: '111122223333' };

/** Whether a resource with these properties in the template keeps what it has to, as the services answer. */
function kept(rule: Keeps, physicalId: string, properties: object, answers: Answers, type = 'of no account here') {
  const it = { logicalId: 'It', type, physicalId, arn: on('x', physicalId), properties };
  const resources = [it, { ...PARKED, arn: on('sqs', 'parked') }];
  return rule(it, { aws: answeringAws(answers).aws, stack: { ...PLACE, resources } });
}

describe('a queue', () => {
  const parks = (maxReceiveCount: number, queue = 'parked') =>
    JSON.stringify({ deadLetterTargetArn: on('sqs', queue), maxReceiveCount });
  const NOW = {
    ...{ QueueArn: on('sqs', 'work'), MessageRetentionPeriod: '345600', VisibilityTimeout: '60', DelaySeconds: '0' },
    ...{ MaximumMessageSize: '262144', SqsManagedSseEnabled: 'true', RedrivePolicy: parks(3) },
  };
  const DEPLOYED = { VisibilityTimeout: 60, RedrivePolicy: JSON.parse(parks(3)) };
  const queue = (now: object | Error, deployed: object = DEPLOYED) =>
    kept(queueKeeps, 'https://sqs/work', deployed, {
      'sqs.getQueueAttributes': now instanceof Error ? now : { Attributes: { ...NOW, ...now } },
      'sqs.listQueueTags': {},
    });

  test.each<[string, object]>([
    ['as it is', {}],
    ['keeps longer', { MessageRetentionPeriod: '1209600' }],
    ['hides fifteen times as long', { VisibilityTimeout: '900' }],
    ['tries twenty times', { RedrivePolicy: parks(20) }],
    ['takes more at once', { MaximumMessageSize: '1048576' }],
    ['says nothing of delay and size', { DelaySeconds: undefined, MaximumMessageSize: undefined }],
    ['lets every queue park here', { RedriveAllowPolicy: '{"redrivePermission":"allowAll"}' }],
  ])('does its part when it %s', async (_, now) => expect(await queue(now)).toBe(true));

  test.each<[string, object | Error]>([
    ['is gone', refusal('QueueDoesNotExist')],
    ['forgets sooner', { MessageRetentionPeriod: '345599' }],
    ['hides for less', { VisibilityTimeout: '59' }],
    ['hides for most of a day', { VisibilityTimeout: '901' }],
    ['holds back', { DelaySeconds: '1' }],
    ['takes less at once', { MaximumMessageSize: '262143' }],
    ['parks nowhere', { RedrivePolicy: undefined }],
    ['parks elsewhere', { RedrivePolicy: parks(3, 'other') }],
    ['gives up sooner', { RedrivePolicy: parks(2) }],
    ['hardly ever gives up', { RedrivePolicy: parks(21) }],
    ['lets no queue park here', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' }],
    ['is not encrypted', { SqsManagedSseEnabled: 'false' }],
    ['is encrypted by a key that senders may not use', { KmsMasterKeyId: 'alias/ours' }],
  ])('fails when it %s', async (_, now) => expect(await queue(now)).toBe(false));

  test('without a word in the template has the defaults of SQS, and parks where it likes', async () => {
    expect(await queue({ VisibilityTimeout: '30' }, {})).toBe(true);
    expect(await queue({ VisibilityTimeout: '30', RedrivePolicy: undefined }, {})).toBe(true);
    expect(await queue({ VisibilityTimeout: '29' }, {})).toBe(false);
    expect(await queue({ VisibilityTimeout: '30' }, { SqsManagedSseEnabled: false })).toBe(false);
    expect(await queue({ VisibilityTimeout: '30', DelaySeconds: '5' }, { DelaySeconds: 5 })).toBe(true);
  });

  test.each([
    ['ContentBasedDeduplication', 'true', 'false'],
    ['DeduplicationScope', 'messageGroup', 'queue'],
    ['FifoThroughputLimit', 'perMessageGroupId', 'perQueue'],
  ])('of the first-in-first-out kind keeps %s', async (name, value, other) => {
    expect(await queue({ [name]: value }, { ...DEPLOYED, [name]: value })).toBe(true);
    expect(await queue({ [name]: other }, { ...DEPLOYED, [name]: value })).toBe(false);
  });
});

describe('a table', () => {
  const KEYS = [{ AttributeName: 'pk', KeyType: 'HASH' }];
  const INDEX = { IndexName: 'byDay', KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }] };
  const recovery = (status: string, days?: number) => ({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status, RecoveryPeriodInDays: days },
    },
  });
  const NOW = {
    ...{ TableArn: on('dynamodb', 'table/T'), KeySchema: KEYS, GlobalSecondaryIndexes: [INDEX] },
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    OnDemandThroughput: { MaxReadRequestUnits: 200, MaxWriteRequestUnits: 50 },
  };
  const DEPLOYED = {
    ...{ BillingMode: 'PAY_PER_REQUEST', KeySchema: KEYS, GlobalSecondaryIndexes: [INDEX] },
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 50 },
    Replicas: [
      {
        Region: 'us-east-1',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
        ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 200 },
      },
    ],
  };
  const table = (now: object | Error, { backups = recovery('ENABLED', 7), ttl = 'expires', deployed = {} } = {}) =>
    kept(
      tableKeeps,
      'T',
      { ...DEPLOYED, ...deployed },
      {
        'dynamodb.describeTable': now instanceof Error ? now : { Table: { ...NOW, ...now } },
        'dynamodb.describeTimeToLive': { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: ttl } },
        'dynamodb.describeContinuousBackups': backups,
        'dynamodb.listTagsOfResource': {},
      },
    );
  const most = (MaxReadRequestUnits: number | undefined, MaxWriteRequestUnits: number | undefined) => ({
    OnDemandThroughput: { MaxReadRequestUnits, MaxWriteRequestUnits },
  });

  test('does its part as it is, with more backups, a higher ceiling and one index more', async () => {
    expect(await table({})).toBe(true);
    for (const days of [35, undefined]) expect(await table({}, { backups: recovery('ENABLED', days) })).toBe(true);
    expect(await table(most(2_000, 500))).toBe(true);
    expect(await table({ GlobalSecondaryIndexes: [{ IndexName: 'more', KeySchema: KEYS }, INDEX] })).toBe(true);
  });

  test.each<[string, object | Error]>([
    ['is gone', refusal('ResourceNotFoundException')],
    ['has other keys', { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }],
    ['has throughput that was bought', { BillingModeSummary: undefined }],
    ['passes nothing on', { StreamSpecification: undefined }],
    ['passes on what was there before', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' } }],
    ['lost its index', { GlobalSecondaryIndexes: undefined }],
    ['has the index under another name', { GlobalSecondaryIndexes: [{ ...INDEX, IndexName: 'other' }] }],
    ['has the index by other keys', { GlobalSecondaryIndexes: [{ ...INDEX, KeySchema: KEYS }] }],
    ['has its index twice', { GlobalSecondaryIndexes: [INDEX, { ...INDEX, IndexName: 'spare' }] }],
    ['is of the class for rare reads', { TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' } }],
    ['has no ceiling', { OnDemandThroughput: undefined }],
    ['lets fewer reads through', most(199, 50)],
    ['lets eleven times as many reads through', most(2_001, 50)],
    ['lets fewer writes through', most(200, 49)],
    ['lets eleven times as many writes through', most(200, 501)],
  ])('fails when it %s', async (_, now) => expect(await table(now)).toBe(false));

  const heldTo = (MaxReadRequestUnits: number, MaxWriteRequestUnits: number) => ({
    GlobalSecondaryIndexes: [{ ...INDEX, OnDemandThroughput: { MaxReadRequestUnits, MaxWriteRequestUnits } }],
  });

  test('holds its index to no less than the table', async () => {
    for (const held of [heldTo(-1, -1), heldTo(200, 50), heldTo(300, -1)]) expect(await table(held)).toBe(true);
    for (const held of [heldTo(199, -1), heldTo(-1, 49), heldTo(1, 1)]) expect(await table(held)).toBe(false);
  });

  test('holds its index to about what the template says, where it says something', async () => {
    const { GlobalSecondaryIndexes: _, Replicas: [replica] = [], ...others } = DEPLOYED;
    const deployed = {
      ...others,
      GlobalSecondaryIndexes: [{ ...INDEX, WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 20 } }],
      Replicas: [
        {
          ...replica,
          GlobalSecondaryIndexes: [{ IndexName: 'byDay', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 30 } }],
        },
      ],
    };
    for (const held of [heldTo(30, 20), heldTo(300, 200)]) expect(await table(held, { deployed })).toBe(true);
    for (const held of [heldTo(29, 20), heldTo(30, 19), heldTo(301, 20), heldTo(30, 201), heldTo(-1, 20)])
      expect(await table(held, { deployed })).toBe(false);
  });

  test('fails when it forgets nothing, cannot be put back, or not as far', async () => {
    expect(await table({}, { ttl: 'other' })).toBe(false);
    expect(await table({}, { backups: recovery('DISABLED') })).toBe(false);
    expect(await table({}, { backups: recovery('ENABLED', 6) })).toBe(false);
  });

  test('goes back a week where the template names no number', async () => {
    const deployed = { Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }] };
    const goesBack = (days?: number) => table({}, { backups: recovery('ENABLED', days), deployed });
    expect(await Promise.all([goesBack(), goesBack(14), goesBack(7), goesBack(6)])).toEqual([true, true, true, false]);
  });

  test('has to have what the template asks for, and no more', async () => {
    const bare = { GlobalSecondaryIndexes: undefined, WriteOnDemandThroughputSettings: undefined, Replicas: undefined };
    const nothing = { GlobalSecondaryIndexes: undefined, OnDemandThroughput: undefined };
    expect(await table(nothing, { backups: recovery('DISABLED'), deployed: bare })).toBe(true);
    const off = { Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } }] };
    expect(await table({}, { backups: recovery('DISABLED'), deployed: off })).toBe(true);
  });
});

test('a topic is there, with the key that it had', async () => {
  const topic = (attributes: object | Error, deployed: object = {}) =>
    kept(topicIsThere, on('sns', 'told'), deployed, {
      'sns.getTopicAttributes': attributes instanceof Error ? attributes : { Attributes: attributes },
      'sns.listTagsForResource': {},
    });
  expect(await topic({})).toBe(true);
  expect(await topic({ KmsMasterKeyId: 'k' }, { KmsMasterKeyId: 'k' })).toBe(true);
  expect(await topic({ KmsMasterKeyId: 'k' })).toBe(false);
  expect(await topic(refusal('NotFoundException'))).toBe(false);
});

describe('a pipe', () => {
  const stream = (change: object = {}) => ({
    ...{ StartingPosition: 'TRIM_HORIZON', MaximumRetryAttempts: 3, DeadLetterConfig: { Arn: on('sqs', 'parked') } },
    OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
    ...change,
  });
  const FILTER = { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] };
  const ENDS = { Source: on('dynamodb', 'table/T/stream/1'), Target: on('states', 'stateMachine:M') };
  const found = (change: object = {}, parameters: object = {}) => ({
    ...{ ...ENDS, CurrentState: 'RUNNING' },
    SourceParameters: { FilterCriteria: FILTER, DynamoDBStreamParameters: stream(), ...parameters },
    ...change,
  });
  const DEPLOYED = {
    ...ENDS,
    SourceParameters: { FilterCriteria: FILTER, DynamoDBStreamParameters: stream() },
  };
  /** @param pipes by name */
  const pipe = (pipes: Readonly<Record<string, object>>) =>
    kept(
      pipeRuns,
      'P',
      DEPLOYED,
      {
        'pipes.listPipes': { Pipes: Object.keys(pipes).map((Name) => ({ Name })) },
        'pipes.describePipe': ({ Name }: { Name: string }) => pipes[Name] ?? refusal('NotFoundException'),
      },
      'AWS::Pipes::Pipe',
    );

  test.each<[string, Readonly<Record<string, object>>]>([
    ['as it is', { P: found() }],
    ['made again under another name', { Q: found() }],
    ['beside one that does something else', { P: found(), Q: found({ Source: on('sqs', 'other') }) }],
    [
      'beside one that is being deleted',
      { P: found(), Q: found({ Target: on('sqs', 'x'), CurrentState: 'DELETING' }) },
    ],
    ['beside one that stands still', { P: found(), Q: found({ CurrentState: 'STOPPED' }) }],
    [
      'what is as old as it gets',
      { P: found({}, { DynamoDBStreamParameters: stream({ MaximumRecordAgeInSeconds: -1 }) }) },
    ],
    ['with twenty tries', { P: found({}, { DynamoDBStreamParameters: stream({ MaximumRetryAttempts: 20 }) }) }],
    ...['CREATING', 'STARTING', 'UPDATING'].map(
      (CurrentState) => [CurrentState, { P: found({ CurrentState }) }] as [string, Readonly<Record<string, object>>],
    ),
  ])('hands on: %s', async (_, pipes) => expect(await pipe(pipes)).toBe(true));

  test.each<[string, Readonly<Record<string, object>>]>([
    ['gone', {}],
    ['stopped', { P: found({ CurrentState: 'STOPPED' }) }],
    ['without a state', { P: found({ CurrentState: undefined }) }],
    ['twice', { P: found(), Q: found() }],
    ['beside one that copies to elsewhere', { P: found(), Q: found({ Target: on('sqs', 'other') }) }],
    [
      'beside one that takes what is in a queue of the stack',
      { P: found(), Q: found({ Source: on('sqs', 'parked'), Target: on('sqs', 'work'), CurrentState: 'STOPPED' }) },
    ],
    ['from elsewhere', { P: found({ Source: on('dynamodb', 'table/U/stream/1') }) }],
    ['to elsewhere', { P: found({ Target: on('sqs', 'other') }) }],
    ['without its filter', { P: found({}, { FilterCriteria: undefined }) }],
    ['without its queue', { P: found({}, { DynamoDBStreamParameters: stream({ DeadLetterConfig: undefined }) }) }],
    ['with fewer tries', { P: found({}, { DynamoDBStreamParameters: stream({ MaximumRetryAttempts: 2 }) }) }],
    ['with tries forever', { P: found({}, { DynamoDBStreamParameters: stream({ MaximumRetryAttempts: undefined }) }) }],
    [
      'with all that stands beside',
      { P: found({}, { DynamoDBStreamParameters: stream({ OnPartialBatchItemFailure: undefined }) }) },
    ],
    ['nothing old', { P: found({}, { DynamoDBStreamParameters: stream({ MaximumRecordAgeInSeconds: 60 }) }) }],
    ['with too many tries', { P: found({}, { DynamoDBStreamParameters: stream({ MaximumRetryAttempts: 21 }) }) }],
  ])('does not hand on: %s', async (_, pipes) => expect(await pipe(pipes)).toBe(false));
});

describe('a workflow', () => {
  const log = (level: string, group = 'g') => ({
    level,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: group } }],
  });
  const NOW = { type: 'STANDARD', loggingConfiguration: log('ERROR'), tracingConfiguration: { enabled: true } };
  const DEPLOYED = {
    LoggingConfiguration: { Level: 'ERROR', Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'g' } }] },
    TracingConfiguration: { Enabled: true },
  };
  const machine = (now: object | Error, deployed: object = DEPLOYED) =>
    kept(machineIsObserved, on('states', 'stateMachine:M'), deployed, {
      'sfn.describeStateMachine': now instanceof Error ? now : { ...NOW, ...now },
      'sfn.listTagsForResource': {},
    });

  test('leaves the traces that it left', async () => {
    expect(await machine({})).toBe(true);
    expect(await machine({ tracingConfiguration: { enabled: false }, loggingConfiguration: undefined }, {})).toBe(true);
    expect(await machine({ type: 'EXPRESS' }, { ...DEPLOYED, StateMachineType: 'EXPRESS' })).toBe(true);
  });

  test('treats what fails as it was deployed to', async () => {
    const retried = (MaxAttempts: number) =>
      JSON.stringify({
        StartAt: 'Only',
        States: {
          Only: { Type: 'Task', Resource: 'r', End: true, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts }] },
        },
      });
    const deployed = { ...DEPLOYED, DefinitionString: retried(3) };
    expect(await machine({ definition: retried(3) }, deployed)).toBe(true);
    expect(await machine({ definition: retried(0) }, deployed)).toBe(false);
  });

  test.each<[string, object | Error]>([
    ['it is gone', refusal('StateMachineDoesNotExist')],
    ['it is of the other kind', { type: 'EXPRESS' }],
    ['it notes less', { loggingConfiguration: log('OFF') }],
    ['it notes elsewhere', { loggingConfiguration: log('ERROR', 'other') }],
    ['it notes nothing', { loggingConfiguration: undefined }],
    ['it notes what people did', { loggingConfiguration: { ...log('ERROR'), includeExecutionData: true } }],
    ['it is not traced', { tracingConfiguration: { enabled: false } }],
  ])('does not when %s', async (_, now) => expect(await machine(now)).toBe(false));
});

test('a log is kept as long at least, and where the template does not say, however long', async () => {
  const log = (
    retentionInDays: number | undefined,
    deployed: object = { RetentionInDays: 30 },
    { name = '/lab/it', subscriptionFilters = [] as object[] } = {},
  ) =>
    kept(logIsKept, '/lab/it', deployed, {
      'logs.describeSubscriptionFilters': { subscriptionFilters },
      'logs.describeLogGroups': { logGroups: [{ logGroupName: name, arn: 'a', retentionInDays }] },
      'logs.listTagsForResource': {},
    });
  expect(await log(30)).toBe(true);
  expect(await log(90)).toBe(true);
  expect(await log(undefined, {})).toBe(true);
  expect(await log(29)).toBe(false);
  expect(await log(undefined)).toBe(false);
  expect(await log(30, {}, { name: '/lab/it-else' })).toBe(false);
  expect(await log(30, {}, { subscriptionFilters: [{ filterName: 'mine' }] })).toBe(false);
});
