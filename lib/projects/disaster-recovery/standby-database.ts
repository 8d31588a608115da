import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnDBCluster, CfnDBInstance, DatabaseClusterEngine, SubnetGroup } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { DATABASE_PORT, type Network, zoneOf } from '../../constructs/multi-tier/network.ts';
import { DATABASE_VERSION } from '../../constructs/multi-tier/serverless-database.ts';
import { keyAliasArn } from './arns.ts';

export interface StandbyDatabaseProps {
  readonly network: Network<'database'>;
  /** Where its data comes from: the primary as long as there is one, or a snapshot. */
  readonly from: { readonly globalCluster: string } | { readonly snapshot: string };
  readonly instances: number;
  /** In Aurora capacity units. */
  readonly capacity: { readonly least: number; readonly most: number };
  readonly backupDays: number;
}

/**
 * A cluster of which another region, or a snapshot, has user, password and data. The CDK's own construct wants a writer and
 * a user, and a secondary cluster has neither.
 */
export class StandbyDatabase extends Construct {
  readonly cluster: CfnDBCluster;

  constructor(scope: Construct, id: string, { network, from, instances, capacity, backupDays }: StandbyDatabaseProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { engineType: engine } = DatabaseClusterEngine.auroraPostgres({ version: DATABASE_VERSION });
    const subnets = new SubnetGroup(this, 'Subnets', {
      description: 'The data tier',
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.data] },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.cluster = new CfnDBCluster(this, 'Cluster', {
      engine,
      engineVersion: DATABASE_VERSION.auroraPostgresFullVersion,
      ...('snapshot' in from ? { snapshotIdentifier: from.snapshot } : { globalClusterIdentifier: from.globalCluster }),
      port: DATABASE_PORT,
      dbSubnetGroupName: subnets.subnetGroupName,
      vpcSecurityGroupIds: [network.groups.database.securityGroupId],
      // Exam: a key is of its region. An encrypted copy names one of the region that it goes to.
      storageEncrypted: true,
      kmsKeyId: keyAliasArn(stack, stack.region),
      copyTagsToSnapshot: true,
      backupRetentionPeriod: backupDays,
      serverlessV2ScalingConfiguration: { minCapacity: capacity.least, maxCapacity: capacity.most },
    });
    this.cluster.applyRemovalPolicy(RemovalPolicy.DESTROY);
    Validations.of(this.cluster).acknowledge(
      {
        id: 'AwsSolutions-RDS6',
        reason: 'As in the first region: by the password that the replica of its secret has.',
      },
      { id: 'AwsSolutions-RDS10', reason: 'A practice project: what is deployed can be taken down by one command.' },
    );
    for (let at = 0; at < instances; at += 1) {
      const instance = new CfnDBInstance(this, `Instance${at + 1}`, {
        dbClusterIdentifier: this.cluster.ref,
        dbInstanceClass: 'db.serverless',
        engine,
        availabilityZone: zoneOf(network.data[at % network.data.length] as ISubnet),
        // Of tier 0 and 1, so that the one that is promoted is as large as the one before it.
        promotionTier: Math.min(at, 1),
        publiclyAccessible: false,
      });
      instance.applyRemovalPolicy(RemovalPolicy.DESTROY);
      Validations.of(instance).acknowledge({ id: 'AwsSolutions-RDS10', reason: 'Its cluster says it.' });
    }
  }
}
