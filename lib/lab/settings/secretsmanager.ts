/** What drills change of secrets (AWS Secrets Manager). */
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import { type AwsClients, clientsIn } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface ReplicaTarget {
  readonly secret: string;
  /** Of the replica. */
  readonly region: string;
}

/** A secret as a replica of another, or as one of its own; by its version, so that no journal has what it holds. */
export interface Replica {
  /** Region of the secret that it follows; null where it follows none. */
  readonly follows: string | null;
  /** Id of the version that is current. A replica has those of its primary. */
  readonly version: string;
}

const CURRENT = 'AWSCURRENT';
const IN_STEP_SECONDS = 60;

export const secretReplica = {
  resource: ({ secret }: ReplicaTarget) => `secretsmanager:${secret}`,
  async read({ secrets }: AwsClients, { secret }: ReplicaTarget): Promise<Replica | undefined> {
    const found = await orMissing(secrets.describeSecret({ SecretId: secret }));
    if (!found || found.DeletedDate) return undefined;
    const stages = Object.entries(found.VersionIdsToStages ?? {});
    const [version = ''] = stages.find(([, labels]) => labels.includes(CURRENT)) ?? [];
    return { follows: found.PrimaryRegion ?? null, version };
  },
  async write(aws: AwsClients, target: ReplicaTarget, value: Replica): Promise<void> {
    const now = await secretReplica.read(aws, target);
    if (value.follows !== null) {
      if (now?.follows !== value.follows) await follow(aws, target, value.follows);
      return;
    }
    if (now?.follows) await aws.secrets.stopReplicationToReplica({ SecretId: target.secret });
    if (now?.version !== value.version) await makeCurrent(aws, target, value.version, now?.version);
  },
};

/** Makes it a replica again, whatever is there by its name. */
async function follow(aws: AwsClients, target: ReplicaTarget, primary: string): Promise<void> {
  const { KmsKeyId } = (await orMissing(aws.secrets.describeSecret({ SecretId: target.secret }))) ?? {};
  await clientsIn(aws, primary).secrets.replicateSecretToRegions({
    SecretId: target.secret,
    AddReplicaRegions: [{ Region: target.region, ...(KmsKeyId && { KmsKeyId }) }],
    ForceOverwriteReplicaSecret: true,
  });
  const follows = async () => (await secretReplica.read(aws, target))?.follows === primary;
  if (await until(follows, IN_STEP_SECONDS)) return;
  throw new LabError(
    'UpdateStuck',
    `${target.secret} in ${target.region} does not follow ${primary} after a minute: look at ReplicationStatus of DescribeSecret there, then go on.`,
  );
}

/** A version that is there, or else a new one, with another password for the same user. */
async function makeCurrent(
  { secrets }: AwsClients,
  { secret: SecretId }: ReplicaTarget,
  version: string,
  before?: string,
): Promise<void> {
  const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
  if (version in VersionIdsToStages) {
    await secrets.updateSecretVersionStage({
      ...{ SecretId, VersionStage: CURRENT, MoveToVersionId: version, RemoveFromVersionId: before },
    });
    return;
  }
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const { RandomPassword: password } = await secrets.getRandomPassword({
    PasswordLength: 40,
    ExcludePunctuation: true,
  });
  await secrets.putSecretValue({
    ...{ SecretId, ClientRequestToken: version },
    SecretString: JSON.stringify({ ...JSON.parse(SecretString), password }),
  });
}
