/** What keeps things, and what hands them on: queues, tables, topics, pipes and workflows. */

import type { DescribeTableOutput } from '@aws-sdk/client-dynamodb';
import { orMissing } from '../aws/missing.ts';
import { globalTable } from '../deployed/readers/dynamodb.ts';
import { queue, topic } from '../deployed/readers/messaging.ts';
import { stateMachine } from '../deployed/readers/workflow.ts';
import { atLeast, same } from './compare.ts';
import { nowOf } from './now.ts';
import type { Keeps } from './settings-kept.ts';
import { failsAsDeployed } from './workflow-failures.ts';

/** How often a message may be tried before it is parked: often enough for a hiccup, not so often that none ever is. */
const MOST_RECEIVES = 20;

const parsed = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value);

/** Messages are kept as long, hidden as long, given out at once, and parked where they were. */
export const queueKeeps: Keeps = async (resource, present) => {
  const { properties: deployed } = resource;
  const now = await nowOf(queue, resource, present);
  if (!now) return false;
  const [way, asked] = [parsed(now.RedrivePolicy), parsed(deployed.RedrivePolicy)];
  const parks =
    !asked ||
    (way?.deadLetterTargetArn === asked.deadLetterTargetArn &&
      Number(way.maxReceiveCount) >= Number(asked.maxReceiveCount) &&
      Number(way.maxReceiveCount) <= MOST_RECEIVES);
  return (
    parks &&
    atLeast(now.MessageRetentionPeriod, deployed.MessageRetentionPeriod ?? 345_600) &&
    atLeast(now.VisibilityTimeout, deployed.VisibilityTimeout ?? 30, 15) &&
    Number(now.DelaySeconds ?? 0) <= Number(deployed.DelaySeconds ?? 0) &&
    atLeast(now.MaximumMessageSize ?? 262_144, deployed.MaximumMessageSize ?? 262_144) &&
    parsed(now.RedriveAllowPolicy)?.redrivePermission !== 'denyAll' &&
    // With a key of KMS the sender, EventBridge for one, needs that key's permission as well.
    same(now.SqsManagedSseEnabled, deployed.SqsManagedSseEnabled ?? true) &&
    same(now.KmsMasterKeyId, deployed.KmsMasterKeyId) &&
    (['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'] as const).every((name) =>
      deployed[name] === undefined ? true : same(now[name], deployed[name]),
    )
  );
};

/** A table's properties as far as they are looked at, of a template and of the service alike. */
interface TableProperties extends WriteCeiling {
  readonly BillingMode?: string;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly KeySchema?: unknown;
  readonly Replicas?: readonly Replica[];
  readonly StreamSpecification?: unknown;
  readonly TimeToLiveSpecification?: unknown;
}

interface Replica extends ReadCeiling {
  readonly PointInTimeRecoverySpecification?: {
    readonly PointInTimeRecoveryEnabled?: boolean;
    readonly RecoveryPeriodInDays?: number;
  };
  readonly GlobalSecondaryIndexes?: readonly (ReadCeiling & { readonly IndexName: string })[];
  readonly TableClass?: string;
}

interface ReadCeiling {
  readonly ReadOnDemandThroughputSettings?: { readonly MaxReadRequestUnits?: number };
}

interface WriteCeiling {
  readonly WriteOnDemandThroughputSettings?: { readonly MaxWriteRequestUnits?: number };
}

interface Index extends WriteCeiling {
  readonly IndexName: string;
  readonly KeySchema: unknown;
}

