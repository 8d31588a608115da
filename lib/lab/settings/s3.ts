/** What drills change of buckets and of what is in them. */
import type { LifecycleRule, ReplicationConfiguration } from '@aws-sdk/client-s3';
import type { AwsClients } from '../aws/aws-clients.ts';
import { isMissing, orMissing } from '../aws/missing.ts';
import type { PolicyDocument } from './iam.ts';

interface BucketTarget {
  readonly bucket: string;
}

const resource = ({ bucket }: BucketTarget) => `s3:bucket:${bucket}`;

/** S3 answers a setting that was never made with an error of that setting's own name. */
async function orUnset<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (
      isMissing(error) ||
      /^(NoSuch(\w+)Configuration|ReplicationConfigurationNotFoundError)$/.test((error as Error).name)
    )
      return undefined;
    throw error;
  }
}

/** A bucket that is there answers this; who may not look gets the refusal. */
const isThere = async ({ s3 }: AwsClients, { bucket }: BucketTarget) =>
  (await orMissing(s3.headBucket({ Bucket: bucket }))) !== undefined;

/** The rules by which objects change their class and end, whole; none of them is an empty list. */
export const bucketLifecycle = {
  resource,
  async read(aws: AwsClients, target: BucketTarget): Promise<readonly LifecycleRule[] | undefined> {
    if (!(await isThere(aws, target))) return undefined;
    const found = await orUnset(aws.s3.getBucketLifecycleConfiguration({ Bucket: target.bucket }));
    // As a journal keeps it: plain JSON.
    return JSON.parse(JSON.stringify(found?.Rules ?? []));
  },
  async write({ s3 }: AwsClients, { bucket }: BucketTarget, value: readonly LifecycleRule[]): Promise<void> {
    if (value.length === 0) await s3.deleteBucketLifecycle({ Bucket: bucket });
    else {
      await s3.putBucketLifecycleConfiguration({ Bucket: bucket, LifecycleConfiguration: { Rules: [...value] } });
    }
  },
};

/** What the public is kept from, whatever policies and lists say. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** `null` where the bucket has no such block. */
export const bucketPublicAccess = {
  resource,
  async read(aws: AwsClients, target: BucketTarget): Promise<PublicAccessBlock | null | undefined> {
    if (!(await isThere(aws, target))) return undefined;
    const found = await orUnset(aws.s3.getPublicAccessBlock({ Bucket: target.bucket }));
    const block = found?.PublicAccessBlockConfiguration;
    if (!block) return null;
    return {
      BlockPublicAcls: block.BlockPublicAcls ?? false,
      IgnorePublicAcls: block.IgnorePublicAcls ?? false,
      BlockPublicPolicy: block.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: block.RestrictPublicBuckets ?? false,
    };
  },
  async write({ s3 }: AwsClients, { bucket }: BucketTarget, value: PublicAccessBlock | null): Promise<void> {
    if (value === null) await s3.deletePublicAccessBlock({ Bucket: bucket });
    else await s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: { ...value } });
  },
};

/** A bucket's own policy; one without statements where there is none. */
export const bucketPolicy = {
  resource,
  async read(aws: AwsClients, target: BucketTarget): Promise<PolicyDocument | undefined> {
    if (!(await isThere(aws, target))) return undefined;
    const found = await orUnset(aws.s3.getBucketPolicy({ Bucket: target.bucket }));
    return JSON.parse(found?.Policy ?? '{"Version":"2012-10-17","Statement":[]}');
  },
  async write({ s3 }: AwsClients, { bucket }: BucketTarget, value: PolicyDocument): Promise<void> {
    if (value.Statement.length === 0) await s3.deleteBucketPolicy({ Bucket: bucket });
    else await s3.putBucketPolicy({ Bucket: bucket, Policy: JSON.stringify(value) });
  },
};

/** What is copied into which other bucket, and by which role; `null` where nothing is. */
export const bucketReplication = {
  resource,
  async read(aws: AwsClients, target: BucketTarget): Promise<ReplicationConfiguration | null | undefined> {
    if (!(await isThere(aws, target))) return undefined;
    const found = await orUnset(aws.s3.getBucketReplication({ Bucket: target.bucket }));
    return JSON.parse(JSON.stringify(found?.ReplicationConfiguration ?? null));
  },
  async write({ s3 }: AwsClients, { bucket }: BucketTarget, value: ReplicationConfiguration | null): Promise<void> {
    if (value === null) await s3.deleteBucketReplication({ Bucket: bucket });
    else await s3.putBucketReplication({ Bucket: bucket, ReplicationConfiguration: value });
  },
};

interface ObjectTarget extends BucketTarget {
  readonly key: string;
}

/** What an object tells caches and browsers; `null` where it says nothing. */
export const objectCaching = {
  resource: ({ bucket, key }: ObjectTarget) => `s3:object:${bucket}/${key}`,
  async read({ s3 }: AwsClients, { bucket, key }: ObjectTarget): Promise<string | null | undefined> {
    const found = await orMissing(s3.headObject({ Bucket: bucket, Key: key }));
    return found && (found.CacheControl ?? null);
  },
  /** The headers of an object cannot be changed: it is copied onto itself, which in a versioned bucket is a new version. */
  async write({ s3 }: AwsClients, { bucket, key }: ObjectTarget, value: string | null): Promise<void> {
    const { ContentType } = await s3.headObject({ Bucket: bucket, Key: key });
    await s3.copyObject({
      Bucket: bucket,
      Key: key,
      CopySource: `${bucket}/${key}`,
      MetadataDirective: 'REPLACE',
      ContentType,
      CacheControl: value ?? undefined,
    });
  },
};

/** What is in an object, as text; `null` where there is none. Of a bucket with versions the one before stays. */
export const objectText = {
  resource: objectCaching.resource,
  async read(aws: AwsClients, { bucket, key }: ObjectTarget): Promise<string | null | undefined> {
    if (!(await isThere(aws, { bucket }))) return undefined;
    const found = await orMissing(aws.s3.getObject({ Bucket: bucket, Key: key }));
    return (await found?.Body?.transformToString()) ?? null;
  },
  async write({ s3 }: AwsClients, { bucket, key }: ObjectTarget, value: string | null): Promise<void> {
    if (value === null) await s3.deleteObject({ Bucket: bucket, Key: key });
    else await s3.putObject({ Bucket: bucket, Key: key, Body: value });
  },
};
