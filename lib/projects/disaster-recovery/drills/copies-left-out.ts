import type { ReplicationConfiguration, ReplicationRule } from '@aws-sdk/client-s3';
import { defineDrill } from '../../../lab/drills/drill.ts';
import { allowing, inlinePolicy } from '../../../lab/drills/probes.ts';
import { filesArrive, noFileIsMissing } from '../health/files.ts';
import { ofCopies, ofFiles, primaryOf, standby } from '../health/regions.ts';
import { KEY_ALIAS } from '../names.ts';
import { disasterRecovery } from '../project.ts';
import { copyAcross, type Fixing, replicateOtherwise, roleOfCopies } from './disaster-recovery.ts';

/** What the rule was narrowed to, and two files of those that it leaves out. */
const NARROWED = 'answers/';
const LEFT_OUT = ['certificates/2026/ada.txt', 'certificates/2026/grace.txt'];

/** All that the rules have but which objects they are for. */
const forAll = (rule: ReplicationRule): ReplicationRule => ({ ...rule, Filter: { Prefix: '' } });
const everything = ({ Role, Rules = [] }: ReplicationConfiguration): ReplicationConfiguration => ({
  Role,
  Rules: Rules.map(forAll),
});

/** Writes a file over itself, which is a new version: that is copied by the rule as it is now. */
async function writeAgain(lab: Fixing): Promise<void> {
  const { bucket } = ofFiles(lab);
  for (const key of LEFT_OUT) {
    const text = await lab.get('object-text', { bucket, key });
    if (text === null) continue;
    await lab.set('object-text', { bucket, key }, text);
  }
}

/** Other rules; undone at last of all, what they have copied is gone again. */
async function copyOtherwise(lab: Fixing, change: Parameters<typeof replicateOtherwise>[1]): Promise<void> {
  for (const Key of LEFT_OUT) lab.undoBy(() => standby(lab).s3.deleteObject({ Bucket: ofCopies(lab).bucket, Key }));
  await replicateOtherwise(lab, change);
}

