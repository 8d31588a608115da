/** What CloudFormation knows of the projects' stacks. */
import type { Stack } from '@aws-sdk/client-cloudformation';
import { GAP_OUTPUT } from '../emulator/adapt-assembly.ts';
import { localUrl } from '../emulator/local-url.ts';
import { LabError } from '../errors.ts';
import type { Project } from '../project.ts';
import type { Target } from '../target.ts';

export type ProjectState = 'not-deployed' | 'deploying' | 'deployed' | 'failed';

export interface ProjectStatus {
  readonly slug: string;
  readonly stack: string;
  readonly state: ProjectState;
  /** CloudFormation's own word, for example `UPDATE_COMPLETE`; none where there is no stack. */
  readonly stackStatus?: string;
  readonly outputs: Readonly<Record<string, string>>;
}

function stateOf(stackStatus: string): ProjectState {
  if (/IN_PROGRESS$/.test(stackStatus)) return 'deploying';
  return /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stackStatus) ? 'deployed' : 'failed';
}

/** All outputs of a stack, those included that only the emulator's gaps need. */
export async function allOutputs(stackName: string, target: Target): Promise<Record<string, string>> {
  const stack = await describe(stackName, target);
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey as string, OutputValue as string]),
  );
}

async function describe(stackName: string, target: Target): Promise<Stack | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(target.clientConfig);
  try {
    const stack = (await client.send(new DescribeStacksCommand({ StackName: stackName }))).Stacks?.[0];
    return stack?.StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
  } catch (error) {
    if ((error as Error).message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** Where each project stands on this target, in the order given. */
export async function statusOf(projects: readonly Project[], target: Target): Promise<ProjectStatus[]> {
  return Promise.all(
    projects.map(async ({ slug, stackName }) => {
      const stack = await describe(stackName, target);
      if (!stack?.StackStatus) return { slug, stack: stackName, state: 'not-deployed' as const, outputs: {} };
      const outputs = (stack.Outputs ?? [])
        .filter(({ OutputKey = '' }) => !OutputKey.startsWith(GAP_OUTPUT))
        .map(({ OutputKey, OutputValue = '' }) => [
          OutputKey as string,
          target.endpoint ? localUrl(OutputValue, target.endpoint) : OutputValue,
        ]);
      return {
        slug,
        stack: stackName,
        state: stateOf(stack.StackStatus),
        stackStatus: stack.StackStatus,
        outputs: Object.fromEntries(outputs),
      };
    }),
  );
}

/**
 * The outputs of one deployed project.
 * @throws LabError `NotDeployed`
 */
export async function outputsOf(project: Project, target: Target): Promise<Readonly<Record<string, string>>> {
  const [status] = await statusOf([project], target);
  if (status?.state !== 'deployed') {
    throw new LabError(
      'NotDeployed',
      `${project.title} is ${status?.state ?? 'not-deployed'} on ${target.name}. Deploy it with \`npm run lab -- up ${project.slug}\`.`,
    );
  }
  return status.outputs;
}
