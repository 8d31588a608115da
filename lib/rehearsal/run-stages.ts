/**
 * What each stage of a rehearsal does: the work of CodePipeline's actions, with the commands, templates and hooks of the
 * synthesized pipeline. What cannot be real on the emulator is named where it happens.
 */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Lambda } from '@aws-sdk/client-lambda';
import { localUrl } from '../emulator/local-url.ts';
import { allOutputs, describeStack } from '../lab/stacks/stacks.ts';
import { synthesize } from '../lab/stacks/toolkit.ts';
import { ASSEMBLY } from '../projects/delivery-pipeline/pipeline/buildspecs.ts';
import type { Target } from '../target.ts';
import { cloneWithCommit } from './commits.ts';
import { deployStage, PIPELINE, PIPELINE_STACK, readTemplate, type StageStack, stageStacks } from './deploy.ts';
import { asBuilder, asStackAction } from './permissions.ts';
import { publishAssets } from './publish.ts';
import { type ReleasePlan, releasePlan } from './release-plan.ts';
import { actionOf, assertAllowed } from './roles.ts';
import { build, hashOf, PIPELINE_MADE, type Run, RunStopped, type Say, scratchOf } from './run.ts';
import { aliasOf, release } from './stand-ins/code-deploy.ts';
import { updatePipeline } from './update.ts';

export interface RehearsedStage {
  readonly name: string;
  /** @returns what came of it, in a sentence; throws {@link RunStopped} to end the run */
  readonly work: (run: Run, say: Say) => Promise<string>;
}

export const STAGES: readonly RehearsedStage[] = [
  { name: 'Production as it is', work: deployBaseline },
  { name: 'Source', work: fetchSource },
  { name: 'Build', work: buildOnce },
  { name: 'Publish', work: publishAssets },
  { name: 'Update', work: updatePipeline },
  { name: 'Beta', work: deployAndTestBeta },
  { name: 'Approval', work: prepareChange },
  { name: 'Prod', work: releaseToProduction },
];

async function deployBaseline(run: Run, say: Say): Promise<string> {
  await synthesize(run.lab.repository, run.baseline, ['delivery-pipeline'], { progress: say });
  const stack = production(run.baseline);
  if (!(await describeStack(PIPELINE_STACK, run.target))) writeFileSync(join(run.folder, PIPELINE_MADE), '');
  for (const each of [PIPELINE, stack]) {
    await deployStage(run.baseline, each, run.target, { method: 'direct' }, scratchOf(run), say);
  }
  run.before = await aliasOf(await planFor(run.baseline, run.target), run.target).version();
  return `${stack.stackName} runs this working tree, as version ${run.before} of its function`;
}

async function fetchSource(run: Run): Promise<string> {
  const clone = join(run.folder, 'source');
  run.revision = await cloneWithCommit(run.lab.repository, clone, run.broken);
  if (run.quick) symlinkSync(join(run.lab.repository, 'node_modules'), join(clone, 'node_modules'));
  return `commit ${run.revision.slice(0, 7)} on top of what is committed here`;
}

async function buildOnce(run: Run, say: Say): Promise<string> {
  await asBuilder(run, 'Build', true);
  const TESTS = `--project unit${run.quick ? ' test/delivery-pipeline' : ''}`;
  const { artifacts, seconds } = await build(run, 'ReleaseBuildProject', join(run.folder, 'source'), { TESTS }, say);
  run.artifact = artifacts.Release as string;
  run.assemblySha256.push(hashOf(join(run.artifact, ASSEMBLY)));
  const phases = Object.entries(seconds).map(([phase, took]) => `${phase} ${took.toFixed(0)} s`);
  return `${Object.keys(artifacts).join(' and ')} made (${phases.join(', ')})`;
}

async function deployAndTestBeta(run: Run, say: Say): Promise<string> {
  const assembly = join(run.artifact, ASSEMBLY);
  const said: string[] = [];
  for (const stack of stageStacks(assembly).slice(0, -1)) {
    const stage = stack.stackName.split('-')[0] as string;
    await asStackAction(run, [stage, 'Deploy']);
    await deployStage(assembly, stack, run.target, { method: 'direct' }, scratchOf(run), say);
    const outputs = await deployed(run, stack);
    const API_URL = localUrl(outputs.ApiUrl as string, run.target.endpoint as string);
    await asBuilder(run, 'Test');
    await build(run, 'ReleaseBetaTestsProject', run.artifact, { API_URL }, say);
    const tests = readFileSync(join(run.artifact, 'junit.xml'), 'utf8').match(/<testcase /g)?.length ?? 0;
    said.push(`${stack.stackName} deployed, ${tests} integration tests passed`);
  }
  return said.join('; ');
}

