/** Sets through the services' own APIs what the emulator's CloudFormation passes over. Each may run again at any time. */
import type { PipeSourceParameters } from '@aws-sdk/client-pipes';
import type {
  BucketLifecycleConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import type { Target } from '../target.ts';
import type { LeftOut } from './gaps.ts';

type Maker = (resource: LeftOut, target: Target) => Promise<void>;
interface Tag {
  readonly Key: string;
  readonly Value: string;
}
type Properties = LeftOut['properties'];

const idOf = ({ properties }: LeftOut) => properties.Ref as string;
/** A global table has one replica on the emulator, which is the table. */
const replicaOf = ({ Replicas }: Properties) => (Replicas as readonly Properties[])[0] ?? {};

/** `Name` → `name`, all the way down: how the API of CodeBuild and Step Functions spell what a template does. */
function uncapitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncapitalized);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name[0]?.toLowerCase() + name.slice(1), inner]);
  return Object.fromEntries(entries.map(([name, inner]) => [name, uncapitalized(inner)]));
}

const dynamodb = async ({ clientConfig }: Target) =>
  new (await import('@aws-sdk/client-dynamodb')).DynamoDB(clientConfig);
const s3 = async ({ clientConfig }: Target) =>
  new (await import('@aws-sdk/client-s3')).S3({ ...clientConfig, forcePathStyle: true });

export const tableTimeToLive: Maker = async (resource, target) => {
  const client = await dynamodb(target);
  const TableName = idOf(resource);
  const asked = resource.properties.TimeToLiveSpecification as { AttributeName: string; Enabled: boolean };
  const { TimeToLiveDescription } = await client.describeTimeToLive({ TableName });
  // To switch on what is on is an error, as on AWS.
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  await client.updateTimeToLive({ TableName, TimeToLiveSpecification: asked });
};

export const tableRecovery: Maker = async (resource, target) => {
  const asked = replicaOf(resource.properties).PointInTimeRecoverySpecification;
  if (asked === undefined) return;
  await (await dynamodb(target)).updateContinuousBackups({
    TableName: idOf(resource),
    PointInTimeRecoverySpecification: asked as { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number },
  });
};

export const tableTags: Maker = async (resource, target) => {
  const client = await dynamodb(target);
  const { Table } = await client.describeTable({ TableName: idOf(resource) });
  const Tags = replicaOf(resource.properties).Tags as Tag[] | undefined;
  if (Tags) await client.tagResource({ ResourceArn: Table?.TableArn, Tags });
};

/** Both ceilings of an on-demand table at once: one that is left out of the call would be taken away. */
export const tableCeilings: Maker = async (resource, target) => {
  const read = replicaOf(resource.properties).ReadOnDemandThroughputSettings as { MaxReadRequestUnits?: number };
  const write = resource.properties.WriteOnDemandThroughputSettings as { MaxWriteRequestUnits?: number } | undefined;
  await (await dynamodb(target)).updateTable({
    TableName: idOf(resource),
    OnDemandThroughput: { MaxReadRequestUnits: read?.MaxReadRequestUnits, ...write },
  });
};

export const bucketTags: Maker = async (resource, target) => {
  const TagSet = resource.properties.Tags as Tag[];
  await (await s3(target)).putBucketTagging({ Bucket: idOf(resource), Tagging: { TagSet } });
};

export const bucketEncryption: Maker = async (resource, target) => {
  const asked = resource.properties.BucketEncryption as {
    ServerSideEncryptionConfiguration: readonly {
      readonly BucketKeyEnabled?: boolean;
      readonly ServerSideEncryptionByDefault: ServerSideEncryptionRule['ApplyServerSideEncryptionByDefault'];
    }[];
  };
  // The API puts `Apply` before what a template names without it.
  const Rules = asked.ServerSideEncryptionConfiguration.map((rule) => ({
    BucketKeyEnabled: rule.BucketKeyEnabled,
    ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
  }));
  await (await s3(target)).putBucketEncryption({
    Bucket: idOf(resource),
    ServerSideEncryptionConfiguration: { Rules },
  });
};

export const bucketLifecycle: Maker = async (resource, target) => {
  const asked = resource.properties.LifecycleConfiguration as { Rules: Properties[] };
  const Rules = asked.Rules.map(({ ExpirationInDays, ...rule }) => ({
    ...rule,
    Filter: { Prefix: '' },
    ...(ExpirationInDays !== undefined && { Expiration: { Days: ExpirationInDays } }),
  }));
  await (await s3(target)).putBucketLifecycleConfiguration({
    Bucket: idOf(resource),
    LifecycleConfiguration: { Rules } as BucketLifecycleConfiguration,
  });
};

