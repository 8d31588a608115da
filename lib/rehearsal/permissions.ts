/**
 * What CodePipeline and CodeBuild call under the pipeline's roles while they carry out an action. The rehearsal does the
 * same work by other means, as the account: so their roles are taken on, and asked by simulation.
 */
import { join } from 'node:path';
import { ASSEMBLY } from '../projects/delivery-pipeline/pipeline/buildspecs.ts';
import type { Target } from '../target.ts';
import { readTemplate } from './deploy.ts';
import { type Acting, actionOf, arnIn, assertAllowed, pipelineRoles, type UncheckedCall } from './roles.ts';
import type { Run } from './run.ts';

/**
 * Takes on both roles of an action that runs a project: its own, which starts the build, and then the project's.
 * @throws RunStopped where one of them may not do what every build needs
 */
export async function asBuilder(run: Run, action: string, makesArtifacts = false): Promise<Acting> {
  const { target } = run;
  const roles = await pipelineRoles(run.pipeline, target);
  const project = roles.nameOf(actionOf(run.pipeline, action).Configuration.ProjectName?.Ref ?? '');
  const resource = `arn:aws:codebuild:${target.region}:${target.account}:project/${project}`;
  await assertAllowed(
    run,
    await roles.asAction(action),
    BUILD_CALLS.map((call) => ({ action: `codebuild:${call}`, resource })),
  );
  const builder = await roles.asProjectOf(action);
  await assertAllowed(run, builder, [...roles.artifact('reads'), ...(makesArtifacts ? roles.artifact('stores') : [])]);
  return builder;
}

/**
 * By the `ActionMode` of an action, what CodePipeline asks of CloudFormation: its User Guide, "Manage the CodePipeline
 * service role", and "CloudFormation deploy action reference" for the events. Which of them belongs to which mode, AWS does
 * not say; test/gates/cdk-grants.template.test.ts holds it to what the CDK grants for each.
 */
export const STACK_CALLS: Readonly<Record<string, readonly string[]>> = {
  CHANGE_SET_REPLACE: ['CreateChangeSet', 'DeleteChangeSet', 'DescribeChangeSet', 'DescribeStacks'],
  CHANGE_SET_EXECUTE: ['DescribeChangeSet', 'ExecuteChangeSet', 'DescribeStacks', 'DescribeStackEvents'],
  CREATE_UPDATE: ['CreateStack', 'UpdateStack', 'DescribeStacks', 'DescribeStackEvents'],
};

/** What CodePipeline asks of CodeBuild for an action that runs a project: "Manage the CodePipeline service role". */
export const BUILD_CALLS = ['BatchGetBuilds', 'StartBuild'] as const;

/**
 * Takes on the role of an action that works on a stack, and asks for what CodePipeline calls under it.
 * @throws RunStopped where it may not
 */
export async function asStackAction(run: Run, [stage, name]: readonly [stage: string, name: string]): Promise<Acting> {
  const { target } = run;
  const { Configuration } = actionOf(run.pipeline, name, stage);
  const calls = STACK_CALLS[Configuration.ActionMode ?? ''];
  if (!calls) throw new Error(`What does CodePipeline call for ${name}, of mode ${Configuration.ActionMode}?`);
  const roles = await pipelineRoles(run.pipeline, target);
  const acting = await roles.asAction(name, stage);
  const resource = `arn:aws:cloudformation:${target.region}:${target.account}:stack/${Configuration.StackName}/0`;
  await assertAllowed(run, acting, [
    ...calls.map((call) => ({ action: `cloudformation:${call}`, resource })),
    ...(Configuration.TemplatePath ? [...roles.artifact('reads'), ...handingOver(run, Configuration)] : []),
  ]);
  return acting;
}

/**
 * What it takes to hand a template over: its role is passed on, and its parameters are read as the caller. The emulator's
 * CloudFormation passes over the role that it is given, and reads the parameters as itself.
 */
function handingOver(run: Run, { RoleArn, TemplatePath = '' }: ReturnType<typeof actionOf>['Configuration']) {
  const { target } = run;
  if (!RoleArn) throw new Error(`The action that hands over ${TemplatePath} names no role for CloudFormation.`);
  const parameters = parametersRead(join(run.artifact, ASSEMBLY), TemplatePath.split('assembly/').at(-1) as string);
  const calls: UncheckedCall[] = [
    {
      action: 'iam:PassRole',
      resource: arnIn(RoleArn, target),
      context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
    },
    ...parameters.map((name) => ({ action: 'ssm:GetParameters', resource: parameterArn(name, target) })),
  ];
  return calls;
}

const parameterArn = (name: string, { region, account }: Target) => `arn:aws:ssm:${region}:${account}:parameter${name}`;

/** Names in the parameter store that the template's parameters take their values from. */
function parametersRead(assembly: string, template: string): string[] {
  const { Parameters = {} } = readTemplate(assembly, template);
  return Object.values<{ Type: string; Default: string }>(Parameters)
    .filter(({ Type }) => Type.startsWith('AWS::SSM::Parameter::Value'))
    .map(({ Default }) => Default);
}
