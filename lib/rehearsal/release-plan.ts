/** How production's function is released: what the template says, with the names that CloudFormation gave. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Target } from '../target.ts';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
  readonly Properties: Record<string, any>;
  readonly UpdatePolicy?: {
    readonly CodeDeployLambdaAliasUpdate: {
      readonly DeploymentGroupName: { readonly Ref: string };
      readonly BeforeAllowTrafficHook: { readonly Ref: string };
      readonly AfterAllowTrafficHook: { readonly Ref: string };
    };
  };
}

export interface ReleasePlan {
  readonly functionName: string;
  readonly aliasName: string;
  /** Names of the functions that CodeDeploy invokes before and after the traffic moves. */
  readonly hooks: { readonly before: string; readonly after: string };
  /** Share of the traffic that the new version has in each minute; the last is 1. */
  readonly minutes: readonly number[];
  readonly alarmNames: readonly string[];
}

/**
 * Reads the plan out of a stack's own template, as it would go to AWS, and the names out of the deployed stack.
 * @throws Error when the stack has no alias that CodeDeploy moves, or lacks a part of its template
 */
export async function releasePlan(
  resources: Readonly<Record<string, Resource>>,
  stackName: string,
  target: Target,
): Promise<ReleasePlan> {
  const deployed = await new CloudFormation(target.clientConfig).describeStackResources({ StackName: stackName });
  const nameOf = ({ Ref }: { readonly Ref: string }): string => {
    const name = deployed.StackResources?.find(
      ({ LogicalResourceId }) => LogicalResourceId === Ref,
    )?.PhysicalResourceId;
    if (!name) throw new Error(`${Ref} is not in the stack ${stackName}.`);
    return name;
  };
  const alias = Object.values(resources).find(({ UpdatePolicy }) => UpdatePolicy?.CodeDeployLambdaAliasUpdate);
  const policy = alias?.UpdatePolicy?.CodeDeployLambdaAliasUpdate;
  const group = resources[policy?.DeploymentGroupName.Ref ?? '']?.Properties;
  if (!alias || !policy || !group) throw new Error(`${stackName} has no alias that CodeDeploy moves.`);
  return {
    functionName: nameOf(alias.Properties.FunctionName),
    aliasName: alias.Properties.Name,
    hooks: { before: nameOf(policy.BeforeAllowTrafficHook), after: nameOf(policy.AfterAllowTrafficHook) },
    minutes: minutesOf(group.DeploymentConfigName),
    alarmNames: group.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => nameOf(Name)),
  };
}

/** `…LambdaCanary10Percent5Minutes` and `…LambdaLinear10PercentEvery1Minute` of CodeDeploy, minute by minute. */
export function minutesOf(configuration: string): number[] {
  const [, kind, percent, every] =
    /Lambda(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/.exec(configuration) ?? [];
  if (!kind) throw new Error(`Not a canary or linear configuration of CodeDeploy: ${configuration}`);
  const step = Number(percent);
  const shares =
    kind === 'Canary' ? [step] : Array.from({ length: Math.ceil(100 / step) - 1 }, (_, n) => step * (n + 1));
  return [...shares.flatMap((share) => Array<number>(Number(every)).fill(share / 100)), 1];
}
