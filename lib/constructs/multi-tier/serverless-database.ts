import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  ParameterGroup,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DATABASE_PORT, type Network, zoneOf } from './network.ts';

/** Of every cluster of the lab: only what has the same version can take over. */
export const DATABASE_VERSION = AuroraPostgresEngineVersion.VER_17_7;

export interface ServerlessDatabaseProps {
  readonly network: Network<'database'>;
  /** The database in the cluster. */
  readonly name: string;
  readonly user: string;
  /** The user's, with `username` and `password`. @default - RDS makes one, and rotates it every seven days */
  readonly secret?: ISecret;
  /** @default - the key that AWS has for RDS in this region, of which no copy can be taken to another */
  readonly key?: IKey;
  /** In Aurora capacity units; 0 lets the database pause. */
  readonly capacity: { readonly least: number; readonly most: number };
  /** Of its parameter group, which can then be changed without another taking its place. @default none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Readers beside the writer, each in another zone. */
  readonly readers: number;
  readonly backupDays: number;
}

/** Aurora PostgreSQL, Serverless v2: a writer, and readers that stand by for it in other zones. */
export class ServerlessDatabase extends DatabaseCluster {
  constructor(
    scope: Construct,
    id: string,
    { network, name, user, secret, key, capacity, parameters, readers, backupDays }: ServerlessDatabaseProps,
  ) {
    const zone = (at: number) => zoneOf(network.data[at % network.data.length] as ISubnet);
    const engine = DatabaseClusterEngine.auroraPostgres({ version: DATABASE_VERSION });
    super(scope, id, {
      engine,
      // Exam: managed by RDS, the password rotates without a function of ours. ECS reads a secret only when a task starts,
      // so the program reads it again when the old one is refused.
      ...(secret
        ? { credentials: Credentials.fromSecret(secret, user) }
        : { credentials: Credentials.fromUsername(user), manageMasterUserPassword: true }),
      ...(parameters && {
        parameterGroup: new ParameterGroup(scope, `${id}Parameters`, {
          engine,
          description: 'Of the cluster, and of all of its instances',
          parameters: { ...parameters },
        }),
      }),
      defaultDatabaseName: name,
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
      serverlessV2MinCapacity: capacity.least,
      serverlessV2MaxCapacity: capacity.most,
      ...(capacity.least === 0 && { serverlessV2AutoPauseDuration: Duration.minutes(5) }),
      storageEncrypted: true,
      ...(key && { storageEncryptionKey: key }),
      backup: { retention: Duration.days(backupDays) },
      // A practice project leaves nothing behind.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-RDS6',
        reason:
          'The password is rotated by RDS and read again when refused; no token has to be made for each connection.',
      },
      { id: 'AwsSolutions-RDS10', reason: 'A practice project: what is deployed can be taken down by one command.' },
    );
  }
}
