/** The bucket of `cdk bootstrap`, where it demands what the emulator does not have. */
import type { Target } from '../target.ts';
import { demandsTls } from './adapt-assembly.ts';

/**
 * Takes the denial of plain HTTP out of the bucket's policy, as the adaptation does in the policies of our own stacks.
 * The emulator's root passes such a denial, and a role does not. Where it is gone already, nothing is done.
 */
export async function openStagingBucket(Bucket: string, target: Target): Promise<void> {
  const { S3 } = await import('@aws-sdk/client-s3');
  const s3 = new S3({ ...target.clientConfig, forcePathStyle: true });
  const { Policy } = await s3.getBucketPolicy({ Bucket }).catch((error: Error) => {
    if (error.name === 'NoSuchBucketPolicy') return { Policy: undefined };
    throw error;
  });
  if (!Policy) return;
  const document = JSON.parse(Policy) as { Statement: unknown[] };
  const kept = document.Statement.filter((statement) => !demandsTls(statement));
  if (kept.length === document.Statement.length) return;
  if (kept.length === 0) await s3.deleteBucketPolicy({ Bucket });
  else await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ ...document, Statement: kept }) });
}