/** The table can be put back to any second, forgets and passes on what it did, and costs no more than it might. */
export const tableKeeps: Keeps = async (resource, present) => {
  const deployed: TableProperties = resource.properties;
  const [now, described]: [TableProperties | undefined, DescribeTableOutput | undefined] = await Promise.all([
    nowOf(globalTable, resource, present),
    orMissing(present.aws.dynamodb.describeTable({ TableName: resource.physicalId })),
  ]);
  if (!now) return false;
  const [replica, before] = [now.Replicas?.[0], deployed.Replicas?.[0]];
  return (
    recovers(replica, before) &&
    same(now.KeySchema, deployed.KeySchema) &&
    same(now.BillingMode, deployed.BillingMode) &&
    same(described?.Table?.TableClassSummary?.TableClass ?? 'STANDARD', before?.TableClass ?? 'STANDARD') &&
    same(now.TimeToLiveSpecification, deployed.TimeToLiveSpecification) &&
    same(now.StreamSpecification, deployed.StreamSpecification) &&
    (deployed.GlobalSecondaryIndexes ?? []).every((index) => hasIndex(now, index)) &&
    !hasIndexTwice(now) &&
    (now.GlobalSecondaryIndexes ?? []).every((index) => isAsFast(index, now, deployed)) &&
    bounded(reads(replica), reads(before)) &&
    bounded(writes(now), writes(deployed))
  );
};

function recovers(now: Replica | undefined, deployed: Replica | undefined): boolean {
  const asked = deployed?.PointInTimeRecoverySpecification;
  if (!asked?.PointInTimeRecoveryEnabled) return true;
  const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays = LONGEST_RECOVERY } =
    now?.PointInTimeRecoverySpecification ?? {};
  const days = asked.RecoveryPeriodInDays ?? PROMISED_RECOVERY;
  return PointInTimeRecoveryEnabled === true && atLeast(RecoveryPeriodInDays, days);
}

/** Days, where nothing is said (DynamoDB API Reference, "PointInTimeRecoverySpecification"). */
const LONGEST_RECOVERY = 35;
/** Days that our tables promise, whether their template says so or leaves it to DynamoDB, which keeps more. */
const PROMISED_RECOVERY = 7;

/** What it projects, reading shows: several ways serve. */
const hasIndex = ({ GlobalSecondaryIndexes = [] }: TableProperties, index: Index) =>
  GlobalSecondaryIndexes.some(
    ({ IndexName, KeySchema }) => IndexName === index.IndexName && same(KeySchema, index.KeySchema),
  );

/** A second index by the same keys is written and paid for with every item, and answers nothing that the first does not. */
const hasIndexTwice = ({ GlobalSecondaryIndexes = [] }: TableProperties) =>
  GlobalSecondaryIndexes.some((one, at) =>
    GlobalSecondaryIndexes.slice(at + 1).some((other) => same(one.KeySchema, other.KeySchema)),
  );

const reads = (of: ReadCeiling | undefined) => of?.ReadOnDemandThroughputSettings?.MaxReadRequestUnits;
const writes = (of: WriteCeiling | undefined) => of?.WriteOnDemandThroughputSettings?.MaxWriteRequestUnits;

/** An index that is held to less than its table fails readers, and holds back who writes to the table. */
function isAsFast(index: Index, now: TableProperties, deployed: TableProperties): boolean {
  const isIts = ({ IndexName }: { readonly IndexName: string }) => IndexName === index.IndexName;
  const ofReplica = ({ Replicas }: TableProperties) => Replicas?.[0]?.GlobalSecondaryIndexes?.find(isIts);
  const holds = (units: number | undefined, asked: number | undefined, ofTable = 0) =>
    asked === undefined ? units === undefined || units >= ofTable : bounded(units, asked);
  return (
    holds(reads(ofReplica(now)), reads(ofReplica(deployed)), reads(deployed.Replicas?.[0])) &&
    holds(writes(index), writes(deployed.GlobalSecondaryIndexes?.find(isIts)), writes(deployed))
  );
}

/** A ceiling is there still, not below the deployed one and not far above. */
const bounded = (now: unknown, deployed: unknown) => deployed === undefined || atLeast(now, deployed, 10);

export const topicIsThere: Keeps = async (resource, present) => {
  const now = await nowOf(topic, resource, present);
  return now !== undefined && same(now.KmsMasterKeyId, resource.properties.KmsMasterKeyId);
};

