/** That the files of one region are in the other: put there and looked for, by their behaviour and not by the rule. */
import { orMissing } from '../../../lab/aws/missing.ts';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { KEY_ALIAS } from '../names.ts';
import { type Lab, type Output, ofCopies, ofFiles, standby } from './regions.ts';

/** Keys as programs make them: a folder for each kind of file, and one that nobody has thought of yet. */
const KEYS = ['certificates/', 'answers/2026/', '', 'kinds-to-come/'];
/** Usually within seconds; what S3 promises is 15 minutes, and then it has an alarm (files-alarms.ts). */
const ARRIVES_WITHIN = 20;

/** Whether a file that is put now comes to the other region; and when it is deleted, whether it goes there too. */
async function arrives(lab: Lab, prefix: string): Promise<Finding> {
  const Key = `${prefix}probe-${lab.nonce()}`;
  const wanted = 'there within seconds, and hidden there once it is deleted';
  const there = async () =>
    (await orMissing(standby(lab).s3.headObject({ Bucket: ofCopies(lab).bucket, Key }))) !== undefined;
  const Bucket = ofFiles(lab).bucket;
  await lab.aws.s3.putObject({ Bucket, Key, Body: 'a probe' });
  const came = await lab.eventually(async () => {
    const ok = await there();
    return { ok, saw: ok ? wanted : `${Key} does not come`, wanted };
  }, ARRIVES_WITHIN);
  await lab.aws.s3.deleteObject({ Bucket, Key });
  if (!came.ok) return came;
  return lab.eventually(async () => {
    const ok = !(await there());
    return { ok, saw: ok ? wanted : `${Key} is deleted in one region alone`, wanted };
  }, ARRIVES_WITHIN);
}

export const filesArrive: Probe<Output> = {
  expects: 'A file, whatever its name, comes to the other region, and is hidden there when it is deleted',
  async look(lab) {
    const found = await Promise.all(KEYS.map((prefix) => arrives(lab, prefix)));
    return found.find(({ ok }) => !ok) ?? (found[0] as Finding);
  },
};

async function keysOf(s3: Lab['aws']['s3'], Bucket: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.listObjectsV2({ Bucket, ContinuationToken });
    if (page.KeyCount === undefined) throw new CouldNotLook(`S3 did not say what is in ${Bucket}: check again`);
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return keys;
}

const isOfProbe = (key: string) => /(^|\/)probe-\w+$/.test(key);

/** A rule copies what comes after it: what came before, or while it was otherwise, is somebody's to copy. */
export const noFileIsMissing: Probe<Output> = {
  expects: 'Every file of the region in use is in the other as well',
  look: (lab) =>
    lab.eventually(async () => {
      const [here, there] = await Promise.all([
        keysOf(lab.aws.s3, ofFiles(lab).bucket),
        keysOf(standby(lab).s3, ofCopies(lab).bucket),
      ]);
      const missing = here.filter((key) => !isOfProbe(key) && !there.includes(key));
      const more = missing.length > 1 ? `, and ${missing.length - 1} more` : '';
      const wanted = 'all of them';
      return { ok: missing.length === 0, saw: missing.length === 0 ? wanted : `without ${missing[0]}${more}`, wanted };
    }, ARRIVES_WITHIN),
};

/**
 * By the rule, since the emulator copies whatever is encrypted, and by no key: S3 leaves out what KMS encrypted unless it is told
 * (S3 User Guide, "Replicating encrypted objects").
 */
export const copiesAreReadThere: Probe<Output> = {
  expects: 'What KMS encrypted is copied too, by a key of the region that it goes to',
  async look(lab): Promise<Finding> {
    const { Rules = [] } = (await lab.get('bucket-replication', ofFiles(lab))) ?? {};
    const { region } = ofCopies(lab);
    const { KeyMetadata } = await standby(lab).kms.describeKey({ KeyId: KEY_ALIAS });
    const known = [KeyMetadata?.Arn, KeyMetadata?.KeyId].filter((id) => id !== undefined);
    const wanted = `encrypted files as well, by the key of ${region}`;
    const isRight = (key: string | undefined) =>
      key !== undefined && (known.includes(key) || key.endsWith(`:${KEY_ALIAS}`) || key === KEY_ALIAS);
    const enabled = Rules.filter(({ Status }) => Status === 'Enabled');
    const wrong = enabled.find(
      ({ SourceSelectionCriteria, Destination }) =>
        SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status !== 'Enabled' ||
        !isRight(Destination?.EncryptionConfiguration?.ReplicaKmsKeyID),
    );
    const ok = enabled.length > 0 && wrong === undefined;
    return { ok, saw: ok ? wanted : 'some that KMS encrypted would be left out, or could not be read there', wanted };
  },
};
