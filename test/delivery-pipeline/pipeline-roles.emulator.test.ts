/**
 * The roles of the delivery pipeline, of its actions, builds and rule: what the rehearsal calls under them is recorded, and
 * each permission of Publish and Update is taken away by itself, which has to stop the run there. What is granted and
 * missed by nobody is on a list, with its reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Policy } from '../../lib/lab/access/statements.ts';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { deployedStack } from '../../lib/lab/deployed/template.ts';
import { openLab } from '../../lib/lab/lab.ts';
import { emulatorTarget } from '../../lib/lab/target.ts';
import { ASSEMBLY } from '../../lib/projects/delivery-pipeline/pipeline/buildspecs.ts';
import { deliveryPipeline } from '../../lib/projects/delivery-pipeline/project.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { PIPELINE } from '../../lib/rehearsal/deploy.ts';
import { clearAway, openRun } from '../../lib/rehearsal/rehearse.ts';
import { RunStopped } from '../../lib/rehearsal/run.ts';
import { STAGES } from '../../lib/rehearsal/run-stages.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';
import {
  type Call,
  callsHeld,
  type Grant,
  grantsOf,
  type NotCalled,
  sentence,
  unlisted,
  unused,
} from '../support/grants.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));
const lab = openLab(CURRICULUM, target.stateFolder);
const run = openRun({
  lab,
  target: emulatorTarget(target.endpoint, target.stateFolder),
  machine: { ...process.env },
  quick: true,
});

const ARTIFACT =
  'the rehearsal hands artifacts on as folders; what of this CodePipeline and CodeBuild ask, AWS lists and does not say when';

const NOT_CALLED: readonly NotCalled[] = [
  { grant: /: s3:(GetBucketAcl|GetBucketLocation|GetBucketVersioning) on \S+[Aa]rtifacts/, because: ARTIFACT },
  { grant: /: kms:(DescribeKey|Encrypt) on /, because: ARTIFACT },
  {
    grant: /: logs:\w+ on |: codebuild:(BatchPutTestCases|CreateReport|UpdateReport) on /,
    because: 'CodeBuild writes the log and the reports of a build; the rehearsal runs its commands on this machine',
  },
  { grant: /Start\w*Role\w*: codebuild:StopBuild on /, because: 'for who stops a run while it builds' },
  {
    grant: /^Release(Role|SourceRole)\w+: (s3|kms):/,
    because: 'CodePipeline fetches the source and keeps artifacts; the rehearsal clones',
  },
  {
    grant: /^ReleaseRole\w+: sts:AssumeRole on \S+(SourceRole|ApproveRole)/,
    because: 'the source is cloned, and nobody approves anything in a rehearsal',
  },
  {
    grant: /^ReleaseSourceStartRole\w+: codepipeline:StartPipelineExecution on /,
    because: 'the emulator has no CodePipeline that a rule could start',
  },
  {
    grant: /Role\w+: cloudformation:(DescribeStackResources?|GetTemplate) on /,
    because: "the CDK grants it to an action that deploys, and AWS's page on the service role does not name it",
  },
];

const grants: Grant[] = [];
let calls: Call[];

/** Plays one stage; true where the run would go on. */
async function goesOn(name: string): Promise<boolean> {
  const stage = STAGES.find((each) => each.name === name);
  try {
    await stage?.work(run, () => {});
    return true;
  } catch (error) {
    if (error instanceof RunStopped) return false;
    throw error;
  }
}

beforeAll(async () => {
  for (const { name } of STAGES) expect(await goesOn(name), name).toBe(true);
  const stack = await deployedStack(aws, deliveryPipeline.stackName);
  grants.push(...grantsOf(stack).filter(({ of }) => of.startsWith('Release')));
  calls = [...callsHeld(target.stateFolder), ...run.asked];
}, 400_000);
afterAll(() => clearAway(lab, run.target), 120_000);