/** Seconds for which a record may wait: -1, and what it is without being set, is as long as the stream has it. */
function ageOf({ MaximumRecordAgeInSeconds: age = -1 }: { readonly MaximumRecordAgeInSeconds?: number }): number {
  return Number(age) === -1 ? Number.POSITIVE_INFINITY : Number(age);
}

/**
 * Some pipe leads from the source to the target, takes what it took, and parks what it cannot hand on. And none that no template
 * has takes anything out of a queue or a stream of the stack.
 */
export const pipeRuns: Keeps = async ({ physicalId, properties: deployed }, { aws, stack }) => {
  const { Pipes = [] } = await aws.pipes.listPipes({});
  const names = new Set([physicalId, ...Pipes.map(({ Name }) => Name)]);
  const found = await Promise.all([...names].map((Name) => orMissing(aws.pipes.describePipe({ Name }))));
  const own = found.filter((pipe) => pipe?.Source === deployed.Source && pipe?.Target === deployed.Target);
  const ways = stack.resources.filter(({ type }) => type === 'AWS::Pipes::Pipe').map(({ properties }) => properties);
  const sources = new Set<unknown>([...stack.resources.map(({ arn }) => arn), ...ways.map(({ Source }) => Source)]);
  const strangers = found.filter(
    (pipe) =>
      sources.has(pipe?.Source) &&
      pipe?.CurrentState !== 'DELETING' &&
      !ways.some(({ Source, Target }) => pipe?.Source === Source && pipe?.Target === Target),
  );
  const running = own.filter((pipe) =>
    ['CREATING', 'RUNNING', 'STARTING', 'UPDATING'].includes(pipe?.CurrentState ?? ''),
  );
  const asked = deployed.SourceParameters;
  return (
    strangers.length === 0 &&
    running.length === 1 &&
    running.every((pipe) => {
      const stream = pipe?.SourceParameters?.DynamoDBStreamParameters;
      if (!stream) return false;
      const before = asked.DynamoDBStreamParameters;
      const retries = Number(stream.MaximumRetryAttempts ?? -1);
      return (
        same(pipe?.SourceParameters?.FilterCriteria, asked.FilterCriteria) &&
        stream.DeadLetterConfig?.Arn === before.DeadLetterConfig?.Arn &&
        // Without halving, what stands beside a bad record is parked with it.
        same(stream.OnPartialBatchItemFailure, before.OnPartialBatchItemFailure) &&
        ageOf(stream) >= ageOf(before) &&
        // Not where it began: that is read once, when a pipe is made, and what was lost by it is seen by its absence.
        retries >= Number(before.MaximumRetryAttempts) &&
        retries <= MOST_RECEIVES
      );
    })
  );
};

/** What a workflow does is noted as it was, and so is what it does where something fails; the rest its own events show. */
export const machineIsObserved: Keeps = async (resource, present) => {
  const now = await nowOf(stateMachine, resource, present);
  if (!now) return false;
  const {
    DefinitionString,
    LoggingConfiguration,
    StateMachineType = 'STANDARD',
    TracingConfiguration,
  } = resource.properties;
  const logging = now.LoggingConfiguration as
    | { Level?: string; Destinations?: unknown; IncludeExecutionData?: boolean }
    | undefined;
  const tracing = now.TracingConfiguration as { Enabled?: boolean } | undefined;
  return (
    same(now.StateMachineType, StateMachineType) &&
    (!DefinitionString || failsAsDeployed(parsed(now.DefinitionString), parsed(DefinitionString))) &&
    (!LoggingConfiguration ||
      (same(logging?.Level, LoggingConfiguration.Level) &&
        same(logging?.Destinations, LoggingConfiguration.Destinations) &&
        // What people did is in the log where that was wanted, and nowhere else.
        same(logging?.IncludeExecutionData ?? false, LoggingConfiguration.IncludeExecutionData ?? false))) &&
    same(tracing?.Enabled, TracingConfiguration?.Enabled ?? false)
  );
};
