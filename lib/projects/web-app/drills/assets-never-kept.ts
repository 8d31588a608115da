import { defineDrill } from '../../../lab/drills/drill.ts';
import { assetsAreKept, assetsNow, ofAssets, pagesAreNotKept } from '../health/storage.ts';
import { webApp } from '../project.ts';
import type { Fixing } from './web-app.ts';

const FOR_A_YEAR = 'public, max-age=31536000, immutable';

async function say(lab: Fixing, caching: string | null): Promise<void> {
  for (const { key } of await assetsNow(lab)) await lab.set('object-caching', { ...ofAssets(lab), key }, caching);
}

export const assetsNeverKept = defineDrill(webApp, {
  name: 'assets-never-kept',
  title: 'Every page fetches its style sheet again, from the other side of the ocean',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Pages flicker since yesterday: for a moment they stand there without their style. In Sydney it is worst. The bill for ' +
      'requests to the bucket is a hundred times what it was.',
    impact: 'Everybody, on each page. Nothing is wrong but the time, and what it costs.',
    evidence:
      'CloudFront asks the bucket for nearly every request: its share of hits fell from 99 % to nought. The browsers ask ' +
      'again on every page, too.',
  },
  evidence: [
    {
      command: 'lab aws s3api list-object-versions --bucket {AssetsBucketName} --prefix assets/',
      finds: /"IsLatest": false/,
    },
  ],
  exam: ['SAA-C03/3.4', 'SAA-C03/4.4', 'SAA-C03/3.1', 'DVA-C03/4.3'],
  hints: [
    'Who decides how long a copy may be kept, in CloudFront and in the browser?',
    'The header Cache-Control, which S3 sends as it stands at the object: s3api head-object.',
    'The names of these files have a hash of their content: what is named so never changes.',
    `Copy each asset onto itself with --cache-control "${FOR_A_YEAR}" and --metadata-directive REPLACE.`,
  ],
  lesson: {
    architect:
      'Cache by name: what is named by its content is kept forever, and a release brings new names. Then there is nothing to ' +
      'invalidate, which costs money and reaches no browser.',
    developer:
      'Headers belong to the upload, in the same line of code as the name. Pages that name the assets are the other half: they ' +
      'are kept by nobody, so that a release shows at once.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    for (const { key } of await assetsNow(lab))
      await lab.change('object-caching', { ...ofAssets(lab), key }, 'no-cache, no-store, must-revalidate');
  },
  check: [assetsAreKept, pagesAreNotKept],
  solution: {
    steps: [
      `s3api copy-object of each asset onto itself, with MetadataDirective REPLACE and CacheControl ${FOR_A_YEAR}.`,
    ],
    apply: (lab) => say(lab, FOR_A_YEAR),
  },
  otherFixes: [
    { title: 'Lets every cache keep them for two years', apply: (lab) => say(lab, 'public, max-age=63072000') },
    {
      title: 'Puts them there again as a release would, with the same content and the header',
      async apply(lab) {
        const Bucket = lab.outputs.AssetsBucketName;
        for (const { key } of await assetsNow(lab)) {
          const target = { ...ofAssets(lab), key };
          const before = await lab.get('object-caching', target);
          lab.undoBy(() =>
            lab.aws.s3.copyObject({
              ...{ Bucket, Key: key, CopySource: `${Bucket}/${key}`, MetadataDirective: 'REPLACE' as const },
              ...{ ContentType: 'text/css; charset=utf-8', CacheControl: before ?? undefined },
            }),
          );
          const { Body } = await lab.aws.s3.getObject({ Bucket, Key: key });
          await lab.aws.s3.putObject({
            ...{ Bucket, Key: key, Body: await Body?.transformToByteArray() },
            ...{ ContentType: 'text/css; charset=utf-8', CacheControl: FOR_A_YEAR },
          });
        }
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Lets caches keep them for a minute', apply: (lab) => say(lab, 'public, max-age=60') },
    {
      kind: 'too-narrow',
      title: 'Lets browsers keep them, and no cache between',
      apply: (lab) => say(lab, 'private, max-age=31536000'),
    },
    { kind: 'hidden', title: 'Takes the header away', apply: (lab) => say(lab, null) },
    {
      kind: 'hidden',
      title: 'Lets them be kept for a year, but asked about each time',
      apply: (lab) => say(lab, 'public, no-cache, max-age=31536000'),
    },
    {
      kind: 'too-wide',
      title: 'Opens the bucket to everybody, so that nobody has to wait for CloudFront',
      async apply(lab) {
        await say(lab, FOR_A_YEAR);
        const policy = await lab.get('bucket-policy', ofAssets(lab));
        const everybody = { Effect: 'Allow', Action: 's3:GetObject', Principal: '*' };
        const Resource = `arn:aws:s3:::${lab.outputs.AssetsBucketName}/*`;
        const block = {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        };
        await lab.set('bucket-public-access', ofAssets(lab), block);
        await lab.set('bucket-policy', ofAssets(lab), {
          ...policy,
          Statement: [...policy.Statement, { ...everybody, Resource } as (typeof policy.Statement)[number]],
        });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Keeps fewer old copies in the bucket',
      async apply(lab) {
        const rules = await lab.get('bucket-lifecycle', ofAssets(lab));
        await lab.set(
          'bucket-lifecycle',
          ofAssets(lab),
          rules.map((rule) => ({ ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 1 } })),
        );
      },
    },
  ],
});
