/** What CloudFormation knows of the projects' stacks. */

import type { Stack } from '@aws-sdk/client-cloudformation';
import { GAP_OUTPUT } from '../../emulator/adapt-assembly.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { localUrl } from '../../emulator/local-url.ts';
import { balancersOf } from '../../emulator/web/service.ts';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import type { Lab } from '../lab.ts';
import { refuseForeignStack } from './foreign-stacks.ts';
import { type Placed, type PlacedStack, stacksOf } from './places.ts';

/** `unreachable`: the region that it would be in does not answer. */
export type ProjectState = 'not-deployed' | 'deploying' | 'deployed' | 'failed' | 'unreachable';

export interface StackStatus {
  readonly stack: string;
  readonly state: ProjectState;
  /** CloudFormation's own word, for example `UPDATE_COMPLETE`; none where there is no stack. */
  readonly stackStatus?: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Where its balancer answers on this machine; on the emulator alone, and where it has one. */
  readonly balancer?: string;
}

/** Of several stacks the outputs are those of the one that the project is named after, and the state is that of all. */
export interface ProjectStatus extends StackStatus {
  readonly slug: string;
  /** Each in its region, in the order of their deployment, where there are several. */
  readonly stacks?: readonly (StackStatus & { readonly region: string })[];
}

function stateOf(stackStatus: string): ProjectState {
  if (/IN_PROGRESS$/.test(stackStatus)) return 'deploying';
  return /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stackStatus) ? 'deployed' : 'failed';
}

/** All outputs of a stack, those included that only the emulator's gaps need. */
export async function allOutputs(stackName: string, target: Target): Promise<Record<string, string>> {
  const stack = await describeStack(stackName, target);
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey as string, OutputValue as string]),
  );
}

/** A stack as CloudFormation describes it, or undefined where there is none, or none any more. */
export async function describeStack(stackName: string, target: Target): Promise<Stack | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(target.clientConfig);
  try {
    const stack = (await client.send(new DescribeStacksCommand({ StackName: stackName }))).Stacks?.[0];
    return stack?.StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
  } catch (error) {
    if (isNoStack(error)) return undefined;
    throw error;
  }
}

/** CloudFormation has no error name for a stack that is not there: `ValidationError`, and the rest is in the message. */
export function isNoStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}

/** Where each project stands on this target, in the order given. */
export async function statusOf(projects: readonly Placed[], target: Target): Promise<ProjectStatus[]> {
  return Promise.all(
    projects.map(async (project) => {
      const stacks = await Promise.all(stacksOf([project], target).map(statusOfStack));
      const [first] = stacks;
      if (first && stacks.length === 1) {
        const { region: _, ...only } = first;
        return { slug: project.slug, ...only };
      }
      const { region: _, ...named } = stacks.find(({ stack }) => stack === project.stackName) as (typeof stacks)[0];
      return { slug: project.slug, ...named, state: stateOfAll(project, stacks), stacks };
    }),
  );
}

/** The same where nothing is deployed. */
export const notDeployed = (projects: readonly Project[]): ProjectStatus[] =>
  projects.map(({ slug, stackName }) => ({ slug, stack: stackName, state: 'not-deployed', outputs: {} }));

async function statusOfStack({ stackName, target }: PlacedStack) {
  const { region } = target;
  try {
    return { ...statusFrom(stackName, await describeStack(stackName, target), target), region };
  } catch (error) {
    if (!isLostRegion(error)) throw error;
    return { stack: stackName, state: 'unreachable' as const, outputs: {}, region };
  }
}

/** By what the emulator answers for a region that is lost; on AWS nothing answers. */
const isLostRegion = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 503;

const WORST_FIRST = ['unreachable', 'failed', 'deploying'] as const satisfies readonly ProjectState[];

/** A project of which a part is missing has failed: what is there cannot be worked with. */
function stateOfAll({ stacks: places = [] }: Placed, stacks: readonly StackStatus[]): ProjectState {
  const states = stacks.map(({ state }) => state);
  if (states.every((state) => state === 'not-deployed')) return 'not-deployed';
  const isMissing = stacks.some(
    ({ stack, state }) => state === 'not-deployed' && !places.find(({ name }) => name === stack)?.optional,
  );
  return WORST_FIRST.find((state) => states.includes(state)) ?? (isMissing ? 'failed' : 'deployed');
}

