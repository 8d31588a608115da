/** Backup and restore between the two regions, by the calls that a plan, an operator and CloudFormation make. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ECS } from '@aws-sdk/client-ecs';
import { RDS } from '@aws-sdk/client-rds';
import { adaptAssembly } from '../../../lib/emulator/adapt-assembly.ts';
import { fillGaps } from '../../../lib/emulator/fill-gaps.ts';
import { emulatorApi } from '../../../lib/emulator/web/api.ts';
import { runContainersOf } from '../../../lib/emulator/web/assembly.ts';
import { allOutputs } from '../../../lib/lab/stacks/stacks.ts';
import { pollingOf, synthesize, withCdk } from '../../../lib/lab/stacks/toolkit.ts';
import { SETTINGS_OUTPUT, settingsIn } from '../../../lib/project-settings.ts';
import { VAULT } from '../../../lib/projects/disaster-recovery/names.ts';
import { disasterRecovery } from '../../../lib/projects/disaster-recovery/project.ts';
import { inRegion } from '../../../lib/target.ts';
import { backupApi } from '../../support/web/backup-api.ts';
import { type DeployedRegions, PRIMARY, STANDBY } from '../deployed-regions.ts';
import { hold } from './looking.ts';

const STACK = `${disasterRecovery.stackName}Standby`;
const silent = { progress: () => {} };

const otherThan = (region: string) => (region === PRIMARY ? STANDBY : PRIMARY);
const clusterName = (arn: string) => arn.split(':').at(-1) as string;

/**
 * What a rule of the plan does: a recovery point, and its copy in the vault of the other region.
 * @returns the copy, and when the first was begun and was there, in milliseconds since 1970
 */
export async function backUp(regions: DeployedRegions, region: string, clusterArn: string) {
  const backup = backupApi(regions.endpoint, region);
  const account = clusterArn.split(':')[4];
  const vault = `arn:aws:backup:${otherThan(region)}:${account}:backup-vault:${VAULT}`;
  const begun = Date.now();
  const made = await backup.backupEnded((await backup.startBackup(VAULT, clusterArn)).BackupJobId);
  const taken = Date.now();
  if (made.State !== 'COMPLETED') throw new Error(`No backup was made: ${made.StatusMessage}`);
  const copied = await backup.copyEnded(
    (await backup.startCopy(VAULT, made.RecoveryPointArn as string, vault)).CopyJobId,
  );
  if (copied.State !== 'COMPLETED') throw new Error(`The backup was not copied: ${copied.StatusMessage}`);
  return { copy: copied.DestinationRecoveryPointArn as string, begun, taken };
}

/** The newest of the database in the vault of a region. */
export async function newestIn(regions: DeployedRegions, region: string): Promise<string> {
  const points = await backupApi(regions.endpoint, region).pointsIn(VAULT);
  const [newest] = points.toSorted((a, b) => b.CreationDate - a.CreationDate);
  if (!newest) throw new Error(`There is no recovery point in ${region}.`);
  return newest.RecoveryPointArn;
}

/**
 * `cdk deploy DisasterRecoveryStandby --exclusively -c standby=serving -c snapshot=…`, by somebody whose AWS_REGION is the
 * region that is left.
 */
export async function deployRestored({ lab, target, emulator, outputs }: DeployedRegions, snapshot: string) {
  const assembly = join(lab.stateFolder, 'assembly-restored');
  const place = inRegion(target, STANDBY);
  const before = { AWS_REGION: process.env.AWS_REGION, AWS_DEFAULT_REGION: process.env.AWS_DEFAULT_REGION };
  Object.assign(process.env, { AWS_REGION: STANDBY, AWS_DEFAULT_REGION: STANDBY });
  try {
    rmSync(assembly, { recursive: true, force: true });
    const settings = { ...settingsIn(outputs.primary[SETTINGS_OUTPUT] ?? ''), standby: 'serving', snapshot };
    const context = { ...settings, regions: [PRIMARY, STANDBY].join() };
    await synthesize(lab.repository, assembly, [disasterRecovery.slug], silent, [], context);
    const left = adaptAssembly(assembly)[STACK] ?? [];
    await runContainersOf(assembly, emulator);
    await withCdk('DeployFailed', STACK, { target: place, ...silent }, async (toolkit, { StackSelectionStrategy }) => {
      const stacks = { strategy: StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [STACK] };
      const source = await toolkit.fromAssemblyDirectory(assembly);
      await toolkit.deploy(source, { stacks, deploymentMethod: { method: 'direct' }, ...pollingOf(place) });
    });
    await fillGaps(STACK, left, await allOutputs(STACK, place), place);
    return allOutputs(STACK, place);
  } finally {
    Object.assign(process.env, before);
  }
}

