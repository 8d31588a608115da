/** The ways back that are a few calls, for what runs without servers: functions, pipes, tables, alarms and logs. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { LoggingConfig, UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import type { PipeSourceDynamoDBStreamParameters as StreamParameters } from '@aws-sdk/client-pipes';
import { until } from '../../../until.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { orMissing } from '../../aws/missing.ts';
import { configure, functionConcurrency } from '../../settings/lambda.ts';
import type { ReadBack } from '../as-deployed.ts';
import type { Properties } from '../reader.ts';
import type { WayBack, Ways } from './way.ts';

/** What takes a setting away, by the property that no template of ours has to name. */
const EMPTY = {
  DeadLetterConfig: { TargetArn: '' },
  Description: '',
  KmsKeyArn: '',
  Layers: [],
  VpcConfig: { SecurityGroupIds: [], SubnetIds: [] },
} as const satisfies Properties;

const CONFIGURED = [
  ...['DeadLetterConfig', 'Description', 'Environment', 'EphemeralStorage', 'Handler', 'KmsKeyArn', 'Layers'],
  ...['LoggingConfig', 'MemorySize', 'Role', 'Runtime', 'Timeout', 'TracingConfig', 'VpcConfig'],
];

/** Both levels are said: what a call leaves out may stay as it is. */
const withLevels = (asked: LoggingConfig): LoggingConfig =>
  asked.LogFormat === 'JSON' ? { ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO', ...asked } : asked;

const asFunction: WayBack = async (aws, { physicalId, properties, found }) => {
  const asked: Properties = { ...found?.defaults, ...properties };
  const settings = CONFIGURED.flatMap((name) => {
    if (asked[name] !== undefined) return [[name, asked[name]] as const];
    // What nobody set and nothing asks for is not written.
    return name in EMPTY && found?.properties[name] !== undefined
      ? [[name, EMPTY[name as keyof typeof EMPTY]] as const]
      : [];
  });
  const { KmsKeyArn, LoggingConfig: logs, ...others } = Object.fromEntries(settings);
  const target = { functionName: physicalId };
  await configure(aws, target, {
    ...(others as Partial<UpdateFunctionConfigurationCommandInput>),
    ...(KmsKeyArn !== undefined && { KMSKeyArn: KmsKeyArn as string }),
    ...(logs !== undefined && { LoggingConfig: withLevels(logs as LoggingConfig) }),
  });
  const reserved = asked.ReservedConcurrentExecutions as number | undefined;
  await functionConcurrency.write(aws, target, reserved === undefined ? null : Number(reserved));
};

/** A pipe as CreatePipe and UpdatePipe take it. */
interface PipeProperties {
  readonly Description?: string;
  readonly DesiredState?: 'RUNNING' | 'STOPPED';
  readonly RoleArn: string;
  readonly Source: string;
  readonly SourceParameters?: {
    readonly FilterCriteria?: object;
    readonly DynamoDBStreamParameters?: StreamParameters;
  };
  readonly Target: string;
  readonly TargetParameters?: object;
}

const STREAM = 'SourceParameters.DynamoDBStreamParameters';

const differsAt = ({ differences }: ReadBack, name: string) =>
  differences.some(({ path }) => `${path}.`.startsWith(`${name}.`));

const asPipe: WayBack = async (aws, resource) => {
  const { physicalId: Name, found } = resource;
  const asked = resource.properties as unknown as PipeProperties;
  const { Description = '', DesiredState = 'RUNNING', RoleArn, SourceParameters, Target, TargetParameters } = asked;
  // No update says where a pipe begins: another one does, from which nothing is lost that the stream still has.
  if (differsAt(resource, `${STREAM}.StartingPosition`)) {
    await removed(aws, Name);
    const Tags = found?.properties.Tags as Record<string, string> | undefined;
    await aws.pipes.createPipe({ ...asked, Name, DesiredState, Tags });
  } else if (resource.differences.some(({ path }) => path !== 'DesiredState')) {
    const { DynamoDBStreamParameters, FilterCriteria = { Filters: [] }, ...others } = SourceParameters ?? {};
    const { StartingPosition: _, ...stream } = DynamoDBStreamParameters ?? {};
    await aws.pipes.updatePipe({
      ...{ Name, Description, DesiredState, RoleArn, Target, TargetParameters },
      SourceParameters: {
        ...others,
        FilterCriteria,
        ...(DynamoDBStreamParameters && { DynamoDBStreamParameters: stream }),
      },
    });
  } else await (DesiredState === 'STOPPED' ? aws.pipes.stopPipe({ Name }) : aws.pipes.startPipe({ Name }));
};

/** A pipe is there until it has ended: a minute on AWS. */
async function removed({ pipes }: AwsClients, Name: string): Promise<void> {
  await pipes.deletePipe({ Name });
  await until(async () => (await orMissing(pipes.describePipe({ Name }))) === undefined, 180);
}

interface TableProperties {
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly Replicas?: readonly {
    readonly GlobalSecondaryIndexes?: readonly Index[];
    readonly PointInTimeRecoverySpecification?: {
      readonly PointInTimeRecoveryEnabled?: boolean;
      readonly RecoveryPeriodInDays?: number;
    };
    readonly ReadOnDemandThroughputSettings?: { readonly MaxReadRequestUnits?: number };
  }[];
  readonly WriteOnDemandThroughputSettings?: { readonly MaxWriteRequestUnits?: number };
}

interface Index {
  readonly IndexName: string;
  readonly ReadOnDemandThroughputSettings?: { readonly MaxReadRequestUnits?: number };
  readonly WriteOnDemandThroughputSettings?: { readonly MaxWriteRequestUnits?: number };
}

const RECOVERY = 'Replicas.PointInTimeRecoverySpecification';
const OF_TABLE = ['Replicas.ReadOnDemandThroughputSettings', 'WriteOnDemandThroughputSettings'];
/** An index is named for a replica for the sake of its ceiling alone, so that it may be more or fewer of them that differ. */
const OF_INDEXES = ['GlobalSecondaryIndexes.WriteOnDemandThroughputSettings', 'Replicas.GlobalSecondaryIndexes'];

/** DynamoDB's word for no ceiling. */
const NONE = -1;
const ceilings = (reads: number | undefined, writes: number | undefined) => ({
  MaxReadRequestUnits: Number(reads ?? NONE),
  MaxWriteRequestUnits: Number(writes ?? NONE),
});

const asTable: WayBack = async ({ dynamodb }, resource) => {
  const TableName = resource.physicalId;
  const { GlobalSecondaryIndexes = [], Replicas, ...asked } = resource.properties as TableProperties;
  const [replica] = Replicas ?? [];
  const { PointInTimeRecoveryEnabled = false, RecoveryPeriodInDays } = replica?.PointInTimeRecoverySpecification ?? {};
  if (differsAt(resource, RECOVERY)) {
    // Without a number of days it keeps the one that it has.
    const days = PointInTimeRecoveryEnabled && {
      RecoveryPeriodInDays: Number(RecoveryPeriodInDays ?? LONGEST_RECOVERY),
    };
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled, ...days };
    await dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
  }
  const ofTable = OF_TABLE.some((name) => differsAt(resource, name)) && {
    OnDemandThroughput: ceilings(
      replica?.ReadOnDemandThroughputSettings?.MaxReadRequestUnits,
      asked.WriteOnDemandThroughputSettings?.MaxWriteRequestUnits,
    ),
  };
  const ofIndexes = OF_INDEXES.some((name) => differsAt(resource, name)) && {
    GlobalSecondaryIndexUpdates: GlobalSecondaryIndexes.map(
      ({ IndexName, WriteOnDemandThroughputSettings: writes }) => {
        const named = replica?.GlobalSecondaryIndexes?.find((index) => index.IndexName === IndexName);
        const reads = named?.ReadOnDemandThroughputSettings?.MaxReadRequestUnits;
        return { Update: { IndexName, OnDemandThroughput: ceilings(reads, writes?.MaxWriteRequestUnits) } };
      },
    ),
  };
  if (ofTable || ofIndexes) await dynamodb.updateTable({ TableName, ...ofTable, ...ofIndexes });
};

