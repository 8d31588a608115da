/** What drills change of database clusters (Amazon RDS). */
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

/** A cluster by its identifier. */
export interface ClusterTarget {
  readonly cluster: string;
}

const CONNECTIONS = 'max_connections';

export async function clusterNow({ rds }: AwsClients, { cluster }: ClusterTarget) {
  return (await orMissing(rds.describeDBClusters({ DBClusterIdentifier: cluster })))?.DBClusters?.[0];
}

/** `max_connections` in the parameter group of a cluster; `null` where it is Aurora's own. */
export const clusterConnections = {
  resource: ({ cluster }: ClusterTarget) => `rds:cluster:${cluster}`,
  async read(aws: AwsClients, target: ClusterTarget): Promise<number | null | undefined> {
    const found = await clusterNow(aws, target);
    if (!found) return undefined;
    const { Parameters = [] } = await aws.rds.describeDBClusterParameters({
      DBClusterParameterGroupName: found.DBClusterParameterGroup,
      Source: 'user',
    });
    const value = Parameters.find(({ ParameterName }) => ParameterName === CONNECTIONS)?.ParameterValue ?? '';
    return /^\d+$/.test(value) ? Number(value) : null;
  },
  /** The parameter is static: each instance is started again for it, those that follow first. */
  async write(aws: AwsClients, target: ClusterTarget, value: number | null): Promise<void> {
    await writeConnections(aws, target, value);
    const { DBClusterMembers = [] } = (await clusterNow(aws, target)) ?? {};
    for (const { DBInstanceIdentifier } of DBClusterMembers.toSorted(
      (one, other) => Number(one.IsClusterWriter) - Number(other.IsClusterWriter),
    )) {
      await startAgain(aws, DBInstanceIdentifier ?? '');
    }
  },
};

/** Writes the parameter alone: until they are started again, the instances go on with what they had. */
export async function writeConnections(aws: AwsClients, target: ClusterTarget, value: number | null): Promise<void> {
  const DBClusterParameterGroupName = (await clusterNow(aws, target))?.DBClusterParameterGroup;
  const parameter = { ParameterName: CONNECTIONS, ApplyMethod: 'pending-reboot' } as const;
  if (value === null) {
    await aws.rds.resetDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters: [parameter] });
  } else {
    const Parameters = [{ ...parameter, ParameterValue: String(value) }];
    await aws.rds.modifyDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters });
  }
}

const STARTED_SECONDS = 300;

async function startAgain({ rds }: AwsClients, DBInstanceIdentifier: string): Promise<void> {
  await rds.rebootDBInstance({ DBInstanceIdentifier });
  const isBack = async () => {
    const { DBInstances = [] } = await rds.describeDBInstances({ DBInstanceIdentifier });
    return DBInstances[0]?.DBInstanceStatus === 'available';
  };
  if (await until(isBack, STARTED_SECONDS)) return;
  throw new LabError(
    'UpdateStuck',
    `${DBInstanceIdentifier} is not available again after ${STARTED_SECONDS / 60} minutes: look at its events, then go on.`,
  );
}

/** Between how many Aurora capacity units the instances of a cluster move. */
export interface Capacity {
  readonly least: number;
  readonly most: number;
}

export const clusterCapacity = {
  resource: ({ cluster }: ClusterTarget) => `rds:cluster:${cluster}`,
  async read(aws: AwsClients, target: ClusterTarget): Promise<Capacity | undefined> {
    const { MinCapacity: least = 0, MaxCapacity: most = 0 } =
      (await clusterNow(aws, target))?.ServerlessV2ScalingConfiguration ?? {};
    return most > 0 ? { least, most } : undefined;
  },
  async write({ rds }: AwsClients, { cluster }: ClusterTarget, { least, most }: Capacity): Promise<void> {
    await rds.modifyDBCluster({
      DBClusterIdentifier: cluster,
      ServerlessV2ScalingConfiguration: { MinCapacity: least, MaxCapacity: most },
    });
  },
};

/** For how many days a cluster can be recovered. */
export const clusterBackups = {
  resource: ({ cluster }: ClusterTarget) => `rds:cluster:${cluster}`,
  read: async (aws: AwsClients, target: ClusterTarget): Promise<number | undefined> =>
    (await clusterNow(aws, target))?.BackupRetentionPeriod,
  async write({ rds }: AwsClients, { cluster }: ClusterTarget, value: number): Promise<void> {
    await rds.modifyDBCluster({ DBClusterIdentifier: cluster, BackupRetentionPeriod: value });
  },
};
