import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { anyKeyArn, filesBucketArn, keyAliasArn } from './arns.ts';
import { alarmOnFailedCopies, RULE_ID } from './files-alarms.ts';
import { KEY_ALIAS } from './names.ts';

export interface ReplicationProps {
  readonly files: Bucket;
  readonly key: Key;
  /** The region whose bucket takes the copies; it exists before. */
  readonly to: string;
}

/**
 * Every object of one bucket in the other region, 99.9 % of them within 15 minutes by S3's own promise (Replication Time
 * Control), by a role that may do that and nothing else: S3 User Guide, "Setting up permissions for live replication" and
 * "Replicating encrypted objects".
 */
export class Replication extends Construct {
  constructor(scope: Construct, id: string, { files, key, to }: ReplicationProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // By its fixed name: a reference would go round in a circle, since the bucket has the role in its configuration.
    const source = filesBucketArn(stack, stack.region);
    const destination = filesBucketArn(stack, to);
    const role = new Role(this, 'Role', {
      description: 'S3 copies the files to the other region',
      // AWS's page has no condition here, and does not say that S3 would meet one.
      assumedBy: new ServicePrincipal('s3.amazonaws.com'),
    });
    const may = (actions: string[], resource: string, conditions?: Record<string, Record<string, string>>) =>
      role.addToPolicy(new PolicyStatement({ actions, resources: [resource], ...(conditions && { conditions }) }));
    may(['s3:GetReplicationConfiguration', 's3:ListBucket'], source);
    may(['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'], `${source}/*`);
    may(['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'], `${destination}/*`);
    // Exam: with a bucket key the encryption context is the bucket, not the object.
    may(['kms:Decrypt'], key.keyArn, {
      StringEquals: {
        'kms:ViaService': `s3.${stack.region}.amazonaws.com`,
        'kms:EncryptionContext:aws:s3:arn': source,
      },
    });
    may(['kms:Encrypt', 'kms:GenerateDataKey'], anyKeyArn(stack, to), {
      StringEquals: { 'kms:ViaService': `s3.${to}.amazonaws.com`, 'kms:EncryptionContext:aws:s3:arn': destination },
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': KEY_ALIAS },
    });
    const wide = [`${source}/*`, `${destination}/*`, anyKeyArn(stack, to)];
    Validations.of(role).acknowledge(
      ...wide.map((arn) => ({
        id: `AwsSolutions-IAM5[Resource::${asNagSaysIt(stack, arn)}]`,
        reason: EACH_OBJECT,
      })),
    );

    const bucket = files.node.defaultChild as CfnBucket;
    const minutes = { minutes: 15 };
    bucket.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: RULE_ID,
          priority: 1,
          status: 'Enabled',
          filter: { prefix: '' },
          // What is deleted here is hidden there as well, and can be had back there for thirty days.
          deleteMarkerReplication: { status: 'Enabled' },
          // Exam: without this, whatever KMS encrypted is left out, and nothing says so.
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination,
            encryptionConfiguration: { replicaKmsKeyId: keyAliasArn(stack, to) },
            replicationTime: { status: 'Enabled', time: minutes },
            metrics: { status: 'Enabled', eventThreshold: minutes },
          },
        },
      ],
    };
    // S3 tries neither role nor key when it takes the configuration, but the first object does.
    bucket.node.addDependency(role);
    alarmOnFailedCopies(this, to);
  }
}

const EACH_OBJECT =
  'Every object of two buckets, by name; and of the keys of the other region the one that has the alias, which no ARN can say.';

/** An ARN with the names of pseudo parameters in place of their tokens. */
function asNagSaysIt(stack: Stack, arn: string): string {
  return arn.replaceAll(stack.account, '<AWS::AccountId>').replaceAll(stack.partition, 'aws');
}
