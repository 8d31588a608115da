import { defineDrill } from '../../../lab/drills/drill.ts';
import { copiesCanBeOpened } from '../health/keys.ts';
import { inStandby, type Lab, ofFiles, standby } from '../health/regions.ts';
import { KEY_ALIAS } from '../names.ts';
import { disasterRecovery } from '../project.ts';
import type { Fixing } from './disaster-recovery.ts';

/** The key that the alias of the other region leads to, which has encrypted all there since it was deployed. */
async function ofOtherKey(lab: Lab) {
  const { KeyMetadata } = await standby(lab).kms.describeKey({ KeyId: KEY_ALIAS });
  return { key: KeyMetadata?.KeyId as string, ...inStandby };
}

/** A key that is new, to which the alias leads from now on. */
async function anotherKey(lab: Fixing): Promise<void> {
  const { kms } = standby(lab);
  const { key: before } = await ofOtherKey(lab);
  const { KeyMetadata } = await kms.createKey({ Description: 'Database and files of this region' });
  const KeyId = KeyMetadata?.KeyId as string;
  await kms.updateAlias({ AliasName: KEY_ALIAS, TargetKeyId: KeyId });
  lab.undoBy(async () => {
    await kms.updateAlias({ AliasName: KEY_ALIAS, TargetKeyId: before });
    await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
  });
}

export const keyGoingAway = defineDrill(disasterRecovery, {
  name: 'key-going-away',
  title: 'All of it is there twice, and one of the two cannot be read',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'For the first time in a year somebody tried a restore in us-west-2 and not in us-east-1. The recovery point was there, the files ' +
      'were there, the database followed. Nothing of it could be opened: each attempt ended with an error of another service.',
    impact:
      'Nobody today. All data of all candidates, if us-east-1 were lost today; and from some day of next week on for good, whatever ' +
      'happens to us-east-1.',
    evidence:
      'Roles and policies are those of the first region, and have not changed. The last change in that region was a campaign against ' +
      'what is paid for and not used: a dashboard showed that some things had had no request since last summer.',
  },
  evidence: [
    {
      command: 'lab aws kms describe-key --key-id alias/certlab-recovery --region us-west-2',
      finds: /"KeyState": "PendingDeletion"/,
    },
  ],
  exam: ['SAA-C03/1.3', 'SAA-C03/2.2', 'SAA-C03/4.1'],
  hints: [
    'A copy is encrypted again on its way, by something of the region that it goes to. What is that, and how is it?',
    'kms describe-key --key-id alias/certlab-recovery, with --region us-east-1 and with us-west-2: compare KeyState.',
    'Until DeletionDate it can be had back. What is had back so is not yet as it was: look at KeyState again.',
    'kms cancel-key-deletion, then kms enable-key, both with the id of the key and --region us-west-2.',
  ],
  lesson: {
    architect:
      'The key of a copy is as much worth as the copy, and is used by nobody until the day on which all depends on it. Deny ' +
      'ScheduleKeyDeletion and DisableKey to who cleans up, have an alarm on use of a key that is to be deleted, and restore in the ' +
      'other region regularly, by its own key.',
    developer:
      'An alias that leads to a new key opens nothing that the old one has encrypted: each ciphertext names its key. ' +
      'CancelKeyDeletion leaves a key disabled, so that nothing works again by mistake; EnableKey is a step of its own.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('key-state', await ofOtherKey(lab), 'going away');
  },
  check: [copiesCanBeOpened],
  solution: {
    title: 'Has the key back, and enables it',
    steps: [
      'kms cancel-key-deletion --region us-west-2 with the id of the key: it is disabled then, and stays;',
      'kms enable-key --region us-west-2: everything that was encrypted by it can be opened again.',
    ],
    async apply(lab) {
      await lab.set('key-state', await ofOtherKey(lab), 'enabled');
    },
  },
  otherFixes: [
    {
      title: 'Has the key back, enables it, and gives it another alias beside, by which it is told from what may go',
      async apply(lab) {
        const { key } = await ofOtherKey(lab);
        await lab.set('key-state', { key, ...inStandby }, 'enabled');
        const AliasName = `${KEY_ALIAS}-keep`;
        await standby(lab).kms.createAlias({ AliasName, TargetKeyId: key });
        lab.undoBy(() => standby(lab).kms.deleteAlias({ AliasName }));
      },
    },
    {
      title: 'Has the key back, enables it, and writes into its description what it is for',
      async apply(lab) {
        const { key } = await ofOtherKey(lab);
        await lab.set('key-state', { key, ...inStandby }, 'enabled');
        const { kms } = standby(lab);
        const { KeyMetadata } = await kms.describeKey({ KeyId: key });
        await kms.updateKeyDescription({
          KeyId: key,
          Description: 'All copies of this region: never without a restore before',
        });
        lab.undoBy(() => kms.updateKeyDescription({ KeyId: key, Description: KeyMetadata?.Description ?? '' }));
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Has the key back',
      async apply(lab) {
        await lab.set('key-state', await ofOtherKey(lab), 'disabled');
      },
    },
    { kind: 'elsewhere', title: 'Makes a new key, and lets the alias lead to it', apply: anotherKey },
    {
      kind: 'hidden',
      title: 'Lets the copies of files come without a key of the region, so that they at least can be opened',
      async apply(lab) {
        const before = await lab.get('bucket-replication', ofFiles(lab));
        if (!before) return;
        const Rules = (before.Rules ?? []).map(({ SourceSelectionCriteria: _, Destination, ...rule }) => ({
          ...rule,
          Destination: { Bucket: Destination?.Bucket },
        }));
        await lab.set('bucket-replication', ofFiles(lab), { Role: before.Role, Rules });
      },
    },
    {
      kind: 'too-wide',
      title: 'Makes a new key that everybody of the account may do everything with, and lets the alias lead to it',
      async apply(lab) {
        await anotherKey(lab);
        const { key } = await ofOtherKey(lab);
        const Statement = [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }];
        const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
        await standby(lab).kms.putKeyPolicy({ KeyId: key, PolicyName: 'default', Policy });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Turns on the rotation of the key of the first region',
      async apply(lab) {
        await lab.aws.kms.enableKeyRotation({ KeyId: await firstKey(lab) });
      },
    },
  ],
});

const firstKey = async ({ aws }: Lab) => (await aws.kms.describeKey({ KeyId: KEY_ALIAS })).KeyMetadata?.KeyId as string;
