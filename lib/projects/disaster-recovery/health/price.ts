/**
 * What the database of both regions is paid for while nobody comes, counted from what RDS says of it, and that what was promised
 * for a loss is there for it: recovery is not saved on.
 */
import type { DBCluster } from '@aws-sdk/client-rds';
import { deployedStack } from '../../../lab/deployed/template.ts';
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { HOURS_PER_MONTH, PRICES, usd } from '../../../prices.ts';
import { ADDED_INSTANCE } from '../names.ts';
import { disasterRecovery } from '../project.ts';
import { inStandby, type Lab, type Output, outputsOfStandby, standby } from './regions.ts';

const SERVERLESS = 'db.serverless';
/** Twice what was deployed: above, nothing bounds the bill of a busy day. */
const AT_MOST_TIMES = 2;

/** A cluster as far as it is paid for, and as far as a recovery needs it. */
interface Database {
  readonly instances: number;
  readonly zones: number;
  /** In Aurora capacity units. */
  readonly least: number;
  readonly most: number;
  readonly backupDays: number;
  /** Instances that are paid by the hour of a size of their own. */
  readonly ofOtherClass: number;
  /** Whether one of them is what a failover adds to a region that had none; it stays until somebody deletes it. */
  readonly hasAdded: boolean;
}

const nameOf = (arn: string) => arn.split(':').at(-1) as string;

/** The clusters of both regions, by the identifiers that settings take. */
export const clustersOf = async (lab: Lab) => ({
  primary: { cluster: nameOf(lab.outputs.DatabaseClusterArn) },
  standby: { cluster: nameOf((await outputsOfStandby(lab)).DatabaseClusterArn), ...inStandby },
});

async function databaseNow({ rds }: Lab['aws'], cluster: string): Promise<Database> {
  const [{ DBClusters = [] }, { DBInstances = [] }] = await Promise.all([
    rds.describeDBClusters({ DBClusterIdentifier: cluster }),
    rds.describeDBInstances({ Filters: [{ Name: 'db-cluster-id', Values: [cluster] }] }),
  ]);
  const { ServerlessV2ScalingConfiguration: capacity, BackupRetentionPeriod = 0 }: DBCluster = DBClusters[0] ?? {};
  const paid = DBInstances.filter(({ DBInstanceStatus }) => DBInstanceStatus !== 'deleting');
  return {
    instances: paid.length,
    zones: new Set(paid.map(({ AvailabilityZone }) => AvailabilityZone)).size,
    ...{ least: capacity?.MinCapacity ?? 0, most: capacity?.MaxCapacity ?? 0, backupDays: BackupRetentionPeriod },
    ofOtherClass: paid.filter(({ DBInstanceClass }) => DBInstanceClass !== SERVERLESS).length,
    hasAdded: paid.some(({ DBInstanceIdentifier }) => DBInstanceIdentifier === ADDED_INSTANCE),
  };
}

async function databaseAsDeployed(aws: Lab['aws'], stackName: string): Promise<Database> {
  const { resources } = await deployedStack(aws, stackName);
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const [cluster] = of('AWS::RDS::DBCluster');
  const { ServerlessV2ScalingConfiguration: capacity, BackupRetentionPeriod } = cluster?.properties ?? {};
  const instances = of('AWS::RDS::DBInstance');
  return {
    instances: instances.length,
    zones: new Set(instances.map(({ properties }) => properties.AvailabilityZone)).size,
    ...{ least: Number(capacity?.MinCapacity), most: Number(capacity?.MaxCapacity) },
    ...{ backupDays: Number(BackupRetentionPeriod), ofOtherClass: 0, hasAdded: false },
  };
}

/** Both regions, each as it is and as it was deployed; the first region first. */
async function databases(lab: Lab) {
  const clusters = await clustersOf(lab);
  return Promise.all(
    [
      { aws: lab.aws, cluster: clusters.primary.cluster, stackName: disasterRecovery.stackName },
      { aws: standby(lab), cluster: clusters.standby.cluster, stackName: `${disasterRecovery.stackName}Standby` },
    ].map(async ({ aws, cluster, stackName }) => {
      const [now, deployed] = await Promise.all([databaseNow(aws, cluster), databaseAsDeployed(aws, stackName)]);
      return { now, deployed };
    }),
  );
}

/** USD for a month in which every instance is as small as it may be; a failover's own instance is no repair's. */
const idle = (some: readonly Database[]): number =>
  some.reduce((sum, { instances, hasAdded, least }) => sum + (instances - Number(hasAdded)) * least, 0) *
  PRICES.auroraCapacityUnitHour *
  HOURS_PER_MONTH;

export const databaseCostsNoMore: Probe<Output> = {
  expects: 'While nobody comes, the database of both regions costs what it cost when it was deployed',
  async look(lab): Promise<Finding> {
    const both = await databases(lab);
    const [costs, before] = [idle(both.map(({ now }) => now)), idle(both.map(({ deployed }) => deployed))];
    const wanted = `${usd(before)} a month or less`;
    const ok = costs <= before + 0.005 && both.every(({ now }) => now.ofOtherClass === 0);
    return { ok, saw: costs <= before + 0.005 && !ok ? 'paid by another price list' : `${usd(costs)} a month`, wanted };
  },
};

export const databaseIsReady: Probe<Output> = {
  expects:
    'The database survives a zone, serves without waking up, grows as it did, and can be recovered as long as it could',
  async look(lab): Promise<Finding> {
    const wanted = 'as deployed, or better';
    const no = (saw: string): Finding => ({ ok: false, saw, wanted });
    for (const { now, deployed } of await databases(lab)) {
      if (now.instances < deployed.instances || now.zones < deployed.zones)
        return no('a loss that it survived would stop it');
      if (now.least < deployed.least) return no('who comes first would wait for it');
      if (now.most < deployed.most) return no('it would not grow as far as it did');
      if (now.most > deployed.most * AT_MOST_TIMES) return no('it would grow further than anybody has reckoned with');
      if (now.backupDays < deployed.backupDays) return no('a mistake that is found late could not be undone');
    }
    return { ok: true, saw: wanted, wanted };
  },
};
