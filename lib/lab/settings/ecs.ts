/** What drills change of ECS services and of what their tasks are told. */
import type { ContainerDefinition, Deployment, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

/** A service by the name of its cluster and its own. */
export interface ServiceTarget {
  readonly cluster: string;
  readonly service: string;
}

const resource = ({ cluster, service }: ServiceTarget) => `ecs:service:${cluster}/${service}`;

/** The service as ECS describes it; undefined where there is none, or none any more. */
export async function serviceNow({ ecs }: AwsClients, { cluster, service }: ServiceTarget) {
  const found = await orMissing(ecs.describeServices({ cluster, services: [service] }));
  return found?.services?.find(({ status }) => status !== 'INACTIVE');
}

/** Where the tasks of a service are put, by ids in one order. */
export interface ServiceNetwork {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly assignPublicIp: 'ENABLED' | 'DISABLED';
}

export const serviceNetwork = {
  resource,
  async read(aws: AwsClients, target: ServiceTarget): Promise<ServiceNetwork | undefined> {
    const found = await serviceNow(aws, target);
    if (!found) return undefined;
    const { subnets = [], securityGroups = [], assignPublicIp } = found.networkConfiguration?.awsvpcConfiguration ?? {};
    return {
      subnets: [...subnets].sort(),
      securityGroups: [...securityGroups].sort(),
      assignPublicIp: assignPublicIp === 'ENABLED' ? 'ENABLED' : 'DISABLED',
    };
  },
  /** Rolls the service over, and waits for it: tasks that run stay where they are. */
  async write(aws: AwsClients, target: ServiceTarget, value: ServiceNetwork): Promise<void> {
    const { service } = await aws.ecs.updateService({
      ...target,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...value.subnets],
          securityGroups: [...value.securityGroups],
          assignPublicIp: value.assignPublicIp,
        },
      },
      forceNewDeployment: true,
    });
    await rolledOut(aws, target, service);
  },
};

/** How a release replaces what runs; percent of the tasks that are wanted. */
export interface ServiceRollout {
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
}

export const serviceRollout = {
  resource,
  async read(aws: AwsClients, target: ServiceTarget): Promise<ServiceRollout | undefined> {
    const found = await serviceNow(aws, target);
    if (!found) return undefined;
    const { minimumHealthyPercent, maximumPercent, deploymentCircuitBreaker } = found.deploymentConfiguration ?? {};
    const { enable = false, rollback = false } = deploymentCircuitBreaker ?? {};
    return {
      minimumHealthyPercent: minimumHealthyPercent ?? 100,
      maximumPercent: maximumPercent ?? 200,
      circuitBreaker: { enable, rollback },
    };
  },
  async write({ ecs }: AwsClients, target: ServiceTarget, value: ServiceRollout): Promise<void> {
    await ecs.updateService({
      ...target,
      deploymentConfiguration: {
        minimumHealthyPercent: value.minimumHealthyPercent,
        maximumPercent: value.maximumPercent,
        deploymentCircuitBreaker: value.circuitBreaker,
      },
    });
  },
};

interface VariableTarget extends ServiceTarget {
  readonly name: string;
}

/** One variable of the one container of a service's tasks; `null` where it is not set. */
export const taskVariable = {
  resource: (target: VariableTarget) => resource(target),
  async read(aws: AwsClients, target: VariableTarget): Promise<string | null | undefined> {
    const definition = await definitionNow(aws, target);
    const variables = definition && (definition.containerDefinitions?.[0]?.environment ?? []);
    return variables && (variables.find(({ name }) => name === target.name)?.value ?? null);
  },
  /** As a release does it: a new revision of the task definition, and the service rolled over to it. */
  async write(aws: AwsClients, target: VariableTarget, value: string | null): Promise<void> {
    await releaseContainer(aws, target, ({ environment = [], ...container }) => ({
      ...container,
      environment: [
        ...environment.filter(({ name }) => name !== target.name),
        ...(value === null ? [] : [{ name: target.name, value }]),
      ],
    }));
  },
};

/** What the one container of a service's tasks may hold of memory, in MiB; `null` where only the task has a limit. */
export const containerMemory = {
  resource,
  async read(aws: AwsClients, target: ServiceTarget): Promise<number | null | undefined> {
    const definition = await definitionNow(aws, target);
    return definition && (definition.containerDefinitions?.[0]?.memory ?? null);
  },
  /** As a release does it. */
  async write(aws: AwsClients, target: ServiceTarget, value: number | null): Promise<void> {
    await releaseContainer(aws, target, (container) => ({ ...container, memory: value ?? undefined }));
  },
};