describe('a grant of a role of the pipeline', () => {
  it('is used in a rehearsal, on the resource that it is given for, or is on the list with a reason', () => {
    expect(new Set(grants.map(({ of }) => of)).size).toBeGreaterThan(12);
    expect(unlisted(unused(grants, calls), NOT_CALLED)).toEqual({ withoutReason: [], reasonForNothing: [] });
  });

  it.each(['ReleaseRole', 'ReleasePublishRole', 'ReleaseUpdatePipelineRole', 'ReleaseProdPrepareRole'])(
    'is noticed where nobody uses it: of %s, an action too many, and one on a resource too many',
    (whose) => {
      const used = grants.find((grant) => grant.of.startsWith(whose) && unused([grant], calls).length === 0) as Grant;
      const planted = [
        { ...used, action: 'dynamodb:DeleteTable' },
        { ...used, resource: `${used.resource}-of-somebody` },
      ];
      expect(unused([used, ...planted], calls)).toEqual(planted.map(sentence));
    },
  );
});

/** The document without one action on one resource; the rest of the statement stays. */
function without({ Statement, ...document }: Policy, { action, resource }: Grant): Policy {
  const kept = [Statement ?? []].flat().flatMap((statement) => {
    const actions = [statement.Action ?? []].flat();
    const resources = [statement.Resource ?? []].flat();
    if (!actions.includes(action) || !resources.includes(resource)) return [statement];
    return [
      { ...statement, Action: actions.filter((each) => each !== action) },
      { ...statement, Action: [action], Resource: resources.filter((each) => each !== resource) },
    ].filter(({ Action = [], Resource = [] }) => Action.length > 0 && Resource.length > 0);
  });
  return { ...document, Statement: kept };
}

/** Gives the next update something to do: without a change CloudFormation is not asked what became of it. */
function changeSomething(): void {
  const file = join(run.artifact, ASSEMBLY, PIPELINE.template);
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const rule = Object.values<{ Type: string; Properties: { Description?: string } }>(template.Resources).find(
    ({ Type }) => Type === 'AWS::Events::Rule',
  );
  if (!rule) throw new Error('The template of the pipeline has no rule any longer that could be changed.');
  rule.Properties.Description = `changed at ${Date.now()}`;
  writeFileSync(file, JSON.stringify(template));
}

/** Plays a stage while a role lacks one permission. */
async function goesOnWithout(grant: Grant, stage: string): Promise<boolean> {
  const { roleName: RoleName } = grant;
  const { PolicyNames: [PolicyName] = [] } = await aws.iam.listRolePolicies({ RoleName });
  const { PolicyDocument = '' } = await aws.iam.getRolePolicy({ RoleName, PolicyName });
  const whole = decodeURIComponent(PolicyDocument);
  const less = without(JSON.parse(whole), grant);
  await aws.iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: JSON.stringify(less) });
  if (stage === 'Update') changeSomething();
  return goesOn(stage).finally(() => aws.iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: whole }));
}

/** Whose permissions each of the two stages lives by; of the pipeline's own role, those to take on these. */
const WORKERS: Readonly<Record<string, RegExp>> = {
  Publish: /^Release(Publish(Start)?Role|Role\w+: sts:AssumeRole on \S+PublishStart)/,
  Update: /^Release(UpdatePipelineRole|Role\w+: sts:AssumeRole on \S+UpdatePipeline)/,
};

describe.each(Object.keys(WORKERS))('%s', (stage) => {
  it('stops where any one permission of its roles is taken away, but for those on the list', {
    timeout: 600_000,
  }, async () => {
    const held = grants.filter((grant) => WORKERS[stage]?.test(sentence(grant)));
    expect(held.length).toBeGreaterThan(8);
    const missed: string[] = [];
    const listed = held.filter((grant) => NOT_CALLED.some((entry) => entry.grant.test(sentence(grant))));
    for (const grant of held.filter((each) => !listed.includes(each))) {
      if (await goesOnWithout(grant, stage)) missed.push(sentence(grant));
    }
    expect(missed).toEqual([]);
    // And with all of them it goes on, so that it was the permission.
    expect(await goesOn(stage)).toBe(true);
  });
});
