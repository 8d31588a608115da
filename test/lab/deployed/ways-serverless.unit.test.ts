/** The ways back to what a template says of functions, pipes, tables, alarms and logs: each call, and what it says. */
import { describe, expect, it } from 'vitest';
import type { ReadBack } from '../../../lib/lab/deployed/as-deployed.ts';
import { leadBackOf } from '../../../lib/lab/deployed/lead-back.ts';
import { differences } from '../../../lib/lab/deployed/normal-form.ts';
import type { Properties } from '../../../lib/lab/deployed/reader.ts';
import { answeringAws, refusal } from '../../support/fakes/answering-aws.ts';

/** The writes that lead a resource back to its template, or undefined where there is no way. */
async function wayBack(type: string, template: Properties, now: Properties, defaults: Properties = {}) {
  const differing = differences(template, now);
  const resource: ReadBack = {
    ...{ stackName: 'S', logicalId: 'L', type: `AWS::${type}`, physicalId: 'it', properties: template },
    ...{ found: { properties: now, defaults }, differences: differing },
  };
  const names = [
    ...['cloudwatch.putMetricAlarm', 'dynamodb.updateContinuousBackups', 'dynamodb.updateTable'],
    ...['lambda.updateFunctionConfiguration', 'lambda.putFunctionConcurrency', 'lambda.deleteFunctionConcurrency'],
    ...['logs.putRetentionPolicy', 'logs.deleteRetentionPolicy'],
    ...['pipes.createPipe', 'pipes.deletePipe', 'pipes.startPipe', 'pipes.stopPipe', 'pipes.updatePipe'],
  ];
  const { aws, calls } = answeringAws({
    ...Object.fromEntries(names.map((name) => [name, {}])),
    'lambda.getFunctionConfiguration': { LastUpdateStatus: 'Successful' },
    'pipes.describePipe': refusal('NotFoundException'),
  });
  const paths = [...new Set(differing.map(({ path }) => path))];
  const way = leadBackOf(aws, resource, paths);
  await way?.();
  return way && calls.filter(([call]) => !/\.(get|list|describe)/.test(call));
}

it('of a function sets its configuration and the room that is kept for it', async () => {
  const Environment = { Variables: { a: 'b' } };
  const defaults = { MemorySize: 128, Timeout: 3 };
  const of = (template: Properties, now: Properties) => wayBack('Lambda::Function', template, now, defaults);
  expect(await of({ Environment, Timeout: 9 }, { Environment, Timeout: 3 })).toEqual([
    ['lambda.updateFunctionConfiguration', { Environment, MemorySize: 128, Timeout: 9, FunctionName: 'it' }],
    ['lambda.deleteFunctionConcurrency', { FunctionName: 'it' }],
  ]);
  const reserved = await of({ ReservedConcurrentExecutions: '4' }, { ReservedConcurrentExecutions: 9 });
  expect(reserved?.at(-1)).toEqual([
    ...['lambda.putFunctionConcurrency', { FunctionName: 'it', ReservedConcurrentExecutions: 4 }],
  ]);
});