/** Releases what the service runs with its one container changed. */
async function releaseContainer(
  aws: AwsClients,
  target: ServiceTarget,
  changed: (container: ContainerDefinition) => ContainerDefinition,
): Promise<void> {
  const definition = await definitionNow(aws, target);
  const [container, ...others] = definition?.containerDefinitions ?? [];
  if (!definition || !container) throw new LabError('NotAsDeployed', `${target.service} runs no container.`);
  await release(aws, target, { ...definition, containerDefinitions: [changed(container), ...others] });
}

/** What the service runs now, or is being rolled over to. */
export async function definitionNow(aws: AwsClients, target: ServiceTarget): Promise<TaskDefinition | undefined> {
  const found = await serviceNow(aws, target);
  if (!found) return undefined;
  return (await aws.ecs.describeTaskDefinition({ taskDefinition: found.taskDefinition })).taskDefinition;
}

/** Registers a definition as the next revision of its family, and rolls the service over to it. */
export async function release(
  aws: AwsClients,
  { cluster, service }: ServiceTarget,
  definition: TaskDefinition,
): Promise<void> {
  const { family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, runtimePlatform } = definition;
  const made = await aws.ecs.registerTaskDefinition({
    ...{ family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, runtimePlatform },
    requiresCompatibilities: definition.requiresCompatibilities,
    volumes: definition.volumes,
    containerDefinitions: definition.containerDefinitions,
  });
  await releaseTo(aws, { cluster, service }, made.taskDefinition?.taskDefinitionArn);
}

/** Rolls the service over to a revision that there is, by ARN or `family:revision`, and waits for it. */
export async function releaseTo(
  aws: AwsClients,
  { cluster, service }: ServiceTarget,
  taskDefinition: string | undefined,
): Promise<void> {
  const updated = await aws.ecs.updateService({ cluster, service, taskDefinition });
  await rolledOut(aws, { cluster, service }, updated.service);
}

/** A task takes up to two minutes to start on Fargate, and half a minute to stop; two of them go side by side. */
const ROLLED_OUT_SECONDS = 420;

/** Whether nothing is being replaced: one deployment, with all of its tasks, or given up by the circuit breaker. */
export const isSteady = ({ deployments = [], desiredCount, runningCount, pendingCount }: Service): boolean =>
  deployments.filter((each) => !isOver(each)).length === 1 &&
  runningCount === desiredCount &&
  (pendingCount ?? 0) === 0;

/** Rolled back, and its last task is gone: ECS still tells of it for a while, the emulator for good. */
const isOver = ({ status, rolloutState, runningCount, pendingCount }: Deployment): boolean =>
  status !== 'PRIMARY' && rolloutState === 'FAILED' && (runningCount ?? 0) + (pendingCount ?? 0) === 0;

/** How long a service may be described as it was before an update, which is steady too: ECS is eventually consistent (RunTask). */
const SEEN_WITHIN_SECONDS = 30;

/** A release whose tasks end by themselves, and that no circuit breaker ends: it would be waited for in vain. */
async function neverEnds(aws: AwsClients, { cluster, service }: ServiceTarget, found: Service): Promise<boolean> {
  const [newest] = found.deployments ?? [];
  if (found.deploymentConfiguration?.deploymentCircuitBreaker?.enable || newest?.rolloutState !== 'IN_PROGRESS')
    return false;
  const { taskArns = [] } = await aws.ecs.listTasks({ cluster, serviceName: service, desiredStatus: 'STOPPED' });
  if (taskArns.length === 0) return false;
  const { tasks = [] } = await aws.ecs.describeTasks({ cluster, tasks: taskArns.slice(0, 100) });
  return tasks.some(
    ({ taskDefinitionArn, stopCode, createdAt = 0 }) =>
      taskDefinitionArn === newest.taskDefinition &&
      stopCode === 'EssentialContainerExited' &&
      Number(createdAt) >= Number(newest.createdAt),
  );
}

/**
 * Waits until what an update began is over, by the service that the update answered, or is found to go on for good. What is rolled
 * back goes on with a deployment from before.
 */
async function rolledOut(aws: AwsClients, target: ServiceTarget, updated: Service | undefined): Promise<void> {
  const former = (updated?.deployments ?? []).filter(({ status }) => status !== 'PRIMARY').map(({ id }) => id);
  const seenBy = Date.now() + SEEN_WITHIN_SECONDS * 1_000;
  const ended = async () => {
    const found = await serviceNow(aws, target);
    if (!found) return true;
    const isSeen = !former.includes(found.deployments?.[0]?.id) || Date.now() > seenBy;
    return isSeen && (isSteady(found) || (await neverEnds(aws, target, found)));
  };
  if (await until(ended, ROLLED_OUT_SECONDS)) return;
  throw new LabError(
    'UpdateStuck',
    `${target.service} has not replaced its tasks within ${ROLLED_OUT_SECONDS / 60} minutes: look at its events, then go on.`,
  );
}
