/** Reads a service of ECS back, and how it scales. */
import type { ECS, TaskDefinition } from '@aws-sdk/client-ecs';
import { isMissing } from '../../aws/missing.ts';
import { serviceNow } from '../../settings/ecs.ts';
import type { Reader, ToRead } from '../reader.ts';

/** A service by cluster and name, whatever of an ARN its physical id is. */
export const serviceOf = ({ physicalId, properties }: Pick<ToRead, 'physicalId' | 'properties'>) => ({
  cluster: properties.Cluster as string,
  service: physicalId.split('/').at(-1) as string,
});

/** What a revision makes run: its number is none of it, and a drill that was put back has left another. */
const content = ({ containerDefinitions = [], cpu, memory, executionRoleArn, taskRoleArn }: TaskDefinition) => {
  const byName = (one: { name?: string }, other: { name?: string }) => ((one.name ?? '') < (other.name ?? '') ? -1 : 1);
  const containers = containerDefinitions.map(({ environment = [], secrets = [], ...rest }) => ({
    ...{ ...rest, environment: environment.toSorted(byName), secrets: secrets.toSorted(byName) },
  }));
  return JSON.stringify([containers, cpu, memory, executionRoleArn, taskRoleArn]);
};

async function runsTheSame(ecs: ECS, asked: string, now: string): Promise<boolean> {
  if (asked === now) return true;
  const described = (taskDefinition: string) =>
    ecs.describeTaskDefinition({ taskDefinition }).then(
      (answer) => answer.taskDefinition && content(answer.taskDefinition),
      (error) => {
        // ECS says "ClientException" of a definition that there is not.
        if (isMissing(error) || (error as Error).name === 'ClientException') return undefined;
        throw error;
      },
    );
  const [wanted, found] = await Promise.all([described(asked), described(now)]);
  return wanted !== undefined && wanted === found;
}

export const service: Reader = async (aws, resource) => {
  const { properties } = resource;
  const found = await serviceNow(aws, serviceOf(resource));
  if (!found) return undefined;
  const asked = String(properties.TaskDefinition);
  const { maximumPercent, minimumHealthyPercent, deploymentCircuitBreaker } = found.deploymentConfiguration ?? {};
  const { assignPublicIp, securityGroups, subnets } = found.networkConfiguration?.awsvpcConfiguration ?? {};
  return {
    properties: {
      ...properties,
      DesiredCount: found.desiredCount,
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: {
          Enable: deploymentCircuitBreaker?.enable ?? false,
          Rollback: deploymentCircuitBreaker?.rollback ?? false,
        },
        MaximumPercent: maximumPercent ?? 200,
        MinimumHealthyPercent: minimumHealthyPercent ?? 100,
      },
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          ...{ AssignPublicIp: assignPublicIp ?? 'DISABLED', SecurityGroups: securityGroups, Subnets: subnets },
        },
      },
      TaskDefinition: (await runsTheSame(aws.ecs, asked, found.taskDefinition ?? '')) ? asked : found.taskDefinition,
    },
    attributes: { Name: found.serviceName ?? '' },
  };
};

const isSuspended = ({ properties }: ToRead, name: string) =>
  (properties.SuspendedState as Record<string, boolean> | undefined)?.[name];

/** Bounds of a service, and which of its processes are suspended: by default none. */
export const scalableTarget: Reader = async (aws, resource) => {
  const { properties } = resource;
  const answer = await aws.autoscaling.describeScalableTargets({
    ServiceNamespace: 'ecs',
    ResourceIds: [properties.ResourceId as string],
  });
  const found = answer.ScalableTargets?.[0];
  if (!found) return undefined;
  const processes = ['DynamicScalingInSuspended', 'DynamicScalingOutSuspended', 'ScheduledScalingSuspended'] as const;
  const differing = processes.filter(
    (name) => (found.SuspendedState?.[name] ?? false) !== (isSuspended(resource, name) ?? false),
  );
  const suspended = {
    SuspendedState: Object.fromEntries(differing.map((name) => [name, found.SuspendedState?.[name]])),
  };
  return {
    properties: {
      ...{ ...properties, MinCapacity: found.MinCapacity, MaxCapacity: found.MaxCapacity },
      ...(differing.length > 0 && suspended),
    },
  };
};

export const scalingPolicy: Reader = async (aws, { properties }) => {
  const answer = await aws.autoscaling.describeScalingPolicies({
    ServiceNamespace: 'ecs',
    PolicyNames: [properties.PolicyName as string],
  });
  const found = answer.ScalingPolicies?.[0];
  if (!found) return undefined;
  // Left out where it is off, or told, by who made it.
  const { DisableScaleIn, ...tracking } = found.TargetTrackingScalingPolicyConfiguration ?? {};
  return {
    properties: {
      ...{ ...properties, PolicyType: found.PolicyType },
      TargetTrackingScalingPolicyConfiguration: { ...tracking, ...(DisableScaleIn && { DisableScaleIn }) },
    },
  };
};
