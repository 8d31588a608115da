/** That what is kept in the other region can be opened there: by the keys that it is encrypted with, not by what an alias says. */
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { KEY_ALIAS } from '../names.ts';
import { type Lab, type Output, ofCopies, outputsOfStandby, standby } from './regions.ts';

const nameOf = (arn: string) => arn.split(':').at(-1) as string;

/** What encrypts the copies of the other region: of its database, of its files, and of what is copied from now on. */
async function keysThere(lab: Lab): Promise<readonly string[]> {
  const { kms, rds, s3 } = standby(lab);
  const { DatabaseClusterArn } = await outputsOfStandby(lab);
  const [clusters, files] = await Promise.all([
    rds.describeDBClusters({ DBClusterIdentifier: nameOf(DatabaseClusterArn) }),
    s3.getBucketEncryption({ Bucket: ofCopies(lab).bucket }),
  ]);
  const [rule] = files.ServerSideEncryptionConfiguration?.Rules ?? [];
  const named = [
    clusters.DBClusters?.[0]?.KmsKeyId,
    rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
    KEY_ALIAS,
  ].filter((key) => key !== undefined);
  const known = await Promise.all(named.map((KeyId) => kms.describeKey({ KeyId })));
  return [...new Set(known.flatMap(({ KeyMetadata }) => KeyMetadata?.KeyId ?? []))];
}

/** By a text that each key encrypts, and opens again. */
export const copiesCanBeOpened: Probe<Output> = {
  expects: 'What is kept in the other region can be decrypted there',
  async look(lab): Promise<Finding> {
    const { kms } = standby(lab);
    const wanted = 'all of it';
    const text = Buffer.from(lab.nonce());
    for (const KeyId of await keysThere(lab)) {
      try {
        const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: text });
        await kms.decrypt({ KeyId, CiphertextBlob });
      } catch (error) {
        if (!/^(DisabledException|KMSInvalidStateException|AccessDenied\w*)$/.test((error as Error).name)) throw error;
        return { ok: false, saw: 'some of it cannot', wanted };
      }
    }
    return { ok: true, saw: wanted, wanted };
  },
};
