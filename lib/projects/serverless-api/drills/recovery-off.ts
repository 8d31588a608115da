import { defineDrill } from '../../../lab/drill.ts';
import { serverlessApi } from '../project.ts';

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
  exam: ['SAA-C03/1.3', 'SAA-C03/2.2', 'DVA-C03/1.3', 'DVA-C02/1.3'],
  hints: [
    'Which feature of DynamoDB lets a table be restored to a minute of your choice?',
    'dynamodb describe-continuous-backups tells whether it is on, and since when one could go back.',
    'Compare with content-table.ts: what was deployed, and what is?',
    'Turn point-in-time recovery on again. What was before that moment stays out of reach: write down when it was.',
  ],
  lesson: {
    architect:
      'Recovery objectives are promises about the past: turned off and on again, the window begins anew. A backup plan ' +
      'is tested by restoring, and a rule of AWS Config says when somebody turns it off.',
    developer:
      'Point-in-time recovery restores into a new table, and with it come new names, policies and alarms: have the ' +
      'switch of the application to another table ready, and rehearse it.',
  },
  runsOn: ['aws'],
  async fault(lab) {
    await lab.change('table-recovery', { tableName: lab.outputs.ContentTableName }, false);
  },
  check: [
    {
      promise: 'The table can be restored to any moment from now on',
      async look(lab) {
        const on = await lab.get('table-recovery', { tableName: lab.outputs.ContentTableName });
        return { ok: on, saw: `point-in-time recovery is ${on ? 'on' : 'off'}`, wanted: 'on' };
      },
    },
  ],
  solution: {
    steps: ['dynamodb update-continuous-backups with PointInTimeRecoveryEnabled=true.'],
    apply: (lab) => lab.set('table-recovery', { tableName: lab.outputs.ContentTableName }, true),
  },
  shortcuts: [
    {
      title: 'Takes one backup by hand, and shows that to the auditor',
      async apply(lab) {
        const name = `by-hand-${lab.nonce()}`;
        await lab.aws.dynamodb.createBackup({ TableName: lab.outputs.ContentTableName, BackupName: name });
      },
    },
  ],
});
