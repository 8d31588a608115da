/** What several drills of the two regions look at and change. */
import type { ReplicationConfiguration } from '@aws-sdk/client-s3';
import { CouldNotLook, type FixContext } from '../../../lab/drills/drill.ts';
import type { Asking } from '../../../lab/settings/route53.ts';
import { checksOf } from '../health/name.ts';
import { type Lab, type Output, ofCopies, ofFiles } from '../health/regions.ts';

export type Fixing = FixContext<Output>;

/** What the bucket of the region in use copies, with something changed. */
export async function replicateOtherwise(
  lab: Fixing,
  change: (before: ReplicationConfiguration) => ReplicationConfiguration,
): Promise<void> {
  const before = await lab.get('bucket-replication', ofFiles(lab));
  if (before) await lab.set('bucket-replication', ofFiles(lab), change(before));
}

/** Puts what a file of the region in use has into the bucket of the other, as a person would by hand. */
export async function copyAcross(lab: Fixing, key: string): Promise<void> {
  const text = await lab.get('object-text', { ...ofFiles(lab), key });
  if (text !== null) await lab.set('object-text', { ...ofCopies(lab), key }, text);
}

/** Name of the role by which S3 copies. */
export async function roleOfCopies(lab: Fixing): Promise<string> {
  const replication = await lab.get('bucket-replication', ofFiles(lab));
  return replication?.Role?.split('/').at(-1) as string;
}

/** The check that counts the others, by which the record of the first region is well or ill. */
export async function counting(lab: Lab): Promise<{ readonly id: string }> {
  const found = [...(await checksOf(lab))].find(([, { Type }]) => Type === 'CALCULATED');
  if (!found) throw new CouldNotLook("The site's name has no health check that counts others.");
  return { id: found[0] };
}

/** Changes something of a health check. */
export async function askOtherwise(
  lab: Fixing,
  check: { readonly id: string },
  change: Partial<Asking>,
): Promise<void> {
  await lab.set('health-check', check, { ...(await lab.get('health-check', check)), ...change });
}