it('of a function says both levels of its log, and takes away what nothing asks for', async () => {
  const LoggingConfig = { LogFormat: 'JSON', LogGroup: 'g' };
  const loud = { ...LoggingConfig, ApplicationLogLevel: 'ERROR' };
  const now = { LoggingConfig: loud, Layers: ['l'], KmsKeyArn: 'k', VpcConfig: { SubnetIds: ['s'] } };
  expect((await wayBack('Lambda::Function', { LoggingConfig }, now))?.[0]).toEqual([
    'lambda.updateFunctionConfiguration',
    {
      ...{ FunctionName: 'it', Layers: [], KMSKeyArn: '', VpcConfig: { SecurityGroupIds: [], SubnetIds: [] } },
      LoggingConfig: { ...LoggingConfig, ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' },
    },
  ]);
  const text = { LoggingConfig: { LogFormat: 'Text' } };
  expect((await wayBack('Lambda::Function', text, { LoggingConfig }))?.[0]).toEqual([
    ...['lambda.updateFunctionConfiguration', { FunctionName: 'it', ...text }],
  ]);
});

describe('of a pipe', () => {
  const STREAM = { MaximumRetryAttempts: 3, BatchSize: 10, StartingPosition: 'TRIM_HORIZON' };
  const pipe = (stream: object = {}, more: Properties = {}) => ({
    ...{ RoleArn: 'r', Source: 's', Target: 't', ...more },
    SourceParameters: { DynamoDBStreamParameters: { ...STREAM, ...stream } },
  });
  const of = (template: Properties, now: Properties) => wayBack('Pipes::Pipe', template, now);

  it.each([
    ['starts', 'RUNNING', 'STOPPED', 'pipes.startPipe'],
    ['stops', 'STOPPED', 'RUNNING', 'pipes.stopPipe'],
  ])('it %s it', async (_, asked, now, call) => {
    expect(await of(pipe({}, { DesiredState: asked }), pipe({}, { DesiredState: now }))).toEqual([
      [call, { Name: 'it' }],
    ]);
  });

  it('it tells again how it reads its stream, and takes a filter away', async () => {
    const filtered = { ...pipe({ MaximumRetryAttempts: 0, BatchSize: 1 }) };
    const now = { ...filtered, SourceParameters: { ...filtered.SourceParameters, FilterCriteria: { Filters: ['f'] } } };
    const SourceParameters = {
      FilterCriteria: { Filters: [] },
      DynamoDBStreamParameters: { MaximumRetryAttempts: 3, BatchSize: 10 },
    };
    expect(await of(pipe(), now)).toEqual([
      [
        'pipes.updatePipe',
        { Name: 'it', Description: '', DesiredState: 'RUNNING', RoleArn: 'r', Target: 't', SourceParameters },
      ],
    ]);
  });

  it('it makes it again where it began elsewhere, since no update says that', async () => {
    const now = { ...pipe({ StartingPosition: 'LATEST' }), Tags: { a: 'b' } };
    expect(await of({ ...pipe(), Tags: { a: 'b' } }, now)).toEqual([
      ['pipes.deletePipe', { Name: 'it' }],
      ['pipes.createPipe', { ...pipe(), Name: 'it', DesiredState: 'RUNNING', Tags: { a: 'b' } }],
    ]);
  });
});

describe('of a table', () => {
  const INDEX = { IndexName: 'i', KeySchema: [], Projection: {} };
  const RECOVERY = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 };
  const table = (replica: object = {}, index: object = {}, more: Properties = {}) => ({
    GlobalSecondaryIndexes: [{ ...INDEX, ...index }],
    Replicas: [{ Region: 'r', PointInTimeRecoverySpecification: RECOVERY, ...replica }],
    ...more,
  });
  const of = (template: Properties, now: Properties) => wayBack('DynamoDB::GlobalTable', template, now);
  const backups = (PointInTimeRecoverySpecification: object) => [
    ['dynamodb.updateContinuousBackups', { TableName: 'it', PointInTimeRecoverySpecification }],
  ];

  it('it says how far the table goes back', async () => {
    const days = { PointInTimeRecoverySpecification: { ...RECOVERY, RecoveryPeriodInDays: 1 } };
    const off = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } };
    const unsaid = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
    expect(await of(table(), table(days))).toEqual(backups(RECOVERY));
    expect(await of(table(), table(off))).toEqual(backups(RECOVERY));
    expect(await of(table(unsaid), table(days))).toEqual(backups({ ...RECOVERY, RecoveryPeriodInDays: 35 }));
    expect(await of(table(off), table())).toEqual(backups({ PointInTimeRecoveryEnabled: false }));
  });

  it('it takes ceilings from an index, or says those that the template gives it', async () => {
    const reads = {
      GlobalSecondaryIndexes: [{ IndexName: 'i', ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 } }],
    };
    const writes = { WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 6 } };
    const update = (MaxReadRequestUnits: number, MaxWriteRequestUnits: number) => {
      const Update = { IndexName: 'i', OnDemandThroughput: { MaxReadRequestUnits, MaxWriteRequestUnits } };
      return [['dynamodb.updateTable', { TableName: 'it', GlobalSecondaryIndexUpdates: [{ Update }] }]];
    };
    expect(await of(table(), table(reads))).toEqual(update(-1, -1));
    expect(await of(table(), table({}, writes))).toEqual(update(-1, -1));
    expect(await of(table(reads, writes), table())).toEqual(update(5, 6));
  });

  it('it says both ceilings of the table', async () => {
    const ceilings = (reads: number) => [
      { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: reads } },
      { WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 6 } },
    ];
    const [now, more] = ceilings(1);
    expect(await of(table(ceilings(5)[0], {}, more), table(now, {}, more))).toEqual([
      [
        'dynamodb.updateTable',
        { TableName: 'it', OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 } },
      ],
    ]);
  });

  it('there is none for an index that is another, or gone', async () => {
    expect(await of(table(), table({}, { Projection: { ProjectionType: 'KEYS_ONLY' } }))).toBeUndefined();
    expect(await of(table(), { ...table(), GlobalSecondaryIndexes: [] })).toBeUndefined();
  });
});

it('of an alarm puts all that the template says, and none of its tags', async () => {
  const template = {
    ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1, Threshold: 1, Period: 60 },
    ...{ MetricName: 'Errors', Namespace: 'AWS/Lambda', Statistic: 'Sum', AlarmActions: ['t'] },
  };
  const now = { ...template, ComparisonOperator: 'GreaterThanThreshold', Period: 300 };
  const tagged = { Tags: [{ Key: 'a', Value: 'b' }] };
  expect(await wayBack('CloudWatch::Alarm', { ...template, ...tagged }, { ...now, ...tagged })).toEqual([
    ['cloudwatch.putMetricAlarm', { ...template, AlarmName: 'it' }],
  ]);
  expect(await wayBack('CloudWatch::Alarm', { ...template, ...tagged }, template)).toBeUndefined();
});

it('of a log says for how long it is kept, or that it is kept without an end', async () => {
  const of = (RetentionInDays?: number) => wayBack('Logs::LogGroup', { RetentionInDays }, { RetentionInDays: 1 });
  expect(await of(30)).toEqual([['logs.putRetentionPolicy', { logGroupName: 'it', retentionInDays: 30 }]]);
  expect(await of()).toEqual([['logs.deleteRetentionPolicy', { logGroupName: 'it' }]]);
});
