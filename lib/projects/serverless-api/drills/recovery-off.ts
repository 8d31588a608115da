import type { PointInTimeRecoverySpecification } from '@aws-sdk/client-dynamodb';
import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { serverlessApi } from '../project.ts';
import type { Output } from './serverless-api.ts';

async function recover(
  lab: FixContext<Output>,
  PointInTimeRecoverySpecification: PointInTimeRecoverySpecification,
): Promise<void> {
  const TableName = lab.outputs.ContentTableName;
  lab.undoBy(() => lab.set('table-recovery', { tableName: TableName }, false));
  await lab.aws.dynamodb.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
}

export const recoveryOff = defineDrill(serverlessApi, {
  name: 'recovery-off',
  title: 'The auditor asks for yesterday at three',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'An auditor wants to see that the content table can be restored to any minute of the last week. ' +
      'You promise it, look, and find that you cannot.',
    impact: 'Nobody notices, until somebody deletes the wrong thing.',
    evidence:
      'The stack was deployed with that promise. No alarm is defined on it. In CloudTrail there is a call on the table ' +
      'by a person, three days ago.',
  },
  evidence: [
    {
      command: 'lab aws dynamodb describe-continuous-backups --table-name {ContentTableName}',
      finds: /"PointInTimeRecoveryStatus": "DISABLED"/,
    },
  ],
  exam: ['SAA-C03/1.3', 'SAA-C03/2.2', 'DVA-C03/1.3', 'DVA-C02/1.3'],
  hints: [
    'Which feature of DynamoDB lets a table be restored to a minute of your choice?',
    'dynamodb describe-continuous-backups tells whether it is on, and since when one could go back.',
    'Compare with content-table.ts: what was deployed, and what is?',
    'Turn point-in-time recovery on again. What was before that moment stays out of reach: write down when it was.',
  ],
  lesson: {
    architect:
      'Recovery objectives are promises about the past: turned off and on again, the window starts from zero. A backup plan ' +
      'is tested by restoring, and a rule of AWS Config says when somebody turns it off.',
    developer:
      'Point-in-time recovery restores into a new table, and with it come new names, policies and alarms: have the ' +
      'switch of the application to another table ready, and rehearse it.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('table-recovery', { tableName: lab.outputs.ContentTableName }, false);
  },
  check: [
    {
      expects: 'From now on the table can be restored to any minute of its last week',
      look: (lab) =>
        lab.eventually(async () => {
          const TableName = lab.outputs.ContentTableName;
          const answer = await lab.aws.dynamodb.describeContinuousBackups({ TableName });
          const recovery = answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
          const days = recovery?.PointInTimeRecoveryStatus === 'ENABLED' ? (recovery.RecoveryPeriodInDays ?? 35) : 0;
          return { ok: days >= 7, saw: days === 0 ? 'no way back' : `the last ${days} days`, wanted: '7 days or more' };
        }),
    },
  ],
  solution: {
    title: 'Turns point-in-time recovery on again, as was promised',
    why: 'That is what was promised: a state of any second since it was turned on, without anybody having to think of a backup.',
    steps: ['dynamodb update-continuous-backups with PointInTimeRecoveryEnabled=true.'],
    apply: (lab) => lab.set('table-recovery', { tableName: lab.outputs.ContentTableName }, true),
  },
  otherFixes: [
    {
      title: 'Turns it on, and keeps two weeks',
      apply: (lab) => recover(lab, { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 14 }),
    },
    {
      title: 'Turns it on, and says the 35 days that are the default',
      apply: (lab) => recover(lab, { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 }),
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Takes one backup by hand, and shows that to the auditor',
      why: 'One backup holds one moment. What is written and lost after it cannot be had back.',
      async apply(lab) {
        const name = `by-hand-${lab.nonce()}`;
        await lab.aws.dynamodb.createBackup({ TableName: lab.outputs.ContentTableName, BackupName: name });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Turns it on for the shortest time that there is, a day',
      why: 'A mistake of Friday evening is noticed on Monday, and then the window has closed.',
      apply: (lab) => recover(lab, { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 }),
    },
    {
      kind: 'elsewhere',
      title: 'Protects the table from being deleted',
      why: 'Deletion protection keeps the table, and not what is in it from being overwritten.',
      async apply(lab) {
        const TableName = lab.outputs.ContentTableName;
        lab.undoBy(() => lab.aws.dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false }));
        await lab.aws.dynamodb.updateTable({ TableName, DeletionProtectionEnabled: true });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Turns on a stream, which holds what was changed for a day',
      why: 'A stream holds changes for 24 hours and for those who read them. It is no copy that a table can be restored from.',
      async apply(lab) {
        const TableName = lab.outputs.ContentTableName;
        const off = { StreamEnabled: false };
        lab.undoBy(() => lab.aws.dynamodb.updateTable({ TableName, StreamSpecification: off }));
        const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
        await lab.aws.dynamodb.updateTable({ TableName, StreamSpecification });
      },
    },
  ],
});
