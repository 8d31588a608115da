/**
 * Our roles against the grants that the CDK's own constructs would make. `withoutPolicyUpdates()` keeps those out, so
 * something that AWS needs can be missing without any error before the first run; here the app is synthesized once more
 * with the constructs' hands free, and what they add is either held by our role or dropped with a reason. The other way
 * round, what a role of the pipeline holds and no construct would grant has a reason too, and the rehearsal asks in
 * CodePipeline's place for nothing that the CDK does not know it to call.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILD_CALLS, STACK_CALLS } from '../../lib/rehearsal/permissions.ts';
import {
  beyond,
  type Grant,
  type Held,
  holds,
  notHeld,
  type Templates,
  templates,
  templatesWithTheCdksGrants,
  templatesWithTheCdksGrantsAlone,
} from '../support/cdk-grants.ts';
import { statementsOf } from '../support/drills/policies.ts';

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

/** What a role of the pipeline holds beyond the CDK's grants, and why. */
interface Added {
  readonly of: RegExp;
  readonly action: RegExp;
  readonly because: string;
}

const ADDED: readonly Added[] = [
  {
    of: /^ReleaseRole/,
    action: /^s3:PutObjectAcl$/,
    because: 'CodePipeline stores artifacts with an ACL: User Guide, "Manage the CodePipeline service role"',
  },
  {
    of: /^ReleaseSourceRole/,
    action: /^s3:Get(Bucket(Acl|Location|Versioning)|Object|ObjectVersion)$/,
    because:
      'what AWS lists for the artifact bucket, on the same page; which role of several it is for, it does not say',
  },
  {
    of: /^ReleaseSourceRole/,
    action: /^codeconnections:UseConnection$/,
    because: "the CDK grants it by the service's former name alone; a new connection is held to the new one",
  },
  {
    of: /^Release(Build|BetaTests)Role/,
    action: /^codebuild:(BatchPutTestCases|CreateReport|UpdateReport)$/,
    because: 'reports of groups that are resources here: CodeBuild User Guide, "Test report permissions"',
  },
  {
    of: /^ReleasePublishRole/,
    action: /^(ssm:GetParameter|sts:AssumeRole)$/,
    because: 'what `cdk publish-assets` asks for, which no construct knows to be run here',
  },
  {
    of: /^ReleaseProdChangeRole/,
    action: /^cloudformation:DescribeChangeSet$/,
    because: 'the command that puts the change set into words reads it',
  },
  {
    of: /^Release(UpdatePipeline|BetaDeploy|ProdPrepare)Role/,
    action: /^ssm:GetParameters$/,
    because: 'CloudFormation reads the version of the bootstrap as the caller: aws-cdk #20959',
  },
];

const PIPELINE = 'DeliveryPipeline.template.json';
const RELEASE = /^Release/;

const CONNECTION = {
  connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
  repository: 'someone/certlab',
  branch: 'main',
  lookups: 'done',
};

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

const addedFor = ({ role, action }: Held) => ADDED.find((entry) => entry.of.test(role) && entry.action.test(action));
const withoutReason = (held: readonly Held[]) =>
  held.filter((each) => !addedFor(each)).map(({ role, action, resource }) => `${role}: ${action} on ${resource}`);

interface StageAction {
  readonly Name: string;
  readonly ActionTypeId: { readonly Provider: string };
  readonly Configuration: { readonly ActionMode?: string };
  readonly RoleArn: { readonly 'Fn::GetAtt': readonly [string, string] };
}

describe('what a role of the pipeline holds', () => {
  const added: Held[] = [];
  let ours: Templates[string] | undefined;
  let cdkAlone: Templates[string] | undefined;
  beforeAll(async () => {
    for (const context of [CONNECTION, {}]) {
      ours = (await templates(context))[PIPELINE];
      cdkAlone = (await templatesWithTheCdksGrantsAlone(context))[PIPELINE];
      added.push(...beyond(ours, cdkAlone, RELEASE));
    }
  }, 300_000);

  it('is what the CDK would grant it, or more for a reason', () => {
    expect(withoutReason(added)).toEqual([]);
    const used = new Set(added.map(addedFor));
    expect(ADDED.filter((entry) => !used.has(entry)).map(({ because }) => because)).toEqual([]);
  });

  it.each([
    ['an action that deploys', '"cloudformation:UpdateStack"', '"cloudformation:DeleteStack"'],
    ['an action that starts a build', '"codebuild:StopBuild"', '"codebuild:RetryBuild"'],
    ['a build', '"logs:PutLogEvents"', '"logs:GetLogEvents"'],
    ['the source', '"s3:GetObjectTagging"', '"s3:DeleteObjectTagging"'],
  ])('is noticed where it is more: planted in the role of %s', (_, granted, more) => {
    const planted = JSON.parse(JSON.stringify(ours).replaceAll(granted, `${granted},${more}`)) as Templates[string];
    const found = withoutReason(beyond(planted, cdkAlone, RELEASE));
    expect(found.length).toBeGreaterThan(0);
    for (const each of found) expect(each).toContain(`: ${more.replaceAll('"', '')} on `);
  });

  it('is asked for in a rehearsal as far as the CDK knows an action of that kind to call it', () => {
    const resources = ours ?? {};
    const [granted, held] = [statementsOf(cdkAlone ?? {}), statementsOf(resources)];
    const pipeline = Object.values(resources).find(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
    const actions: StageAction[] = pipeline?.Properties.Stages.flatMap(
      ({ Actions }: { Actions: StageAction[] }) => Actions,
    );
    const asked = { ...STACK_CALLS, CodeBuild: BUILD_CALLS } as Readonly<Record<string, readonly string[]>>;
    const kinds = new Set<string>();
    const unknown: string[] = [];
    for (const { Name, ActionTypeId, Configuration, RoleArn } of actions) {
      const kind = Configuration.ActionMode ?? ActionTypeId.Provider;
      const [role] = RoleArn['Fn::GetAtt'];
      if (!/^(CloudFormation|CodeBuild)$/.test(ActionTypeId.Provider)) continue;
      kinds.add(kind);
      const [{ resources: [resource = ''] = [] } = {}] = held.filter(
        ({ roles, actions: may }) =>
          roles.includes(role) && may.some((one) => /^(cloudformation|codebuild):/.test(one)),
      );
      for (const call of asked[kind] ?? [`anything of the kind ${kind}`]) {
        const action = `${ActionTypeId.Provider.toLowerCase()}:${call}`;
        if (!holds(granted, role, action, resource)) unknown.push(`${Name}: ${action}`);
      }
    }
    expect(unknown).toEqual([]);
    expect([...kinds].toSorted()).toEqual(Object.keys(asked).toSorted());
  });
});