/** `cdk destroy DisasterRecoveryStandby --exclusively`: the name leads to the primary again. */
export async function destroyRestored({ lab, target }: DeployedRegions): Promise<void> {
  const place = inRegion(target, STANDBY);
  await withCdk('DestroyFailed', STACK, { target: place, ...silent }, async (toolkit, { StackSelectionStrategy }) => {
    const stacks = { strategy: StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [STACK] };
    const source = await toolkit.fromAssemblyDirectory(join(lab.stateFolder, 'assembly-restored'));
    await toolkit.destroy(source, { stacks, ...pollingOf(place) });
  });
}

/** Has the service of a region run so many tasks and no less; with none nobody writes there. */
export async function runTasks(regions: DeployedRegions, region: string, outputs: Outputs, count: number) {
  const { ClusterName: cluster, ServiceName: service } = outputs;
  await emulatorApi(regions.endpoint, region).json('application-autoscaling', 'RegisterScalableTarget', {
    ...{ ServiceNamespace: 'ecs', ResourceId: `service/${cluster}/${service}`, MinCapacity: count },
    ScalableDimension: 'ecs:service:DesiredCount',
  });
  await new ECS(regions.config(region)).updateService({ cluster, service, desiredCount: count });
  const tasks = async () => (await regions.containers(region)).filter(({ task }) => task).length;
  await hold(`${count} tasks run in ${region}`, async () => (await tasks()) === count, 200);
}

type Outputs = Readonly<Record<string, string>>;

/**
 * Puts what a snapshot has in the place of a cluster, under its name and those of its instances: the endpoints of Aurora are made of
 * the name, the account and the region, so that those who asked the old one ask this one.
 */
export async function restoreInPlace(regions: DeployedRegions, region: string, clusterArn: string, snapshot: string) {
  const rds = new RDS(regions.config(region));
  const DBClusterIdentifier = clusterName(clusterArn);
  const [cluster] = (await rds.describeDBClusters({ DBClusterIdentifier })).DBClusters ?? [];
  const ofCluster = { Filters: [{ Name: 'db-cluster-id', Values: [DBClusterIdentifier] }] };
  const instances = async () => (await rds.describeDBInstances(ofCluster)).DBInstances ?? [];
  const were = await instances();
  if (!cluster || were.length === 0) throw new Error(`${clusterArn} is not whole.`);
  for (const { DBInstanceIdentifier } of were)
    await rds.deleteDBInstance({ DBInstanceIdentifier, SkipFinalSnapshot: true });
  await hold('the instances are gone', async () => (await instances()).length === 0, 100);
  await rds.deleteDBCluster({ DBClusterIdentifier, SkipFinalSnapshot: true });
  await rds.restoreDBClusterFromSnapshot({
    ...{
      DBClusterIdentifier,
      SnapshotIdentifier: snapshot,
      Engine: cluster.Engine,
      EngineVersion: cluster.EngineVersion,
    },
    ...{ Port: cluster.Port, DBSubnetGroupName: cluster.DBSubnetGroup, KmsKeyId: cluster.KmsKeyId },
    VpcSecurityGroupIds: cluster.VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId as string),
    DBClusterParameterGroupName: cluster.DBClusterParameterGroup,
    ServerlessV2ScalingConfiguration: cluster.ServerlessV2ScalingConfiguration,
    CopyTagsToSnapshot: true,
  });
  const status = async () => (await rds.describeDBClusters({ DBClusterIdentifier })).DBClusters?.[0]?.Status;
  await hold('the cluster is restored', async () => (await status()) === 'available', 100);
  for (const each of were) {
    await rds.createDBInstance({
      ...{ DBInstanceIdentifier: each.DBInstanceIdentifier, DBClusterIdentifier, Engine: each.Engine },
      ...{ DBInstanceClass: each.DBInstanceClass, AvailabilityZone: each.AvailabilityZone },
      ...{ PromotionTier: each.PromotionTier, PubliclyAccessible: false },
    });
  }
  const areThere = async () => (await instances()).every(({ DBInstanceStatus }) => DBInstanceStatus === 'available');
  await hold('its instances are there', areThere, 200);
}