/** A template says `Id` where the API says `ID`; all else is spelled alike. */
export const bucketReplication: Maker = async (resource, target) => {
  const { Role, Rules } = resource.properties.ReplicationConfiguration as { Role: string; Rules: Properties[] };
  const rules = Rules.map(({ Id: ID, ...rule }) => ({ ID, ...rule }));
  await (await s3(target)).putBucketReplication({
    Bucket: idOf(resource),
    ReplicationConfiguration: { Role, Rules: rules } as ReplicationConfiguration,
  });
};

export const topicKey: Maker = async (resource, { clientConfig }) => {
  const { SNS } = await import('@aws-sdk/client-sns');
  const AttributeValue = resource.properties.KmsMasterKeyId as string;
  const AttributeName = 'KmsMasterKeyId';
  await new SNS(clientConfig).setTopicAttributes({ TopicArn: idOf(resource), AttributeName, AttributeValue });
};

export const machineLogging: Maker = async (resource, { clientConfig }) => {
  const { SFN } = await import('@aws-sdk/client-sfn');
  const loggingConfiguration = uncapitalized(resource.properties.LoggingConfiguration) as object;
  await new SFN(clientConfig).updateStateMachine({ stateMachineArn: idOf(resource), loggingConfiguration });
};

export const machineTracing: Maker = async (resource, { clientConfig }) => {
  const { SFN } = await import('@aws-sdk/client-sfn');
  const tracingConfiguration = uncapitalized(resource.properties.TracingConfiguration) as object;
  await new SFN(clientConfig).updateStateMachine({ stateMachineArn: idOf(resource), tracingConfiguration });
};

export const functionDeadLetters: Maker = async (resource, { clientConfig }) => {
  const { Lambda } = await import('@aws-sdk/client-lambda');
  const DeadLetterConfig = resource.properties.DeadLetterConfig as { TargetArn: string };
  await new Lambda(clientConfig).updateFunctionConfiguration({ FunctionName: idOf(resource), DeadLetterConfig });
};

export const mappingTags: Maker = async (resource, { clientConfig }) => {
  const { Lambda } = await import('@aws-sdk/client-lambda');
  const client = new Lambda(clientConfig);
  const { EventSourceMappingArn: Resource } = await client.getEventSourceMapping({ UUID: idOf(resource) });
  const Tags = Object.fromEntries((resource.properties.Tags as Tag[]).map(({ Key, Value }) => [Key, Value]));
  await client.tagResource({ Resource, Tags });
};

/** How a pipe reads, and which records it leaves out. Where it begins is said when it is made, and cannot be changed. */
export const pipeParameters: Maker = async (resource, { clientConfig }) => {
  const { Pipes } = await import('@aws-sdk/client-pipes');
  const client = new Pipes(clientConfig);
  const Name = idOf(resource);
  const { RoleArn } = await client.describePipe({ Name });
  const { DynamoDBStreamParameters, ...others } = resource.properties.SourceParameters as PipeSourceParameters;
  const { StartingPosition: _, ...reading } = DynamoDBStreamParameters ?? { StartingPosition: undefined };
  await client.updatePipe({ Name, RoleArn, SourceParameters: { ...others, DynamoDBStreamParameters: reading } });
};

export const stageThrottle: Maker = async (resource, { clientConfig }) => {
  const { ApiGatewayV2 } = await import('@aws-sdk/client-apigatewayv2');
  await new ApiGatewayV2(clientConfig).updateStage({
    ApiId: resource.properties.ApiId as string,
    StageName: idOf(resource),
    DefaultRouteSettings: resource.properties.DefaultRouteSettings as object,
  });
};

export const archive =
  (nameOf: (resource: LeftOut) => string): Maker =>
  async (resource, { clientConfig }) => {
    const { EventBridge } = await import('@aws-sdk/client-eventbridge');
    const { EventPattern, Description, RetentionDays, SourceArn } = resource.properties;
    const client = new EventBridge(clientConfig);
    const wanted = {
      ArchiveName: nameOf(resource),
      Description: Description as string | undefined,
      EventPattern: EventPattern === undefined ? undefined : JSON.stringify(EventPattern),
      RetentionDays: RetentionDays as number | undefined,
    };
    try {
      await client.createArchive({ ...wanted, EventSourceArn: SourceArn as string });
    } catch (error) {
      if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
      await client.updateArchive(wanted);
    }
  };