async function prepareChange(run: Run, say: Say): Promise<string> {
  const assembly = join(run.artifact, ASSEMBLY);
  const stack = production(assembly);
  const prepare = { method: 'change-set', execute: false, changeSetName: CHANGE_SET } as const;
  await asStackAction(run, ['Prod', 'PrepareChange']);
  await deployStage(assembly, stack, run.target, prepare, scratchOf(run), say);
  const variables = { STACK_NAME: stack.stackName, CHANGE_SET_NAME: CHANGE_SET };
  await assertAllowed(run, await asBuilder(run, 'DescribeChange'), [
    {
      action: 'cloudformation:DescribeChangeSet',
      resource: (await describeStack(stack.stackName, run.target))?.StackId as string,
    },
  ]);
  const { exported } = await build(run, 'ReleaseProdChangeProject', run.artifact, variables, say);
  run.approval = approvalText(run, exported);
  if (run.approval.length > MOST_OF_AN_APPROVAL) {
    throw new RunStopped(
      `The approval’s text has ${run.approval.length} characters; CodePipeline takes ${MOST_OF_AN_APPROVAL}.`,
    );
  }
  return `someone would read “${exported.CHANGES}” and decide; the rehearsal approves`;
}

/** Of an approval's text, https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const MOST_OF_AN_APPROVAL = 1_000;

/** What the approval shows: its text in the pipeline, with the variables of this run in their places. */
function approvalText({ pipeline, revision }: Run, exported: Readonly<Record<string, string>>): string {
  const text = actionOf(pipeline, 'Approve').Configuration.CustomData ?? '';
  return text.replace(/#\{\w+\.(\w+)\}/g, (variable, name: string) =>
    /^(VersionId|CommitId)$/.test(name) ? revision : (exported[name] ?? variable),
  );
}

async function releaseToProduction(run: Run, say: Say): Promise<string> {
  const assembly = join(run.artifact, ASSEMBLY);
  const stack = production(assembly);
  if (!(await isToExecute(stack, run.target))) return 'nothing changes in production, and nothing is released';
  const execute = { method: 'execute-change-set', changeSetName: CHANGE_SET } as const;
  await asStackAction(run, ['Prod', 'Deploy']);
  await deployStage(assembly, stack, run.target, execute, scratchOf(run), say);
  await deployed(run, stack);

  // The emulator's CloudFormation has moved the alias at once, and nobody has called since. The release begins where
  // CodeDeploy's does: with all traffic at the version before.
  const plan = await planFor(assembly, run.target);
  const to = await aliasOf(plan, run.target).version();
  run.outcome = await release(plan, run.target, { from: run.before, to }, say);
  if (run.outcome.released) return `version ${to} has all traffic: ${run.outcome.because}`;

  // On AWS a failed release makes CloudFormation roll the stack back; here the former stack is deployed again.
  await deployStage(run.baseline, production(run.baseline), run.target, { method: 'direct' }, scratchOf(run), say);
  throw new RunStopped(run.outcome.because);
}

/** Whether the prepared change set changes anything: one that does not is failed, or gone already. */
async function isToExecute({ stackName: StackName }: StageStack, target: Target): Promise<boolean> {
  const { Status } = await new CloudFormation(target.clientConfig)
    .describeChangeSet({ StackName, ChangeSetName: CHANGE_SET })
    .catch((error: Error) => {
      if (/^ChangeSetNotFound/.test(error.name)) return { Status: undefined };
      throw error;
    });
  return Status === 'CREATE_COMPLETE';
}

const CHANGE_SET = 'delivery-pipeline';

const production = (assembly: string) => stageStacks(assembly).at(-1) as StageStack;

/** How the function of production is released, as this assembly says it. */
export async function planFor(assembly: string, target: Target): Promise<ReleasePlan> {
  const { stackName, template } = production(assembly);
  return releasePlan(readTemplate(assembly, template).Resources, stackName, target);
}

/** Notes what a stage runs now, and that the assembly is what it was; returns the stack's outputs. */
async function deployed(run: Run, { stackName }: StageStack): Promise<Record<string, string>> {
  const outputs = await allOutputs(stackName, run.target);
  const { Configuration } = await new Lambda(run.target.clientConfig).getFunction({
    FunctionName: outputs.ApiFunctionName,
    Qualifier: outputs.ApiFunctionAlias,
  });
  run.codeSha256[stackName] = Configuration?.CodeSha256 as string;
  run.assemblySha256.push(hashOf(join(run.artifact, ASSEMBLY)));
  return outputs;
}
