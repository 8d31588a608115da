import { RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import { type CfnDBCluster, CfnGlobalCluster, type IDatabaseCluster } from 'aws-cdk-lib/aws-rds';
import { type CfnSecret, type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DATABASE_PORT, Network } from '../../constructs/multi-tier/network.ts';
import { ServerlessDatabase } from '../../constructs/multi-tier/serverless-database.ts';
import { WebTier } from '../../constructs/multi-tier/web-tier.ts';
import { publishOutputs } from '../../constructs/publish-outputs.ts';
import { Backups } from './backups.ts';
import { Copies } from './copies.ts';
import { Entrance, type Side } from './entrance.ts';
import { Failover } from './failover/failover.ts';
import { FENCE, fenceOf } from './failover/fence.ts';
import { DATABASE_SECRET, filesBucket, GLOBAL_CLUSTER, PRIMARY_CLUSTER, PROGRESS_TABLE } from './names.ts';
import { disasterRecovery } from './project.ts';
import { Replication } from './replication.ts';
import { StandbyDatabase } from './standby-database.ts';
import { FULL, type Settings, type Size, textOf } from './strategy.ts';

/** The program that both regions run: this project has none of its own, and the registry hands in the exam room. */
export interface Program {
  /** Folder with its Dockerfile. */
  readonly image: string;
  readonly port: number;
  readonly healthPath: string;
  /** What brings the schema up to date. */
  readonly migrate: readonly string[];
  readonly databaseName: string;
}

export interface RegionProps extends StackProps {
  readonly settings: Settings;
  readonly program: Program;
}

const USER = 'exam_room';
// Exam: 0 ACU would let it pause, and what takes over would have to wake up first.
const CAPACITY = { least: 0.5, most: 2 };
const BACKUP_DAYS = 7;

interface Database {
  readonly writer: string;
  readonly reader: string;
  readonly arn: string;
  readonly secret: ISecret;
  /** Where it follows the other region's, and may take over from it. */
  readonly secondary?: CfnDBCluster;
}

/** One region of the exam room; what differs between the two is where its data comes from. */
abstract class RegionStack extends Stack {
  protected readonly network: Network<'database'>;

  constructor(scope: Construct, id: string, side: Side, { settings, program, ...props }: RegionProps) {
    super(scope, id, props);
    this.network = new Network(this, 'Network', {
      port: program.port,
      data: { database: { port: DATABASE_PORT, speaks: 'PostgreSQL' } },
      // Two regions with four endpoints in two zones each would cost more than all the rest (docs/decisions/0093).
      webTier: 'public',
      entry: 'public',
    });
    // Where ECR keeps the layers of images ("Amazon ECR interface VPC endpoints", minimum permissions).
    this.network.allowToS3(
      ['s3:GetObject'],
      [`arn:${this.partition}:s3:::prod-${this.region}-starport-layer-bucket/*`],
    );
    const database = this.database(settings, program);
    const size = side === 'primary' ? FULL : (settings.waiting as Size);

    const entrance = new Entrance(this, 'Entrance', { settings, side });
    const web = new WebTier(this, 'Web', {
      network: this.network,
      healthPath: program.healthPath,
      tasks: size.tasks,
      certificate: entrance.certificate,
      task: {
        // Exam: the CDK publishes an image to the registry of each region that it deploys to; a task that starts in a disaster
        // asks the registry of its own region.
        image: program.image,
        port: program.port,
        environment: {
          DATABASE_HOST: database.writer,
          DATABASE_READER_HOST: database.reader,
          DATABASE_PORT: String(DATABASE_PORT),
          DATABASE_NAME: program.databaseName,
          DATABASE_TLS: 'on',
          DATABASE_SECRET_ARN: database.secret.secretArn,
        },
        secrets: { DATABASE_SECRET: EcsSecret.fromSecretsManager(database.secret) },
        reads: [database.secret],
      },
    });
    entrance.leadTo(web.balancer, program.healthPath);
    if (database.secondary) {
      const { secondary: cluster } = database;
      new Failover(this, 'Failover', { primary: settings.primary, cluster, web, tasks: FULL.tasks.least });
    } else if (side === 'standby') {
      // It is there because the primary was lost: one that comes back has the data of before.
      fenceOf(this, web, FENCE.up);
    }
    const migration = web.taskDefinition(this, 'Migration', { streamPrefix: 'migration', command: program.migrate });

    publishOutputs(this, disasterRecovery.outputs, {
      SiteUrl: `https://${settings.domain}`,
      BalancerName: web.balancer.loadBalancerDnsName,
      ClusterName: web.cluster.clusterName,
      ServiceName: web.service.serviceName,
      MigrationTaskDefinitionArn: migration.taskDefinitionArn,
      WebSubnetIds: this.network.web.map(({ subnetId }) => subnetId).join(','),
      WebSecurityGroupId: this.network.groups.tasks.securityGroupId,
      DatabaseClusterArn: database.arn,
      FilesBucketName: filesBucket(this, this.region),
      Settings: textOf(settings),
    });
  }

  /** Called once the network is there. */
  protected abstract database(settings: Settings, program: Program): Database;
}

/** The region that is in use: it has the data, and sends it to the other. */
export class DisasterRecoveryStack extends RegionStack {
  constructor(scope: Construct, id: string, props: RegionProps) {
    super(scope, id, 'primary', props);
  }

  protected database({ strategy, standby }: Settings, { databaseName }: Program): Database {
    const backups = strategy === 'backup-restore';
    const copies = new Copies(this, 'Copies', { vault: backups });
    new Replication(this, 'Replication', { files: copies.files, key: copies.key, to: standby });
    const table = new TableV2(this, 'Progress', {
      tableName: PROGRESS_TABLE,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
      // Exam: a replica takes writes as well, and the later of two writes wins. It is no backup: it follows a deletion too.
      ...(!backups && { replicas: [{ region: standby }] }),
    });

    // Exam: RDS manages no password for a cluster of a global database ("Limitations for Secrets Manager integration"): this
    // one is ours, and its replica is there before anybody needs it.
    const secret = new Secret(this, 'DatabaseSecret', {
      secretName: DATABASE_SECRET,
      description: "The database's user",
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: USER }),
        generateStringKey: 'password',
        excludePunctuation: true,
        passwordLength: 40,
      },
    });
    (secret.node.defaultChild as CfnSecret).replicaRegions = [{ region: standby }];
    Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: NO_ROTATION_YET });

    const database = new ServerlessDatabase(this, 'Database', {
      network: this.network,
      name: databaseName,
      user: USER,
      secret,
      key: copies.key,
      capacity: CAPACITY,
      readers: FULL.instances - 1,
      backupDays: BACKUP_DAYS,
    });
    if (backups) {
      new Backups(this, 'Backups', { copies, resources: [database.clusterArn, table.tableArn], to: standby });
    } else {
      this.replicateFrom(database);
    }
    return { ...endpointsOf(database), arn: database.clusterArn, secret };
  }

  /** Makes the cluster the first of a global database, to which the other region adds its own. */
  private replicateFrom(database: ServerlessDatabase): void {
    const cluster = database.node.defaultChild as CfnDBCluster;
    const whole = new CfnGlobalCluster(this, 'GlobalDatabase', {
      globalClusterIdentifier: GLOBAL_CLUSTER,
      engine: cluster.engine as string,
      engineVersion: cluster.engineVersion as string,
      storageEncrypted: true,
      deletionProtection: false,
    });
    whole.applyRemovalPolicy(RemovalPolicy.DESTROY);
    cluster.globalClusterIdentifier = whole.ref;
    // The way back leads to it, and the other region knows it by this.
    cluster.dbClusterIdentifier = PRIMARY_CLUSTER;
  }
}

