/** What a balancer has to know of ECS and EC2: who is behind a target group, and whether packets come to them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorApi } from '../api.ts';
import { blockedBetween, type Place, readSecurityGroups, type SecurityGroups } from '../network/security-groups.ts';
import { balancerBefore, type Configuration, type GroupConfig } from './model.ts';
import type { Target } from './targets.ts';

interface Service {
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly clusterArn: string;
  readonly loadBalancers?: readonly { readonly targetGroupArn?: string; readonly containerPort?: number }[];
  readonly networkConfiguration?: {
    readonly awsvpcConfiguration?: {
      readonly securityGroups?: readonly string[];
      readonly subnets?: readonly string[];
    };
  };
}

interface Task {
  readonly taskArn: string;
  readonly attachments?: readonly { readonly details?: readonly { readonly name: string; readonly value: string }[] }[];
}

/** The API describes ten services, and a hundred tasks, per call. */
const inParts = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) => items.slice(part * size, (part + 1) * size));

/** So long ECS takes to notice that a target is unhealthy: until then it can be seen, with its reason. */
const NOTICED_MS = 4_000;
/** A service that has fewer tasks for so long gets them. */
const SHORT_MS = 1_500;

/**
 * @param looks the same as `api`, for what is only looked at and again soon: a call that hangs is given up early, so that
 * nobody goes on with what was there a minute ago
 */
export function watchBalancers(api: EmulatorApi, looks: EmulatorApi) {
  let services: readonly Service[] = [];
  let groups: SecurityGroups = new Map();
  let subnets: ReadonlyMap<string, string> = new Map();

  async function readServices(): Promise<readonly Service[]> {
    const { clusterArns } = await looks.json<{ clusterArns: readonly string[] }>('ecs', 'ListClusters', {});
    const described = clusterArns.map(async (cluster) => {
      const { serviceArns } = await looks.json<{ serviceArns: readonly string[] }>('ecs', 'ListServices', { cluster });
      const parts = inParts(serviceArns, 10).map((part) =>
        looks.json<{ services: readonly Service[] }>('ecs', 'DescribeServices', { cluster, services: part }),
      );
      return (await Promise.all(parts)).flatMap((answer) => answer.services);
    });
    return (await Promise.all(described)).flat();
  }

  async function readSubnets(): Promise<ReadonlyMap<string, string>> {
    const described = await looks.query('ec2', 'DescribeSubnets');
    return new Map(
      described.list('subnetSet').map((subnet) => [subnet.text('subnetId') ?? '', subnet.text('cidrBlock') ?? '']),
    );
  }

  /** Since when a service has fewer tasks than it should, by its ARN. */
  const short = new Map<string, number>();
  const filling = new Set<string>();

  /** The emulator's scheduler replaces a task that has ended by itself, and not one that was stopped by the API. */
  async function fill({ serviceArn, serviceName, clusterArn, desiredCount, ...counted }: Service): Promise<void> {
    const isShort = counted.status === 'ACTIVE' && counted.runningCount + counted.pendingCount < desiredCount;
    const since = short.get(serviceArn);
    if (!isShort) short.delete(serviceArn);
    else if (since === undefined) short.set(serviceArn, Date.now());
    else if (Date.now() - since > SHORT_MS) {
      short.delete(serviceArn);
      await api.json('ecs', 'UpdateService', { cluster: clusterArn, service: serviceName, desiredCount });
    }
  }

  /** The service behind a group, and the port of its tasks that the group leads to. */
  function behind({ arn }: GroupConfig) {
    for (const service of services) {
      const tied = service.loadBalancers?.find(({ targetGroupArn }) => targetGroupArn === arn);
      if (tied) return { service, port: tied.containerPort };
    }
    return undefined;
  }

  const cidrsOf = (ids: readonly string[] = []) => ids.flatMap((id) => subnets.get(id) ?? []);

  return {
    async refresh(): Promise<void> {
      [services, groups, subnets] = await Promise.all([readServices(), readSecurityGroups(looks), readSubnets()]);
      // Not waited for: to start tasks, and to let others answer first, takes longer than a look may.
      for (const service of services.filter(({ serviceArn }) => !filling.has(serviceArn))) {
        filling.add(service.serviceArn);
        void fill(service)
          .catch((error: Error) => console.error(`${service.serviceName} was not filled: ${error.message}`))
          .finally(() => filling.delete(service.serviceArn));
      }
    },
    /** Why packets of the balancers in front do not come to the tasks of a group's service. */
    blocked(group: GroupConfig, { listeners }: Configuration): string | undefined {
      const { service, port } = behind(group) ?? {};
      const network = service?.networkConfiguration?.awsvpcConfiguration;
      const balancer = balancerBefore(listeners, group.arn);
      if (!network || !balancer || port === undefined) return undefined;
      const from: Place = { groups: balancer.securityGroups, cidrs: cidrsOf(balancer.subnets) };
      const to: Place = { groups: network.securityGroups ?? [], cidrs: cidrsOf(network.subnets) };
      return blockedBetween(groups, from, to, port);
    },
    /** ECS stops a task that its load balancer finds unhealthy, and starts another in its place. */
    async replaceTask(group: GroupConfig, target: Target): Promise<void> {
      await sleep(NOTICED_MS);
      if (target.state !== 'unhealthy') return;
      const service = behind(group)?.service;
      if (!service) return;
      const { clusterArn: cluster, serviceName } = service;
      const { taskArns } = await api.json<{ taskArns: readonly string[] }>('ecs', 'ListTasks', {
        cluster,
        serviceName,
      });
      if (taskArns.length === 0) return;
      const { tasks } = await api.json<{ tasks: readonly Task[] }>('ecs', 'DescribeTasks', {
        cluster,
        tasks: taskArns,
      });
      const sick = tasks.find(({ attachments = [] }) =>
        attachments.some(({ details = [] }) => details.some(({ value }) => value === target.address)),
      );
      if (!sick) return;
      const reason = `Task failed ELB health checks in (target-group ${group.arn})`;
      await api.json('ecs', 'StopTask', { cluster, task: sick.taskArn, reason });
    },
  };
}
