import { defineDrill } from '../../../lab/drills/drill.ts';
import type { PolicyDocument, PolicyStatement } from '../../../lab/settings/iam.ts';
import { assetsArePrivate, ofAssets, publicStaysOut } from '../health/storage.ts';
import { webApp } from '../project.ts';
import type { Fixing } from './web-app.ts';

const SID = 'ForTheNewPages';
const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

/** Everybody may read it; what was there before stays. */
const opened = (document: PolicyDocument, bucket: string): PolicyDocument => ({
  ...document,
  Statement: [
    ...document.Statement,
    {
      ...{ Sid: SID, Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` },
      ...{ Principal: '*' },
    } as PolicyStatement,
  ],
});

async function withPolicy(lab: Fixing, change: (document: PolicyDocument) => PolicyDocument): Promise<void> {
  await lab.set('bucket-policy', ofAssets(lab), change(await lab.get('bucket-policy', ofAssets(lab))));
}

const closed = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  Statement: document.Statement.filter(({ Sid }) => Sid !== SID),
});

const shut = (lab: Fixing, block = ALL) => lab.set('bucket-public-access', ofAssets(lab), block);

export const assetsOpen = defineDrill(webApp, {
  name: 'assets-open',
  title: 'A mail says: your bucket is on a list of the open ones',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'Somebody who looks for open buckets has found ours, and was kind enough to write. Style sheets are no secret; but the ' +
      'rule of this company is that nothing is read past CloudFront, and that no single mistake opens a bucket.',
    impact:
      'Downloads past CloudFront are paid for at the price of S3, and nobody sees them. The next mistake may be worse.',
    evidence:
      'The style sheet comes for anybody who has its address at S3, without a signature. Through CloudFront it comes as before.',
  },
  evidence: [{ command: 'lab aws s3api get-bucket-policy --bucket {AssetsBucketName}', finds: /ForTheNewPages/ }],
  exam: ['SAA-C03/1.2', 'SAA-C03/1.3', 'SAA-C03/4.4', 'DVA-C03/2.1'],
  hints: [
    'Two things have to be so before anybody can read: somebody is let in, and nothing forbids that.',
    'What lets in is in the policy of the bucket: s3api get-bucket-policy. What forbids it, whatever that says, is beside it.',
    's3api get-public-access-block: all four are on in a bucket that nobody should open by mistake.',
    `Take the statement ${SID} out of the policy, keep the others, and set all four of the block.`,
  ],
  lesson: {
    architect:
      'CloudFront reads with its own identity (origin access control), so the bucket never has to be public. Block Public ' +
      'Access is the net below: set for the account, no policy of one bucket opens it.',
    developer:
      'A policy that names everybody as its principal is public, whatever its resource is. Keep what others need when you ' +
      'take one statement out: put-bucket-policy replaces the whole document.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('bucket-public-access', ofAssets(lab), {
      ...ALL,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
    // While S3 still goes by the former block it refuses such a policy (github.com/env0/templates, pull request 258).
    await lab.spread();
    await lab.change('bucket-policy', ofAssets(lab), (document) => opened(document, lab.outputs.AssetsBucketName));
  },
  check: [assetsArePrivate, publicStaysOut],
  solution: {
    steps: [
      `Take the statement ${SID}, which allows everybody to read, out of the bucket's policy, and leave the others;`,
      's3api put-public-access-block with all four on.',
    ],
    async apply(lab) {
      await withPolicy(lab, closed);
      await shut(lab);
    },
  },
  otherFixes: [
    {
      title: 'Forbids all but such a policy first, takes the statement out, and then forbids that too',
      async apply(lab) {
        await shut(lab, { ...ALL, BlockPublicPolicy: false });
        await withPolicy(lab, closed);
        await shut(lab);
      },
    },
    {
      title: 'Lets that statement in nobody but CloudFront for this distribution, and forbids the public',
      async apply(lab) {
        await withPolicy(lab, (document) => {
          const cloudfront = document.Statement.find(({ Condition }) =>
            JSON.stringify(Condition ?? {}).includes('SourceArn'),
          );
          const { Statement } = closed(document);
          return { ...document, Statement: cloudfront ? [...Statement, { ...cloudfront, Sid: SID }] : Statement };
        });
        await shut(lab);
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Takes the statement out', apply: (lab) => withPolicy(lab, closed) },
    {
      kind: 'too-narrow',
      title: 'Takes the statement out, and forbids access lists alone',
      async apply(lab) {
        await withPolicy(lab, closed);
        await shut(lab, { ...ALL, BlockPublicPolicy: false });
      },
    },
    {
      kind: 'hidden',
      title: 'Forbids the public, and leaves the statement where it is',
      apply: (lab) => shut(lab, { ...ALL, BlockPublicPolicy: false }),
    },
    {
      kind: 'too-wide',
      title: 'Lets everybody in who is signed in to AWS, instead of everybody',
      async apply(lab) {
        const account = 'arn:aws:iam::123456789012:root';
        await withPolicy(lab, (document) => ({
          ...document,
          Statement: document.Statement.map((one) =>
            one.Sid === SID ? ({ ...one, Principal: { AWS: account } } as PolicyStatement) : one,
          ),
        }));
        await shut(lab);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Makes the copies in the caches old after a minute',
      async apply(lab) {
        const { Contents = [] } = await lab.aws.s3.listObjectsV2({ Bucket: lab.outputs.AssetsBucketName });
        for (const { Key = '' } of Contents)
          await lab.set('object-caching', { ...ofAssets(lab), key: Key }, 'public, max-age=60');
      },
    },
  ],
});