const endpointsOf = ({ clusterEndpoint, clusterReadEndpoint }: IDatabaseCluster) => ({
  writer: clusterEndpoint.hostname,
  reader: clusterReadEndpoint.hostname,
});

/** The region that waits: a copy of the data, and as much beside it as the strategy says. */
export class DisasterRecoveryStandbyStack extends RegionStack {
  constructor(scope: Construct, id: string, props: RegionProps) {
    super(scope, id, 'standby', props);
  }

  protected database({ waiting, snapshot }: Settings): Database {
    const { cluster } = new StandbyDatabase(this, 'Database', {
      network: this.network,
      from: snapshot === undefined ? { globalCluster: GLOBAL_CLUSTER } : { snapshot },
      instances: (waiting as Size).instances,
      capacity: CAPACITY,
      backupDays: BACKUP_DAYS,
    });
    return {
      writer: cluster.attrEndpointAddress,
      reader: cluster.attrReadEndpointAddress,
      arn: cluster.attrDbClusterArn,
      secret: Secret.fromSecretNameV2(this, 'DatabaseSecret', DATABASE_SECRET),
      // What was restored from a snapshot follows nobody.
      ...(snapshot === undefined && { secondary: cluster }),
    };
  }
}

const NO_ROTATION_YET =
  'RDS cannot rotate it for a global database; a function that does would have to stand in both regions, and there is none yet.';
