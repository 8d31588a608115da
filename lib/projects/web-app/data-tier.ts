import { Validations } from 'aws-cdk-lib';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import type { DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DATABASE_PORT, type DataPort, type Network } from '../../constructs/multi-tier/network.ts';
import { ServerlessDatabase } from '../../constructs/multi-tier/serverless-database.ts';
import type { Size } from './size.ts';

const CACHE_PORT = 6379;

/** What the tasks speak to here. */
export const DATA_PORTS = {
  database: { port: DATABASE_PORT, speaks: 'PostgreSQL' },
  cache: { port: CACHE_PORT, speaks: 'Valkey' },
} as const satisfies Record<string, DataPort>;

export interface DataTierProps {
  readonly network: Network<keyof typeof DATA_PORTS>;
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
    const { databaseCapacity, readers, cacheNodes, backupDays } = size;

    this.database = new ServerlessDatabase(this, 'Database', {
      network,
      name: DATABASE_NAME,
      user: 'exam_room',
      capacity: databaseCapacity,
      // A connection that is forgotten in a transaction is ended after a minute, not after a day as Aurora would. How many
      // there may be is left to Aurora: that follows the memory.
      parameters: { idle_in_transaction_session_timeout: '60000' },
      readers,
      backupDays,
    });
    this.databaseSecret = this.database.secret as ISecret;

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