/** The stacks of these projects that are there, whatever their state. */
export async function presentStacks(projects: readonly Placed[], target: Target): Promise<PlacedStack[]> {
  const stacks = stacksOf(projects, target);
  const found = await Promise.all(stacks.map(({ stackName, target: place }) => describeStack(stackName, place)));
  return stacks.filter((_, index) => found[index]);
}

/** The same with the address at which its balancer, where it has one, answers on this machine. */
export async function withBalancers(
  statuses: readonly ProjectStatus[],
  emulator: Emulator | undefined,
): Promise<readonly ProjectStatus[]> {
  const balancers = await balancersOf(emulator?.engineFolder);
  const withOne = <Status extends StackStatus>(status: Status): Status => {
    const balancer = Object.values(status.outputs)
      .map((value) => balancers.get(value))
      .find((url) => url !== undefined);
    return balancer === undefined ? status : { ...status, balancer };
  };
  return statuses.map(({ stacks, ...status }) => ({
    ...withOne(status),
    ...(stacks && { stacks: stacks.map(withOne) }),
  }));
}

/** Slugs of the projects that are deployed there. */
export async function deployedSlugs(projects: readonly Project[], target: Target): Promise<string[]> {
  return (await statusOf(projects, target)).filter(({ state }) => state === 'deployed').map(({ slug }) => slug);
}

/** The projects of the lab that are deployed there. */
export async function deployedProjects(lab: Pick<Lab, 'projects'>, target: Target): Promise<Project[]> {
  const projects = lab.projects.map(({ project }) => project);
  const there = await deployedSlugs(projects, target);
  return projects.filter(({ slug }) => there.includes(slug));
}

function statusFrom(stackName: string, stack: Stack | undefined, { endpoint }: Target): StackStatus {
  if (!stack?.StackStatus) return { stack: stackName, state: 'not-deployed', outputs: {} };
  const outputs = (stack.Outputs ?? [])
    .filter(({ OutputKey = '' }) => !OutputKey.startsWith(GAP_OUTPUT))
    .map(({ OutputKey, OutputValue = '' }) => [
      OutputKey as string,
      endpoint ? localUrl(OutputValue, endpoint) : OutputValue,
    ]);
  return {
    stack: stackName,
    state: stateOf(stack.StackStatus),
    stackStatus: stack.StackStatus,
    outputs: Object.fromEntries(outputs),
  };
}

/** The outputs of one deployed project, as {@link deployedStack}. */
export async function outputsOf(project: Project, target: Target): Promise<Readonly<Record<string, string>>> {
  return (await deployedStack(project, target)).outputs;
}

/**
 * The outputs and the stack id of one deployed project, once its stack has passed the guards of an account.
 * @throws LabError `NotDeployed`, `NotOurStack` or `TaggedProduction`
 */
export async function deployedStack(
  project: Project,
  target: Target,
): Promise<{ readonly outputs: Readonly<Record<string, string>>; readonly stackId: string | undefined }> {
  const stack = await describeStack(project.stackName, target);
  // Every command that works on a deployed project passes here, so none gets past this.
  if (stack && target.name === 'aws') refuseForeignStack(stack, target);
  const status = statusFrom(project.stackName, stack, target);
  if (status.state !== 'deployed') {
    throw new LabError(
      'NotDeployed',
      `${project.title} is ${status.state} on ${target.name}. Deploy it with \`npm run lab -- up ${project.slug}\`.`,
    );
  }
  return { outputs: await reachable(status.outputs, target), stackId: stack?.StackId };
}

const BY_CLOUDFRONT = /^https:\/\/[\w-]+\.cloudfront\.net$/;

/**
 * On the emulator no distribution reaches a private balancer: an address by CloudFront becomes the balancer's own, where
 * the stack has one.
 */
async function reachable(
  outputs: Readonly<Record<string, string>>,
  { balancers }: Target,
): Promise<Readonly<Record<string, string>>> {
  if (!balancers || !Object.values(outputs).some((value) => BY_CLOUDFRONT.test(value))) return outputs;
  const here = await balancers();
  const balancer = Object.values(outputs).find((value) => here.has(value));
  if (balancer === undefined) return outputs;
  const url = here.get(balancer)?.replace(/\/$/, '') as string;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, BY_CLOUDFRONT.test(value) ? url : value]),
  );
}

/** The id of a project's stack, which another deployment of it does not have, or undefined where there is no stack. */
export async function stackIdOf({ stackName }: Project, target: Target): Promise<string | undefined> {
  return (await describeStack(stackName, target))?.StackId;
}
