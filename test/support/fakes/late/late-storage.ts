/** The bucket of the exam room's assets: its policy, what keeps the public out, its rules, and what an object says. */
import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { PolicyDocument } from '../../../../lib/lab/settings/iam.ts';
import type { PublicAccessBlock } from '../../../../lib/lab/settings/s3.ts';
import type { LateSettings } from './late-settings.ts';

export interface StorageAreas {
  bucket: { readonly policy: PolicyDocument; readonly block: PublicAccessBlock };
  lifecycle: readonly LifecycleRule[];
  /** What each object tells caches, by key. */
  object: Readonly<Record<string, string | null>>;
}

export const BUCKET = 'exam-room-assets';
const ASSET = 'assets/exam-room.0123456789ab.css';

export const healthyStorage = (): StorageAreas => ({
  bucket: {
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          ...{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` },
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' } },
        } as PolicyDocument['Statement'][number],
      ],
    },
    block: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  },
  lifecycle: [{ Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
  object: { [ASSET]: 'public, max-age=31536000, immutable' },
});

/** S3 calls a policy public that lets in everybody without a condition ("Blocking public access", The meaning of "public"). */
const isPublic = ({ Statement }: PolicyDocument): boolean =>
  (Statement as readonly { Effect: string; Principal?: unknown; Condition?: unknown }[]).some(
    ({ Effect, Principal, Condition }) => Effect === 'Allow' && Principal === '*' && !Condition,
  );

export function lateStorage(settings: LateSettings<StorageAreas>) {
  return {
    /** Without a signature, as anybody asks. */
    anonymously(): Response {
      const { policy, block } = settings.inEffect('bucket');
      return new Response(null, { status: isPublic(policy) && !block.RestrictPublicBuckets ? 200 : 403 });
    },
    s3: {
      config: { region: async () => 'us-east-1' },
      async headBucket() {
        return {};
      },
      async listObjectsV2() {
        return { Contents: Object.keys(settings.now.object).map((Key) => ({ Key, Size: 1_000 })) };
      },
      async headObject({ Key }: { Key: string }) {
        return { ContentType: 'text/css', CacheControl: settings.now.object[Key] ?? undefined };
      },
      async copyObject({ Key, CacheControl = null }: { Key: string; CacheControl?: string | null }) {
        settings.change('object', { ...settings.now.object, [Key]: CacheControl });
        return {};
      },
      async getBucketPolicy() {
        return { Policy: JSON.stringify(settings.now.bucket.policy) };
      },
      async putBucketPolicy({ Policy }: { Policy: string }) {
        const policy = JSON.parse(Policy) as PolicyDocument;
        if (isPublic(policy) && settings.inEffect('bucket').block.BlockPublicPolicy) {
          throw Object.assign(new Error('public policies are blocked by the BlockPublicPolicy setting'), {
            name: 'AccessDenied',
          });
        }
        settings.change('bucket', { ...settings.now.bucket, policy });
        return {};
      },
      async getPublicAccessBlock() {
        return { PublicAccessBlockConfiguration: settings.now.bucket.block };
      },
      async putPublicAccessBlock(asked: { PublicAccessBlockConfiguration: PublicAccessBlock }) {
        settings.change('bucket', { ...settings.now.bucket, block: asked.PublicAccessBlockConfiguration });
        return {};
      },
      async getBucketLifecycleConfiguration() {
        return { Rules: settings.now.lifecycle };
      },
      async putBucketLifecycleConfiguration(asked: { LifecycleConfiguration: { Rules: LifecycleRule[] } }) {
        settings.change('lifecycle', asked.LifecycleConfiguration.Rules);
        return {};
      },
    },
  };
}
