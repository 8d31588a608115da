import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** What the stages hand to each other: one bucket under one key, and the exact rights to read or to write it. */
export class Artifacts extends Construct {
  readonly key: Key;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Exam: a customer managed key, because its policy is ours to write: it can let in a service or another account, which
    // the key that AWS manages for S3 cannot. The use of both is in CloudTrail; S3's own key (SSE-S3) leaves no trace
    // there. It costs a dollar a month.
    this.key = new Key(this, 'Key', {
      description: 'Encrypts what the stages of the delivery pipeline hand to each other, and its notifications',
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.bucket = new Bucket(this, 'Bucket', { ...privateBucket(this.key), versioned: true });
    acknowledgeNoAccessLog(this.bucket);
  }

  /** Statements to read any artifact. */
  reading(): PolicyStatement[] {
    return [
      this.onBucket(),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [this.bucket.arnForObjects('*')],
      }),
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: [this.key.keyArn] }),
    ];
  }

  /** Statements to read any artifact and to store new ones. */
  writing(): PolicyStatement[] {
    return [
      ...this.reading(),
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.bucket.arnForObjects('*')] }),
      new PolicyStatement({ actions: ['kms:Encrypt', 'kms:GenerateDataKey'], resources: [this.key.keyArn] }),
    ];
  }

  /**
   * Statements to read any artifact and to store new ones with an ACL, as CodePipeline itself and a connection do
   * (https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html, https://github.com/aws/aws-cdk/issues/13637).
   * The ACL gives the bucket's owner all rights; the bucket accepts that one and refuses every other.
   */
  writingWithAcl(): PolicyStatement[] {
    return [
      ...this.writing(),
      new PolicyStatement({ actions: ['s3:PutObjectAcl'], resources: [this.bucket.arnForObjects('*')] }),
    ];
  }

  private onBucket(): PolicyStatement {
    return new PolicyStatement({
      actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
      resources: [this.bucket.bucketArn],
    });
  }
}

/** Deletes versions that are no longer the newest, and uploads that were never finished. */
export const OLD_VERSIONS_EXPIRE: LifecycleRule = {
  noncurrentVersionExpiration: Duration.days(7),
  abortIncompleteMultipartUploadAfter: Duration.days(1),
};

/** A bucket that nobody but its roles reads, under `key`, emptied after a month and deleted with the stack. */
export function privateBucket(key: Key): BucketProps {
  return {
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    // One data key per bucket instead of one an object: KMS is asked, and paid, far less often.
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    lifecycleRules: [{ ...OLD_VERSIONS_EXPIRE, expiration: Duration.days(30) }],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  };
}

/** Says why a bucket of this project keeps no server access log. */
export function acknowledgeNoAccessLog(bucket: Bucket): void {
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Read and written by the roles of this pipeline alone; every use of its key is in CloudTrail, which says who ' +
      'read what more reliably than best-effort access logs in a second bucket would.',
  });
}
