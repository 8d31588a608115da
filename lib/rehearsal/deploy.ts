/** Plays the pipeline's CloudFormation actions: the same templates and files, by the real CDK toolkit, on the emulator. */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DeployOptions } from '@aws-cdk/toolkit-lib';
import { adaptAssembly } from '../emulator/adapt-assembly.ts';
import { fillGaps } from '../emulator/fill-gaps.ts';
import { allOutputs } from '../lab/stacks/stacks.ts';
import { withCdk } from '../lab/stacks/toolkit.ts';
import { deliveryPipeline } from '../projects/delivery-pipeline/project.ts';
import type { Target } from '../target.ts';

/** Events of a local deployment are there at once. */
const POLL_MS = 50;

/** One stage's stack in an assembly, by what the pipeline's template says of it. */
export interface StageStack {
  readonly stackName: string;
  /** Template, relative to the assembly. */
  readonly template: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
export const readTemplate = (assembly: string, file: string): any =>
  JSON.parse(readFileSync(join(assembly, file), 'utf8'));

/** The stack of the pipeline itself. */
export const PIPELINE_STACK = deliveryPipeline.stackName;
export const PIPELINE: StageStack = { stackName: PIPELINE_STACK, template: `${PIPELINE_STACK}.template.json` };

// biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
export function pipelineOf(assembly: string): any {
  const { Resources } = readTemplate(assembly, PIPELINE.template);
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
  return Object.values<any>(Resources).find(({ Type }) => Type === 'AWS::CodePipeline::Pipeline').Properties;
}

/** The stacks that the pipeline deploys, in order, as its own template names them; the last is production. */
export function stageStacks(assembly: string): StageStack[] {
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
  const actions = pipelineOf(assembly).Stages.flatMap(({ Actions }: any) => Actions);
  return actions.flatMap(
    ({
      Configuration: { StackName: stackName, TemplatePath: path },
    }: {
      Configuration: { StackName?: string; TemplatePath?: string };
    }) => {
      if (!path || !stackName || stackName === PIPELINE_STACK) return [];
      return [{ stackName, template: path.replace('Release::assembly/', '') }];
    },
  );
}

/** The folder of a stack's own assembly in the whole one, and a selection of the stacks in it and in none below. */
const inFolder = (template: string, library: typeof import('@aws-cdk/toolkit-lib')) => ({
  folder: dirname(template),
  stacks: { strategy: library.StackSelectionStrategy.MAIN_ASSEMBLY },
});

/** Copies an assembly and adapts the part of it that holds this template; the assembly itself stays as it is. */
export function adaptedCopy(assembly: string, template: string, scratch: string) {
  rmSync(scratch, { recursive: true, force: true });
  cpSync(assembly, scratch, { recursive: true });
  return adaptAssembly(join(scratch, dirname(template)))[basename(template, '.template.json')] ?? [];
}

/**
 * Deploys one stage from a copy of the assembly that is adapted to the emulator.
 * @param scratch folder for the copy
 */
export async function deployStage(
  assembly: string,
  { stackName, template }: StageStack,
  target: Target,
  deploymentMethod: NonNullable<DeployOptions['deploymentMethod']>,
  scratch: string,
  say: (line: string) => void,
): Promise<void> {
  const leftOut = adaptedCopy(assembly, template, scratch);
  await withCdk('DeployFailed', `Deploying ${stackName}`, { progress: say }, async (toolkit, library) => {
    const { folder, stacks } = inFolder(template, library);
    await toolkit.deploy(await toolkit.fromAssemblyDirectory(join(scratch, folder)), {
      stacks,
      deploymentMethod,
      ...(target.name === 'emulator' && { stackEventPollingInterval: POLL_MS }),
    });
  });
  // A change set that waits for its approval has changed nothing yet.
  const waits = deploymentMethod?.method === 'change-set' && deploymentMethod.execute === false;
  if (target.name === 'emulator' && !waits) {
    await fillGaps(stackName, leftOut, await allOutputs(stackName, target), target);
  }
}

/** Deletes one stage's stack; a stack that is not there is fine. */
export async function destroyStage(
  assembly: string,
  { stackName, template }: StageStack,
  say: (line: string) => void,
): Promise<void> {
  await withCdk('DestroyFailed', `Deleting ${stackName}`, { progress: say }, async (toolkit, library) => {
    const { folder, stacks } = inFolder(template, library);
    await toolkit.destroy(await toolkit.fromAssemblyDirectory(join(assembly, folder)), { stacks });
  });
}
