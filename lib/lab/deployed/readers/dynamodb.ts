/** Reads tables back. What a template says of the replica in its own region, the table says. */
import type { GlobalSecondaryIndexDescription } from '@aws-sdk/client-dynamodb';
import { orMissing } from '../../aws/missing.ts';
import { type Reader, unless } from '../reader.ts';

interface Replica {
  readonly PointInTimeRecoverySpecification?: object;
  readonly Region?: string;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName?: string }[];
}

/** A ceiling as a template names it; DynamoDB says -1 where there is none. */
const ceiling = <Name extends string>(name: Name, units: number | undefined) =>
  units === undefined || units === -1 ? undefined : { [name]: units };

/** The indexes of the replica: those that the template names for it, and those that hold readers to a number of units. */
function indexesOfReplica(replica: Replica | undefined, indexes: readonly GlobalSecondaryIndexDescription[]) {
  const named = replica?.GlobalSecondaryIndexes;
  const found = indexes.flatMap(({ IndexName, OnDemandThroughput }) => {
    const asked = named?.find((index) => index.IndexName === IndexName);
    const reads = ceiling('MaxReadRequestUnits', OnDemandThroughput?.MaxReadRequestUnits);
    // An index that the template names for a replica is there when the table has it.
    return asked || reads ? [{ ...asked, IndexName, ReadOnDemandThroughputSettings: reads }] : [];
  });
  return named || found.length > 0 ? found : undefined;
}

export const globalTable: Reader = async (aws, { physicalId, properties }) => {
  const TableName = physicalId;
  const table = (await orMissing(aws.dynamodb.describeTable({ TableName })))?.Table;
  if (!table) return undefined;
  const { TableArn: arn = '', AttributeDefinitions, KeySchema, StreamSpecification, SSEDescription } = table;
  const [{ TimeToLiveDescription: ttl }, { ContinuousBackupsDescription: backups }, { Tags }] = await Promise.all([
    aws.dynamodb.describeTimeToLive({ TableName }),
    aws.dynamodb.describeContinuousBackups({ TableName }),
    aws.dynamodb.listTagsOfResource({ ResourceArn: arn }),
  ]);
  const recovery = backups?.PointInTimeRecoveryDescription;
  const region = arn.split(':')[3];
  const replicas = (properties.Replicas ?? []) as Replica[];
  const replica = replicas.find(({ Region }) => Region === region) ?? replicas[0];
  const throughput = table.OnDemandThroughput;
  return {
    properties: {
      AttributeDefinitions,
      BillingMode: table.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
      DeletionProtectionEnabled: table.DeletionProtectionEnabled,
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes?.map((index) => ({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
        WriteOnDemandThroughputSettings: ceiling(
          'MaxWriteRequestUnits',
          index.OnDemandThroughput?.MaxWriteRequestUnits,
        ),
      })),
      KeySchema,
      Replicas: [
        {
          Region: replica?.Region,
          GlobalSecondaryIndexes: indexesOfReplica(replica, table.GlobalSecondaryIndexes ?? []),
          PointInTimeRecoverySpecification:
            recovery?.PointInTimeRecoveryStatus === 'ENABLED'
              ? {
                  PointInTimeRecoveryEnabled: true,
                  // 35 days is the most and what it is without being set.
                  RecoveryPeriodInDays: unless(recovery.RecoveryPeriodInDays, 35),
                }
              : replica?.PointInTimeRecoverySpecification && { PointInTimeRecoveryEnabled: false },
          ReadOnDemandThroughputSettings: throughput?.MaxReadRequestUnits && {
            MaxReadRequestUnits: unless(throughput.MaxReadRequestUnits, -1),
          },
          Tags,
        },
        // What a replica elsewhere has besides being there, its own region knows.
        ...replicas.filter(
          (other) => other !== replica && table.Replicas?.some(({ RegionName }) => RegionName === other.Region),
        ),
        ...(table.Replicas ?? [])
          .filter(({ RegionName }) => RegionName !== region && !replicas.some(({ Region }) => Region === RegionName))
          .map(({ RegionName }) => ({ Region: RegionName })),
      ],
      TableName: properties.TableName && TableName,
      // The service speaks of a key of KMS only: without one, its own key is used, which a template calls not enabled.
      SSESpecification: { SSEEnabled: SSEDescription?.Status === 'ENABLED' },
      StreamSpecification: StreamSpecification?.StreamEnabled
        ? { StreamViewType: StreamSpecification.StreamViewType }
        : undefined,
      TimeToLiveSpecification:
        ttl?.TimeToLiveStatus === 'ENABLED' ? { AttributeName: ttl.AttributeName, Enabled: true } : undefined,
      WriteOnDemandThroughputSettings: throughput?.MaxWriteRequestUnits && {
        MaxWriteRequestUnits: unless(throughput.MaxWriteRequestUnits, -1),
      },
    },
    defaults: { DeletionProtectionEnabled: false, SSESpecification: { SSEEnabled: false } },
    attributes: { Arn: arn, StreamArn: table.LatestStreamArn ?? '', TableId: table.TableId ?? '' },
  };
};
