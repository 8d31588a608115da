import type { LifecycleRule } from '@aws-sdk/client-s3';
import { defineDrill } from '../../../lab/drills/drill.ts';
import { assetsCostWhatTheyMust, ofAssets, oldVersionsEnd } from '../health/storage.ts';
import { webApp } from '../project.ts';
import type { Fixing } from './web-app.ts';

const TINY = { ObjectSizeGreaterThan: 1 };

const moving = (
  StorageClass: 'STANDARD_IA' | 'ONEZONE_IA' | 'GLACIER_IR' | 'GLACIER',
  Days: number,
): LifecycleRule => ({
  ...{ ID: 'cheaper', Status: 'Enabled', Filter: TINY },
  Transitions: [{ Days, StorageClass }],
});

async function rules(lab: Fixing, change: (before: readonly LifecycleRule[]) => readonly LifecycleRule[]) {
  await lab.set('bucket-lifecycle', ofAssets(lab), change(await lab.get('bucket-lifecycle', ofAssets(lab))));
}

const isMoving = ({ Transitions = [] }: LifecycleRule) => Transitions.length > 0;
const withoutMoves = (before: readonly LifecycleRule[]) => before.filter((rule) => !isMoving(rule));

export const classTooDear = defineDrill(webApp, {
  name: 'class-too-dear',
  title: 'Since storage was made cheaper, it costs seventy times as much',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'To save money, somebody had the assets moved to a class that costs half as much for a gigabyte. A month later the line ' +
      'for this bucket is seventy times what it was, and there is a new one for data that is read.',
    impact: 'Finance. Pages are as quick as before.',
    evidence:
      'Nothing has grown: the bucket holds as many files as last month, of a kilobyte each. The storage that is billed is more ' +
      'than a hundred times their size.',
  },
  evidence: [
    {
      command: 'lab aws s3api get-bucket-lifecycle-configuration --bucket {AssetsBucketName}',
      finds: /STANDARD_IA/,
    },
  ],
  exam: ['SAA-C03/4.1', 'SAA-C03/3.1'],
  hints: [
    'What a class costs is more than its price for a gigabyte: what is billed at least, and what reading costs?',
    'Of the classes for what is rarely read, S3 bills 128 KB for each object, however small it is.',
    's3api get-bucket-lifecycle-configuration: which rule moves these files, and why does it not pass over the small ones?',
    'Take that rule out, and keep the one that ends old versions after 30 days.',
  ],
  lesson: {
    architect:
      'A class fits by size, by how often a thing is read, and by how long it stays: 128 KB, once a month, thirty days. Small ' +
      'files that are read all the time belong in Standard; what is archived small is packed first.',
    developer:
      'S3 passes over objects below 128 KB by itself, unless a filter names a size. Who writes such a filter takes that ' +
      'upon himself: reckon the price of an object before the rule is on.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('bucket-lifecycle', ofAssets(lab), (before) => [...before, moving('STANDARD_IA', 30)]);
  },
  check: [assetsCostWhatTheyMust, { ...oldVersionsEnd, guards: true }],
  solution: {
    steps: ['s3api put-bucket-lifecycle-configuration with every rule but the one that has transitions.'],
    apply: (lab) => rules(lab, withoutMoves),
  },
  otherFixes: [
    {
      title: 'Moves what has 128 KB or more alone, of which there is none yet',
      apply: (lab) =>
        rules(lab, (before) =>
          before.map((rule) => (isMoving(rule) ? { ...rule, Filter: { ObjectSizeGreaterThan: 131_072 } } : rule)),
        ),
    },
    {
      title: 'Turns the rule off, and keeps it to be read',
      apply: (lab) =>
        rules(lab, (before) =>
          before.map((rule) => (isMoving(rule) ? { ...rule, Status: 'Disabled' as const } : rule)),
        ),
    },
  ],
  shortcuts: [
    {
      kind: 'elsewhere',
      title: 'Moves them to one zone, which is cheaper again',
      apply: (lab) => rules(lab, (before) => [...withoutMoves(before), moving('ONEZONE_IA', 30)]),
    },
    {
      kind: 'elsewhere',
      title: 'Moves them to an archive that answers at once',
      apply: (lab) => rules(lab, (before) => [...withoutMoves(before), moving('GLACIER_IR', 1)]),
    },
    {
      kind: 'hidden',
      title: 'Moves them to an archive that has to be asked hours before',
      apply: (lab) => rules(lab, (before) => [...withoutMoves(before), moving('GLACIER', 1)]),
    },
    {
      kind: 'too-narrow',
      title: 'Moves them after a year instead of a month',
      apply: (lab) => rules(lab, (before) => [...withoutMoves(before), moving('STANDARD_IA', 365)]),
    },
    {
      kind: 'too-wide',
      title: 'Takes every rule out, so that old versions stay forever',
      apply: (lab) => rules(lab, () => []),
    },
    {
      kind: 'hidden',
      title: 'Ends every file after a month, when the next release has brought its own',
      apply: (lab) =>
        rules(lab, (before) => [
          ...withoutMoves(before),
          { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: 'assets/' }, Expiration: { Days: 31 } },
        ]),
    },
  ],
});
