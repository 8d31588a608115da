import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CACHE_PORT, DATABASE_PORT, type Network, zoneOf } from './network.ts';
import type { Size } from './size.ts';

export interface DataTierProps {
  readonly network: Network;
  readonly size: Size;
}

export const DATABASE_NAME = 'exams';

/** Where answers are kept, and where what can be had again is kept for a while. */
export class DataTier extends Construct {
  readonly database: DatabaseCluster;
  /** Of the database's user; RDS rotates it every seven days. */
  readonly databaseSecret: ISecret;
  readonly cache: CfnReplicationGroup;
  readonly cacheToken: Secret;
  /** `host:port` of the node that takes writes. */
  readonly cacheEndpoint: string;

  constructor(scope: Construct, id: string, { network, size }: DataTierProps) {
    super(scope, id);
    const { databaseCapacity, readers, cacheNodes } = size;
    const zone = (at: number) => zoneOf(network.data[at % network.data.length] as ISubnet);

    this.database = new DatabaseCluster(this, 'Database', {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
      // Exam: managed by RDS, the password rotates without a function of ours. ECS reads a secret only when a task starts,
      // so the program reads it again when the old one is refused.
      credentials: Credentials.fromUsername('exam_room'),
      manageMasterUserPassword: true,
      defaultDatabaseName: DATABASE_NAME,
      port: DATABASE_PORT,
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.data] },
      securityGroups: [network.groups.database],
      // Exam: named, or both might come to be in one zone.
      writer: ClusterInstance.serverlessV2('Writer', { availabilityZone: zone(0) }),
      // Exam: a reader is the standby as well. Of tier 0 or 1, as by `scaleWithWriter`, it is always large enough to
      // take over.
      readers: Array.from({ length: readers }, (_, at) =>
        ClusterInstance.serverlessV2(`Reader${at + 1}`, { scaleWithWriter: true, availabilityZone: zone(at + 1) }),
      ),
      serverlessV2MinCapacity: databaseCapacity.least,
      serverlessV2MaxCapacity: databaseCapacity.most,
      ...(databaseCapacity.least === 0 && { serverlessV2AutoPauseDuration: Duration.minutes(5) }),
      storageEncrypted: true,
      backup: { retention: Duration.days(size.backupDays) },
      // A practice project leaves nothing behind.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.databaseSecret = this.database.secret as ISecret;
    Validations.of(this.database).acknowledge(
      {
        id: 'AwsSolutions-RDS6',
        reason:
          'The password is rotated by RDS and read again when refused; no token has to be made for each connection.',
      },
      { id: 'AwsSolutions-RDS10', reason: 'A practice project: what is deployed can be taken down by one command.' },
    );

    // Exam: ElastiCache asks for the token beside TLS alone, and takes 16 to 128 characters.
    this.cacheToken = new Secret(this, 'CacheToken', {
      description: 'What tasks show the cache',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    Validations.of(this.cacheToken).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The cache holds nothing that cannot be had again, and is reached by the tasks alone; a new token takes two ' +
        'changes of the group and a deployment, which no schedule should start.',
    });
    const subnets = new CfnSubnetGroup(this, 'CacheSubnets', {
      description: 'The data tier',
      subnetIds: network.data.map(({ subnetId }) => subnetId),
    });
    this.cache = new CfnReplicationGroup(this, 'Cache', {
      replicationGroupDescription: 'Sessions and boards of the exam room',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: 'cache.t4g.micro',
      numCacheClusters: cacheNodes,
      automaticFailoverEnabled: cacheNodes > 1,
      multiAzEnabled: cacheNodes > 1,
      port: CACHE_PORT,
      securityGroupIds: [network.groups.cache.securityGroupId],
      cacheSubnetGroupName: subnets.ref,
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      authToken: this.cacheToken.secretValue.unsafeUnwrap(),
    });
    if (cacheNodes === 1) {
      Validations.of(this.cache).acknowledge({
        id: 'AwsSolutions-AEC4',
        reason: 'The sandbox size has one node: without its cache the exam room answers more slowly.',
      });
    }
    this.cacheEndpoint = `${this.cache.attrPrimaryEndPointAddress}:${CACHE_PORT}`;
  }
}