export const copiesLeftOut = defineDrill(disasterRecovery, {
  name: 'copies-left-out',
  title: 'The other region has the answers, and not one certificate',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'In the exercise the other region took over, and candidates who asked for the certificate that they had got in the morning ' +
      'were told that there is none. Their answers of the same morning were there. Nothing had failed, and no alarm had rung.',
    impact: 'Everybody who passed since the spring, on the day on which the first region is lost.',
    evidence:
      'The bucket of the first region has certificates/2026/ada.txt, and HeadObject tells nothing of a copy of it: neither that it is ' +
      'pending, nor that it failed. The bucket of the other region has never had it.',
  },
  evidence: [
    {
      // What S3 copies has a status, and so has what it tries to copy.
      command: 'lab aws s3api head-object --bucket {FilesBucketName} --key certificates/2026/ada.txt',
      finds: /^(?![\s\S]*ReplicationStatus)[\s\S]*"ContentLength"/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/1.3', 'SAA-C03/4.1', 'SAA-C03/3.1'],
  hints: [
    'Which files came to the other region, and which did not? Look at their names.',
    's3api get-bucket-replication says of which objects there are to be copies; an object that no rule is for has no status at all.',
    'A rule is for what is written after it. What was left out before stays left out, until somebody copies it.',
    'Give the rule an empty prefix again, and copy what is missing: each file over itself, or into the other bucket.',
  ],
  lesson: {
    architect:
      'A copy of most of the data passes every look at a dashboard: nothing is pending, and nothing fails. Compare the two sides by ' +
      'an inventory, and let the first restore be an exercise and not the disaster.',
    developer:
      'Who narrows what is replicated, for the bill perhaps, writes down what shall be lost. A rule copies what comes after it: S3 ' +
      'Batch Replication brings what was there before.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('bucket-replication', ofFiles(lab), (before) => ({
      Role: before?.Role,
      Rules: (before?.Rules ?? []).map((rule) => ({ ...rule, Filter: { Prefix: NARROWED } })),
    }));
    await lab.spread();
    for (const key of LEFT_OUT) {
      await lab.change('object-text', { ...ofCopies(lab), key }, null);
      await lab.change('object-text', { ...ofFiles(lab), key }, `Passed: ${key}\n`);
    }
  },
  check: [filesArrive, noFileIsMissing],
  solution: {
    steps: [
      'Give the rule of the bucket an empty prefix again by s3api put-bucket-replication, with all that it has besides,',
      'then copy what was left out meanwhile: s3api copy-object of each file over itself, which makes a version that is replicated.',
    ],
    async apply(lab) {
      await copyOtherwise(lab, everything);
      await writeAgain(lab);
    },
  },
  otherFixes: [
    {
      title: 'Takes the prefix away, and copies what is missing into the other bucket itself',
      async apply(lab) {
        await copyOtherwise(lab, everything);
        for (const key of LEFT_OUT) await copyAcross(lab, key);
      },
    },
    {
      title: 'Leaves that rule to the answers, adds one for all the rest, and writes what is missing again',
      async apply(lab) {
        await copyOtherwise(lab, (before) => {
          const [rule] = before.Rules ?? [];
          const more = rule && { ...forAll(rule), ID: 'TheRest', Priority: (rule.Priority ?? 1) + 1 };
          return { ...before, Rules: [...(before.Rules ?? []), ...(more ? [more] : [])] };
        });
        await writeAgain(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Copies the certificates that are missing, and leaves the rule',
      async apply(lab) {
        for (const key of LEFT_OUT) await copyAcross(lab, key);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Adds a rule for certificates beside that for answers, and writes them again',
      async apply(lab) {
        await copyOtherwise(lab, (before) => {
          const [rule] = before.Rules ?? [];
          const more = rule && { ...rule, ID: 'Certificates', Priority: 2, Filter: { Prefix: 'certificates/' } };
          return { ...before, Rules: [...(before.Rules ?? []), ...(more ? [more] : [])] };
        });
        await writeAgain(lab);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Takes the prefix away, and leaves what was left out meanwhile',
      apply: (lab) => copyOtherwise(lab, everything),
    },
    {
      kind: 'hidden',
      title: 'Deletes the certificates, so that both regions have the same',
      async apply(lab) {
        for (const key of LEFT_OUT) await lab.set('object-text', { ...ofFiles(lab), key }, null);
      },
    },
    {
      kind: 'too-wide',
      title: 'Takes the prefix away, writes them again, and lets the role of the rule do everything with S3',
      async apply(lab) {
        await copyOtherwise(lab, everything);
        await writeAgain(lab);
        const policy = await inlinePolicy(lab.aws, await roleOfCopies(lab));
        await lab.set('role-policy', policy, allowing(await lab.get('role-policy', policy), 's3:*', '*'));
      },
    },
    {
      kind: 'elsewhere',
      title: 'Lets the bucket of the other region copy all of its files into the first',
      async apply(lab) {
        const { Role, Rules = [] } = (await lab.get('bucket-replication', ofFiles(lab))) ?? {};
        const { region, account } = primaryOf(lab);
        const Destination = {
          Bucket: `arn:aws:s3:::${ofFiles(lab).bucket}`,
          EncryptionConfiguration: { ReplicaKmsKeyID: `arn:aws:kms:${region}:${account}:${KEY_ALIAS}` },
        };
        const back = Rules.map((rule) => ({ ...forAll(rule), Destination }));
        await lab.set('bucket-replication', ofCopies(lab), { Role, Rules: back });
      },
    },
    {
      kind: 'hidden',
      title:
        'Takes the prefix away and writes them again, but leaves out what KMS encrypted, for which copies cost a call more',
      async apply(lab) {
        await copyOtherwise(lab, (before) => ({
          ...before,
          Rules: (before.Rules ?? []).map(({ SourceSelectionCriteria: _, Destination, ...rule }) => ({
            ...forAll(rule as ReplicationRule),
            Destination: { ...Destination, Bucket: Destination?.Bucket, EncryptionConfiguration: undefined },
          })),
        }));
        await writeAgain(lab);
      },
    },
  ],
});
