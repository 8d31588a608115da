import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { filesBucket, KEY_ALIAS, VAULT } from './names.ts';

/** How long a recovery point stays at least and at most, also where somebody asks for its deletion. */
export const KEPT = { least: Duration.days(7), most: Duration.days(35) };

export interface CopiesProps {
  /** Whether this region keeps recovery points. */
  readonly vault: boolean;
}

/** What a region keeps data in, and what it is encrypted by: the same in both, and each region's own. */
export class Copies extends Construct {
  readonly key: Key;
  readonly files: Bucket;
  readonly vault: BackupVault | undefined;

  constructor(scope: Construct, id: string, { vault }: CopiesProps) {
    super(scope, id);
    // Exam: data that is encrypted by a key of the lost region is lost with it. Here each service encrypts its copy again
    // by the key of the other region, which takes no multi-Region key (docs/decisions/0094).
    this.key = new Key(this, 'Key', {
      alias: KEY_ALIAS,
      description: 'Database and files of this region',
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stack = Stack.of(this);
    this.files = new Bucket(this, 'Files', {
      bucketName: filesBucket(stack, stack.region),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      // Exam: replication asks for versions on both sides. It carries what was done by mistake as well; a version is the
      // way back.
      versioned: true,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    Validations.of(this.files).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'A practice project: a log of accesses would want a bucket of its own in each region.',
    });
    if (vault) {
      this.vault = new BackupVault(this, 'Vault', {
        backupVaultName: VAULT,
        // Exam: governance mode, which somebody with the right can lift. In compliance mode (`changeableFor`) nobody can,
        // root included, until the last recovery point is past its time: nothing for an account that is to be empty again.
        lockConfiguration: { minRetention: KEPT.least, maxRetention: KEPT.most },
        // With recovery points in it, it cannot be deleted, and would fail the deletion of the stack.
        removalPolicy: RemovalPolicy.RETAIN,
      });
    }
  }
}
