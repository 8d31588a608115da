import { defineDrill } from '../../../lab/drills/drill.ts';
import type { MetricAlarm } from '../../../lab/settings/cloudwatch.ts';
import { copiesAreReadThere, filesArrive, noFileIsMissing } from '../health/files.ts';
import { inStandby, type Lab, ofCopies, ofFiles, standby } from '../health/regions.ts';
import { disasterRecovery } from '../project.ts';
import { copyAcross, type Fixing, replicateOtherwise } from './disaster-recovery.ts';

/** What was written since the copies stopped. */
const SINCE = ['answers/2026/october.txt', 'answers/2026/november.txt'];

/** The alarm of the other region that says when copies are late. */
async function lateAlarm(lab: Lab) {
  const { MetricAlarms = [] } = await standby(lab).cloudwatch.describeAlarms({});
  const found = MetricAlarms.find(({ MetricName }) => MetricName === 'ReplicationLatency');
  return { alarmName: found?.AlarmName as string, ...inStandby };
}

async function watch(lab: Fixing, change: Partial<MetricAlarm> = {}): Promise<void> {
  const alarm = await lateAlarm(lab);
  const now = await lab.get('metric-alarm', alarm);
  const dimensions = { ...now.dimensions, SourceBucket: ofFiles(lab).bucket, DestinationBucket: ofCopies(lab).bucket };
  await lab.set('metric-alarm', alarm, { ...now, dimensions, ...change });
}

const copyOn = (lab: Fixing) =>
  replicateOtherwise(lab, ({ Role, Rules = [] }) => ({
    Role,
    Rules: Rules.map((rule) => ({ ...rule, Status: 'Enabled' as const })),
  }));

async function bringAcross(lab: Fixing): Promise<void> {
  for (const key of SINCE) await copyAcross(lab, key);
}

export const nobodySaw = defineDrill(disasterRecovery, {
  name: 'nobody-saw',
  title: 'The newest file in the other region is of September',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'An auditor asked for proof that answers are in two regions. In us-west-2 the newest is of September; in us-east-1 they go on to ' +
      'this morning. Nobody was told: there is an alarm for this, and it has been green all the time.',
    impact: 'What was written since September, if us-east-1 is lost. The promise to the schools is fifteen minutes.',
    evidence:
      'The bucket of us-east-1 has answers/2026/november.txt, that of us-west-2 has not. The alarm has had no datum for as long as ' +
      'CloudWatch remembers, and takes that for well.',
  },
  evidence: [
    {
      command: 'lab aws s3api list-objects-v2 --bucket {FilesBucketName} --prefix answers/2026/',
      finds: /answers\/2026\/november\.txt/,
    },
    {
      command: 'lab aws cloudwatch describe-alarms --region us-west-2',
      finds: /certlab-files-before-the-move/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/1.3', 'SAA-C03/4.1', 'DVA-C03/4.2'],
  hints: [
    'Two questions: why do the files not come, and why does nobody hear of it? Answer both.',
    's3api get-bucket-replication says what is to be copied, and whether it is at all.',
    'cloudwatch describe-alarms --region us-west-2: what does the alarm look at, and is there such a thing? Compare with the names of ' +
      'the buckets.',
    'Enable the rule, bring across what came since, and let the alarm look at SourceBucket as the bucket is called.',
  ],
  lesson: {
    architect:
      'A copy that is never read, and an alarm that never had a datum, look like a copy that works and an alarm that is content. ' +
      'Compare both sides by an inventory each week, and try an alarm once by what it is for. A rule that is disabled has no metric at ' +
      'all: only an inventory, or a file that is put and looked for, would have said it.',
    developer:
      'An alarm is tied to a metric by names alone, and CloudWatch takes any name. Who renames a bucket makes alarms from the same ' +
      'constant. "Missing data is fine" is right for a metric that comes now and then, and makes a wrong name invisible.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('bucket-replication', ofFiles(lab), (before) => ({
      Role: before?.Role,
      Rules: (before?.Rules ?? []).map((rule) => ({ ...rule, Status: 'Disabled' as const })),
    }));
    await lab.change('metric-alarm', await lateAlarm(lab), (before) => ({
      ...before,
      dimensions: { ...before.dimensions, SourceBucket: 'certlab-files-before-the-move' },
    }));
    await lab.spread();
    for (const key of SINCE) await lab.change('object-text', { ...ofFiles(lab), key }, `Answers: ${key}\n`);
  },
  check: [filesArrive, noFileIsMissing, copiesAreReadThere],
  solution: {
    title: 'Enables the rule, brings across what came since, and lets the alarm look at the bucket',
    steps: [
      's3api put-bucket-replication with the rule as it is, and its Status Enabled;',
      's3api copy-object of each file that came since, into the other bucket or over itself;',
      'cloudwatch put-metric-alarm --region us-west-2 with the dimension SourceBucket as the bucket is called.',
    ],
    async apply(lab) {
      await copyOn(lab);
      await bringAcross(lab);
      await watch(lab);
    },
  },
  otherFixes: [
    {
      title:
        'Makes the rule again under another priority, brings across what came since, and lets the alarm look at the bucket',
      async apply(lab) {
        await replicateOtherwise(lab, ({ Role, Rules = [] }) => ({
          Role,
          Rules: Rules.map((rule) => ({ ...rule, Status: 'Enabled' as const, Priority: 7 })),
        }));
        await bringAcross(lab);
        await watch(lab);
      },
    },
    {
      title: 'Does the same, and lets the alarm ring earlier',
      async apply(lab) {
        await copyOn(lab);
        await bringAcross(lab);
        await watch(lab, { threshold: 600 });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Enables the rule, and brings across what came since',
      async apply(lab) {
        await copyOn(lab);
        await bringAcross(lab);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Enables the rule, and lets the alarm look at the bucket',
      async apply(lab) {
        await copyOn(lab);
        await watch(lab);
      },
    },
    {
      kind: 'hidden',
      title: 'Brings across what the auditor looked for',
      apply: (lab) => bringAcross(lab),
    },
    {
      kind: 'elsewhere',
      title: 'Lets the alarm look at the bucket, and take missing data for bad',
      apply: (lab) => watch(lab, { missingData: 'breaching' }),
    },
    {
      kind: 'too-wide',
      title:
        'Does all of it, and lets the alarm take missing data for bad, so that it rings by night and on every quiet day',
      async apply(lab) {
        await copyOn(lab);
        await bringAcross(lab);
        await watch(lab, { missingData: 'breaching' });
      },
    },
    {
      kind: 'hidden',
      title: 'Does all of it, and lets the alarm ring after a week',
      async apply(lab) {
        await copyOn(lab);
        await bringAcross(lab);
        await watch(lab, { threshold: 604_800 });
      },
    },
  ],
});
