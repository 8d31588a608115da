/** Reads buckets and their policies back. */
import type { ReplicationConfiguration } from '@aws-sdk/client-s3';
import { isMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

/** S3 answers a setting that was never made with an error of that setting's own name. */
async function orUnset<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    const { name } = error as Error;
    if (isMissing(error) || /^NoSuch\w+$|NotFoundError$/.test(name)) return undefined;
    throw error;
  }
}

export const bucket: Reader = async (aws, { physicalId, properties }) => {
  const Bucket = physicalId;
  if (!(await orUnset(aws.s3.headBucket({ Bucket })))) return undefined;
  const [encryption, lifecycle, ownership, access, tagging, versioning, notification, replication] = await Promise.all([
    orUnset(aws.s3.getBucketEncryption({ Bucket })),
    orUnset(aws.s3.getBucketLifecycleConfiguration({ Bucket })),
    orUnset(aws.s3.getBucketOwnershipControls({ Bucket })),
    orUnset(aws.s3.getPublicAccessBlock({ Bucket })),
    orUnset(aws.s3.getBucketTagging({ Bucket })),
    orUnset(aws.s3.getBucketVersioning({ Bucket })),
    orUnset(aws.s3.getBucketNotificationConfiguration({ Bucket })),
    orUnset(aws.s3.getBucketReplication({ Bucket })),
  ]);
  return {
    properties: {
      BucketEncryption: {
        // The API puts `Apply` before what a template names without it.
        ServerSideEncryptionConfiguration: encryption?.ServerSideEncryptionConfiguration?.Rules?.map((rule) => ({
          BucketKeyEnabled: rule.BucketKeyEnabled,
          ServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault,
        })),
      },
      LifecycleConfiguration: lifecycle?.Rules && {
        Rules: lifecycle.Rules.map(
          ({ Expiration, AbortIncompleteMultipartUpload, NoncurrentVersionExpiration, Status, Transitions }) => ({
            AbortIncompleteMultipartUpload,
            ExpirationInDays: Expiration?.Days,
            NoncurrentVersionExpiration,
            Status,
            Transitions: Transitions?.map(({ Days, StorageClass }) => ({ StorageClass, TransitionInDays: Days })),
          }),
        ),
      },
      NotificationConfiguration: notification?.EventBridgeConfiguration && {
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      },
      BucketName: properties.BucketName && Bucket,
      OwnershipControls: ownership?.OwnershipControls,
      ReplicationConfiguration: replicationOf(replication?.ReplicationConfiguration),
      PublicAccessBlockConfiguration: access?.PublicAccessBlockConfiguration,
      Tags: tagging?.TagSet,
      VersioningConfiguration: versioning?.Status && { Status: versioning.Status },
    },
    // Of every bucket since April 2023 (Amazon S3 User Guide, "Controlling ownership of objects").
    defaults: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
    attributes: { Arn: `arn:aws:s3:::${Bucket}` },
  };
};

/** As a template has it, which calls a rule's `ID` by another case. */
const replicationOf = (found: ReplicationConfiguration | undefined) =>
  found && { ...found, Rules: found.Rules?.map(({ ID, ...rule }) => ({ Id: ID, ...rule })) };

export const bucketPolicy: Reader = async (aws, { properties }) => {
  const Bucket = properties.Bucket as string;
  const found = await orUnset(aws.s3.getBucketPolicy({ Bucket }));
  return found && { properties: { Bucket, PolicyDocument: found.Policy } };
};
