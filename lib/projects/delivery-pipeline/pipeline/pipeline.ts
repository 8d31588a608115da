import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { BuildEnvironmentVariableType, Cache } from 'aws-cdk-lib/aws-codebuild';
import { Artifact, ExecutionMode, type IAction, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import {
  CloudFormationCreateReplaceChangeSetAction,
  CloudFormationCreateUpdateStackAction,
  CloudFormationExecuteChangeSetAction,
  CodeBuildAction,
  ManualApprovalAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bootstrapRoleArn, bootstrapVersionArn } from '../bootstrap.ts';
import { ActionRoles } from './action-roles.ts';
import type { Artifacts } from './artifacts.ts';
import { BuildProject, type BuildProjectProps } from './build-project.ts';
import {
  ASSEMBLY,
  buildBuildspec,
  describeChangeBuildspec,
  integrationTestBuildspec,
  publishBuildspec,
} from './buildspecs.ts';
import { exactRole } from './exact-role.ts';
import type { PipelineSource } from './source.ts';
import { SourceStage } from './source-stage.ts';

/** One stack that the pipeline deploys, known by what is written in the assembly. */
export interface DeployedStage {
  readonly name: string;
  readonly stackName: string;
  /** Template in the assembly, relative to its folder. */
  readonly template: string;
}

export interface ReleasePipelineProps {
  readonly artifacts: Artifacts;
  readonly source: PipelineSource;
  /** Context that makes the pipeline's own synthesis produce this pipeline again, as arguments of `cdk synth`. */
  readonly synthArguments: string;
  /** Stages with integration tests, in order. */
  readonly tested: readonly DeployedStage[];
  readonly production: DeployedStage;
  /** Keeps the events that could not start a run. */
  readonly undelivered: Queue;
}

/** Production's deployment by its names in the pipeline: what notifications and figures look for. */
export const DEPLOY = 'Deploy';
export const APPROVE = 'Approve';

/** Where every stage that is tested publishes its address: an output of the service's stack. */
const API_URL_OUTPUT = 'ApiUrl';
const CHANGE_SET = 'delivery-pipeline';

/**
 * Source → Build → Update (of this pipeline itself) → each tested stage → production behind an approval. Built once:
 * whatever comes after Build works on the one artifact that Build made.
 */
export class ReleasePipeline extends Construct {
  readonly pipeline: Pipeline;
  readonly source: SourceStage;
  private readonly artifacts: Artifacts;
  private readonly release = new Artifact('Release');
  private readonly roles: ActionRoles;

  constructor(scope: Construct, id: string, props: ReleasePipelineProps) {
    super(scope, id);
    this.artifacts = props.artifacts;
    const role = exactRole(
      this,
      'Role',
      new ServicePrincipal('codepipeline.amazonaws.com'),
      props.artifacts.writingWithAcl(),
    );
    this.roles = new ActionRoles(this, role, props.artifacts);
    this.source = new SourceStage(this, 'Source', {
      artifacts: props.artifacts,
      pipelineRole: role,
      source: props.source,
    });
    const actionRoles = () => [this.source.actionRole, ...this.roles.all];

    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineType: PipelineType.V2,
      // Exam: SUPERSEDED lets a newer commit overtake those that wait, so what is approved is the newest that passed
      // beta. QUEUED would have someone approve every commit in turn, PARALLEL would let two deploy at once.
      executionMode: ExecutionMode.SUPERSEDED,
      // The run that has just changed the pipeline starts again, on the pipeline as it now is.
      restartExecutionOnUpdate: true,
      artifactBucket: props.artifacts.bucket,
      role: role.withoutPolicyUpdates(),
      stages: [
        { stageName: 'Source', actions: [this.source.action] },
        { stageName: 'Build', actions: this.build(this.source.output, props.synthArguments) },
        { stageName: 'Update', actions: [this.updateItself()] },
        ...props.tested.map((stage) => ({ stageName: stage.name, actions: this.deployAndTest(stage) })),
        { stageName: props.production.name, actions: this.approveAndDeploy(props.production, this.source.revision) },
      ],
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sts:AssumeRole'],
        resources: actionRoles().map(({ roleArn }) => roleArn),
      }),
    );
    this.pipeline.node.addDependency(role, ...actionRoles());
    this.source.startedBy(this.pipeline, props.undelivered);
  }

  /** Checks, tests and synthesizes; then puts the assembly's files where the templates will look for them. */
  private build(source: Artifact, synthArguments: string): IAction[] {
    const build = this.project('Build', {
      description: 'Checks, tests and synthesizes one commit: the only place where anything is built',
      buildSpec: (reports) => buildBuildspec(reports, synthArguments),
      timeout: Duration.minutes(15),
      makesArtifacts: true,
      reports: true,
      // What npm has downloaded; `npm ci` still checks every package against the lock file.
      cache: Cache.bucket(this.artifacts.bucket, { prefix: 'npm-cache' }),
    });
    const publish = this.project('Publish', {
      description: 'Uploads the files of the assembly under the hashes of their content',
      buildSpec: publishBuildspec,
      timeout: Duration.minutes(10),
      // Exam: the role that runs other people's packages (Build) may not write what production runs; this one may,
      // and runs none.
      statements: [
        // The toolkit checks the version of the bootstrap stack before it uploads anything. It tries the deploy role
        // first, which this role may not assume, and then asks as itself.
        new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [bootstrapVersionArn(this)] }),
        new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [bootstrapRoleArn('file-publishing')] }),
      ],
    });
    return [
      this.runs(build, 'Build', 1, { input: source, outputs: [this.release, new Artifact('Sbom')] }),
      this.runs(publish, 'Publish', 2, {}),
    ];
  }

  /** The pipeline is delivered by itself: a commit that changes it goes on under the changed pipeline. */
  private updateItself(): IAction {
    const stack = Stack.of(this);
    return new CloudFormationCreateUpdateStackAction({
      actionName: 'UpdatePipeline',
      stackName: stack.stackName,
      templatePath: this.template(stack.templateFile),
      ...this.roles.handsOver('UpdatePipeline', stack.stackName, 'deploy'),
    });
  }

  private deployAndTest({ name, stackName, template }: DeployedStage): IAction[] {
    const tests = this.project(`${name}Tests`, {
      description: `Integration and acceptance tests against the deployed ${stackName}`,
      buildSpec: integrationTestBuildspec,
      timeout: Duration.minutes(10),
      reports: true,
    });
    return [
      new CloudFormationCreateUpdateStackAction({
        actionName: DEPLOY,
        runOrder: 1,
        stackName,
        templatePath: this.template(template),
        variablesNamespace: name,
        ...this.roles.handsOver(`${name}Deploy`, stackName, 'deploy'),
      }),
      this.runs(tests, 'Test', 2, { environment: { API_URL: `#{${name}.${API_URL_OUTPUT}}` } }),
    ];
  }

  /**
   * What is approved is a change set, and what is executed is that change set and no other: the three stand in one
   * stage, which CodePipeline gives to one run at a time, so no other run can replace it in between.
   */
  private approveAndDeploy({ name, stackName, template }: DeployedStage, revision: string): IAction[] {
    const describe = this.project(`${name}Change`, {
      description: `Puts the change set of ${stackName} into words for the approval`,
      buildSpec: describeChangeBuildspec,
      timeout: Duration.minutes(5),
      statements: [
        new PolicyStatement({
          actions: ['cloudformation:DescribeChangeSet'],
          resources: [this.roles.stackArn(stackName)],
        }),
      ],
    });
    const described = this.runs(describe, 'DescribeChange', 2, {
      environment: { STACK_NAME: stackName, CHANGE_SET_NAME: CHANGE_SET },
    });
    return [
      new CloudFormationCreateReplaceChangeSetAction({
        actionName: 'PrepareChange',
        runOrder: 1,
        stackName,
        changeSetName: CHANGE_SET,
        templatePath: this.template(template),
        ...this.roles.handsOver(`${name}Prepare`, stackName, 'prepare'),
      }),
      described,
      new ManualApprovalAction({
        actionName: APPROVE,
        runOrder: 3,
        role: this.roles.waits(`${name}Approve`),
        timeout: Duration.days(3),
        externalEntityLink: `https://${Aws.REGION}.console.aws.amazon.com/cloudformation/home?region=${Aws.REGION}#/stacks?filteringText=${stackName}`,
        additionalInformation: `Revision ${revision}. ${described.variable('CHANGES')} Diff: ${described.variable('CHANGE_SET_URL')}`,
      }),
      new CloudFormationExecuteChangeSetAction({
        actionName: DEPLOY,
        runOrder: 4,
        stackName,
        changeSetName: CHANGE_SET,
        role: this.roles.executes(`${name}Deploy`, stackName),
      }),
    ];
  }

  private project(id: string, props: Omit<BuildProjectProps, 'artifacts'>): BuildProject {
    return new BuildProject(this, id, { ...props, artifacts: this.artifacts });
  }

  /** An action that runs a project, as a role that may start this project and no other. */
  private runs(
    build: BuildProject,
    actionName: string,
    runOrder: number,
    options: {
      readonly input?: Artifact;
      readonly outputs?: Artifact[];
      readonly environment?: Readonly<Record<string, string>>;
    },
  ): CodeBuildAction {
    const { input = this.release, outputs, environment = {} } = options;
    return new CodeBuildAction({
      actionName,
      runOrder,
      project: build.project,
      input,
      ...(outputs && { outputs }),
      environmentVariables: Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [
          name,
          { type: BuildEnvironmentVariableType.PLAINTEXT, value },
        ]),
      ),
      role: this.roles.starts(build),
    });
  }

  private template(file: string) {
    return this.release.atPath(`${ASSEMBLY}/${file}`);
  }
}
