import { randomUUID } from 'node:crypto';
import { defineDrill } from '../../../lab/drills/drill.ts';
import { passwordFollows, passwordIsTheSame, valueIn } from '../health/data.ts';
import { inStandby, primaryOf, standby } from '../health/regions.ts';
import { DATABASE_SECRET } from '../names.ts';
import { disasterRecovery, STANDBY_REGION } from '../project.ts';
import type { Fixing } from './disaster-recovery.ts';

const SecretId = DATABASE_SECRET;
const ofOther = { secret: SecretId, ...inStandby } as const;

/** Has what other calls do to the secret of the other region undone with the rest. */
async function undoAll(lab: Fixing): Promise<void> {
  await lab.set('secret-replica', ofOther, await lab.get('secret-replica', ofOther));
}

/** Makes the secret of the other region follow that of the first, in place of what is there by its name. */
async function replicate(lab: Fixing): Promise<void> {
  const { version } = await lab.get('secret-replica', ofOther);
  await lab.set('secret-replica', ofOther, { follows: primaryOf(lab).region, version });
}

/** As `replicate`, by the call that does not overwrite anything. */
const replicateOnly = (lab: Fixing) =>
  lab.aws.secrets.replicateSecretToRegions({ SecretId, AddReplicaRegions: [{ Region: STANDBY_REGION }] });

/** Puts the password of the other region, which opens nothing, into the secret of the first. */
async function putHere(lab: Fixing): Promise<void> {
  const { VersionIdsToStages = {} } = await lab.aws.secrets.describeSecret({ SecretId });
  const [before] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
  const { VersionId } = await lab.aws.secrets.putSecretValue({
    SecretId,
    SecretString: await valueIn(standby(lab).secrets),
  });
  lab.undoBy(() =>
    lab.aws.secrets.updateSecretVersionStage({
      ...{ SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: before, RemoveFromVersionId: VersionId },
    }),
  );
}

/** Puts what one region has into the secret of the other. */
const putThere = async (lab: Fixing) =>
  standby(lab).secrets.putSecretValue({ SecretId, SecretString: await valueIn(lab.aws.secrets) });

export const twoPasswords = defineDrill(disasterRecovery, {
  name: 'two-passwords',
  title: 'The other region took over, and its database let none of its tasks in',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'In the exercise of September the other region took over as it always does, and served nobody: each of its tasks said ' +
      '"password authentication failed". In the exercise of June it had served within a minute. Back in the first region all was well.',
    impact:
      'Nobody today. All candidates for as long as it takes somebody to find out, on the day on which the first region is lost.',
    evidence:
      'The database of the other region has followed all the time, users included, and lets in whom the first one lets in. Both regions have ' +
      'a secret of the name that the tasks know. In summer an audit had asked that "each region can stand alone", and somebody saw to it.',
  },
  evidence: [
    {
      command: `lab aws secretsmanager describe-secret --secret-id ${SecretId} --region ${STANDBY_REGION}`,
      finds: /^(?![\s\S]*PrimaryRegion)[\s\S]*"VersionIdsToStages"/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/1.2', 'DVA-C03/2.2'],
  hints: [
    'The database of the other region knows the same users as the first, since it follows it. What does a task there sign in with, and ' +
      'where did it get that?',
    'secretsmanager describe-secret, with --region us-east-1 and with us-west-2: what does the one say of the other region, and what ' +
      'does the other say of where it comes from?',
    'To put the right password there by hand is right until the next change. What would bring that one?',
    'In us-east-1: secretsmanager replicate-secret-to-regions with --add-replica-regions Region=us-west-2 and ' +
      '--force-overwrite-replica-secret.',
  ],
  lesson: {
    architect:
      'What a region needs to stand alone is a copy that is kept up to date, and not one that was cut loose: promote a replica in ' +
      'the disaster, and make it follow again afterwards. An exercise that stops at "the database has moved" does not find it; ' +
      'one that saves an answer does.',
    developer:
      'A replica is read-only, and says in PrimaryRegion whom it follows; a secret that was promoted has the same name, the same ARN, and a life ' +
      'of its own. Replication does not overwrite such a one unless it is told, and fails in ReplicationStatus, not in the call.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('secret-replica', ofOther, { follows: null, version: randomUUID() });
  },
  check: [passwordIsTheSame, passwordFollows],
  solution: {
    title: 'Replicates the secret of the first region again, over the one that stands in its place',
    steps: [
      'In us-east-1 secretsmanager replicate-secret-to-regions for the secret, with us-west-2 as the region to add,',
      'and with --force-overwrite-replica-secret, since a secret of that name is there.',
    ],
    apply: replicate,
  },
  otherFixes: [
    {
      title: 'Puts the right password there at once, so that tasks are let in, and then replicates over it',
      async apply(lab) {
        await undoAll(lab);
        await putThere(lab);
        await replicate(lab);
      },
    },
    {
      title:
        'Deletes the secret of the other region without a time for recovery, and replicates that of the first there',
      async apply(lab) {
        await undoAll(lab);
        await standby(lab).secrets.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true });
        await replicateOnly(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Puts the right password into the secret of the other region',
      async apply(lab) {
        await undoAll(lab);
        await putThere(lab);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Replicates the secret of the first region again',
      async apply(lab) {
        lab.undoBy(() =>
          lab.aws.secrets.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions: [STANDBY_REGION] }),
        );
        await replicateOnly(lab);
      },
    },
    {
      kind: 'hidden',
      title: 'Puts the password of the other region into the secret of the first, so that both have the same',
      apply: putHere,
    },
    {
      kind: 'hidden',
      title: 'Does the same, and then has the other region follow: one password in both, and it opens nothing',
      async apply(lab) {
        await putHere(lab);
        await replicate(lab);
      },
    },
    {
      kind: 'hidden',
      title: 'Deletes the secret of the other region, so that no task takes a wrong password from it',
      async apply(lab) {
        await undoAll(lab);
        await standby(lab).secrets.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
        lab.undoBy(() => standby(lab).secrets.restoreSecret({ SecretId }));
      },
    },
    {
      kind: 'elsewhere',
      title: 'Has the right password in the other region under another name, for those who need it',
      async apply(lab) {
        const Name = `${SecretId}-right`;
        await standby(lab).secrets.createSecret({ Name, SecretString: await valueIn(lab.aws.secrets) });
        lab.undoBy(() => standby(lab).secrets.deleteSecret({ SecretId: Name, ForceDeleteWithoutRecovery: true }));
      },
    },
    {
      kind: 'too-wide',
      title: 'Replicates over it, and lets everybody read the secret, so that no task of any region is ever refused',
      async apply(lab) {
        await replicate(lab);
        const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }];
        const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement });
        await lab.aws.secrets.putResourcePolicy({ SecretId, ResourcePolicy });
        lab.undoBy(() => lab.aws.secrets.deleteResourcePolicy({ SecretId }));
      },
    },
  ],
});
