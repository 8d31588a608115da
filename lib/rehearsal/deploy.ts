/** Plays the pipeline's CloudFormation actions: the same templates and files, by the real CDK toolkit, on the emulator. */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DeployOptions } from '@aws-cdk/toolkit-lib';
import { adaptAssembly } from '../emulator/adapt-assembly.ts';
import { fillGaps } from '../emulator/fill-gaps.ts';
import { allOutputs } from '../lab/stacks.ts';
import { withCdk } from '../lab/toolkit.ts';
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

/** The stacks that the pipeline deploys, in order, as its own template names them; the last is production. */
export function stageStacks(assembly: string): StageStack[] {
  const { Resources } = readTemplate(assembly, 'DeliveryPipeline.template.json');
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
  const pipeline = Object.values<any>(Resources).find(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
  const actions = pipeline.Properties.Stages.flatMap(({ Actions }: any) => Actions);
  return actions.flatMap(
    ({
      Configuration: { StackName: stackName, TemplatePath: path },
    }: {
      Configuration: { StackName?: string; TemplatePath?: string };
    }) => {
      if (!path || !stackName || stackName === 'DeliveryPipeline') return [];
      return [{ stackName, template: path.replace('Release::assembly/', '') }];
    },
  );
}

/**
 * Deploys one stage from a copy of the assembly that is adapted to the emulator; the assembly itself stays as it is.
 * @param scratch folder for the copy
 */
export async function deployStage(
  assembly: string,
  { stackName, template }: StageStack,
  target: Target,
  deploymentMethod: DeployOptions['deploymentMethod'],
  scratch: string,
  say: (line: string) => void,
): Promise<void> {
  rmSync(scratch, { recursive: true, force: true });
  cpSync(assembly, scratch, { recursive: true });
  const folder = join(scratch, dirname(template));
  const leftOut = Object.values(adaptAssembly(folder)).flat();
  await withCdk('DeployFailed', `Deploying ${stackName}`, { progress: say }, async (toolkit, library) => {
    await toolkit.deploy(await toolkit.fromAssemblyDirectory(folder), {
      stacks: { strategy: library.StackSelectionStrategy.ALL_STACKS },
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
    await toolkit.destroy(await toolkit.fromAssemblyDirectory(join(assembly, dirname(template))), {
      stacks: { strategy: library.StackSelectionStrategy.ALL_STACKS },
    });
  });
}