/** Days, where nothing is said (DynamoDB API Reference, "PointInTimeRecoverySpecification"). */
const LONGEST_RECOVERY = 35;

export const SERVERLESS_WAYS: Readonly<Record<string, Ways>> = {
  'AWS::CloudWatch::Alarm': {
    of: [
      ...[
        'ActionsEnabled',
        'AlarmActions',
        'AlarmDescription',
        'ComparisonOperator',
        'DatapointsToAlarm',
        'Dimensions',
      ],
      ...['EvaluationPeriods', 'ExtendedStatistic', 'InsufficientDataActions', 'MetricName', 'Metrics', 'Namespace'],
      ...['OKActions', 'Period', 'Statistic', 'Threshold', 'TreatMissingData', 'Unit'],
    ],
    makes: false,
    set: (aws, { physicalId, properties }) => {
      const { Tags: _, ...alarm } = properties as Partial<MetricAlarm> & Properties;
      return aws.cloudwatch.putMetricAlarm({
        ...alarm,
        ...{ AlarmName: physicalId, ComparisonOperator: alarm.ComparisonOperator },
        ...{ EvaluationPeriods: Number(alarm.EvaluationPeriods) },
      });
    },
  },
  'AWS::DynamoDB::GlobalTable': { of: [RECOVERY, ...OF_TABLE, ...OF_INDEXES], makes: false, set: asTable },
  'AWS::Lambda::Function': { of: [...CONFIGURED, 'ReservedConcurrentExecutions'], makes: false, set: asFunction },
  'AWS::Logs::LogGroup': {
    of: ['RetentionInDays'],
    makes: false,
    set: (aws, { physicalId: logGroupName, properties: { RetentionInDays } }) =>
      RetentionInDays === undefined
        ? aws.logs.deleteRetentionPolicy({ logGroupName })
        : aws.logs.putRetentionPolicy({ logGroupName, retentionInDays: Number(RetentionInDays) }),
  },
  'AWS::Pipes::Pipe': {
    of: ['Description', 'DesiredState', 'RoleArn', 'SourceParameters', 'Target', 'TargetParameters'],
    makes: false,
    set: asPipe,
  },
};
