/**
 * Whether a task reaches a database or a cache: by the security groups of both, as the emulator's EC2, ECS, RDS and
 * ElastiCache have them. Asked when a task connects (names.mjs): what was open before a rule went stays open, as tracked
 * connections do ("Security group connection tracking").
 */
import type { EmulatorApi } from '../api.ts';
import type { Container } from '../containers/container.ts';
import { type Engine, TASK_LABEL } from '../containers/engine.ts';
import { isPostgres } from '../images/postgres.ts';
import { blockedBetween, readSecurityGroups } from './security-groups.ts';

const CLUSTER_LABEL = 'com.amazonaws.ecs.cluster';

/** Undefined where the emulator does not keep them: of a task that `RunTask` started. */
async function groupsOf(api: EmulatorApi, { image, labels }: Container): Promise<readonly string[] | undefined> {
  if (labels[TASK_LABEL]) {
    const cluster = labels[CLUSTER_LABEL];
    const { tasks } = await api.json<{ tasks: readonly { group?: string }[] }>('ecs', 'DescribeTasks', {
      cluster,
      tasks: [labels[TASK_LABEL]],
    });
    const service = /^service:(.+)$/.exec(tasks[0]?.group ?? '')?.[1];
    if (!service) return undefined;
    const { services } = await api.json<{
      services: readonly { networkConfiguration?: { awsvpcConfiguration?: { securityGroups?: readonly string[] } } }[];
    }>('ecs', 'DescribeServices', { cluster, services: [service] });
    return services[0]?.networkConfiguration?.awsvpcConfiguration?.securityGroups;
  }
  if (!isPostgres(image) || !labels.cluster_id) return undefined;
  const described = await api.query('rds', 'DescribeDBClusters', { DBClusterIdentifier: labels.cluster_id });
  const groups = described.list('DBClusters')[0]?.list('VpcSecurityGroups') ?? [];
  return groups.map((group) => group.text('VpcSecurityGroupId') ?? '');
}

/** Why packets of one address do not come to a port of another; undefined where they do, or where nobody can tell. */
export async function blockedPath(
  api: EmulatorApi,
  engine: Engine,
  from: string,
  to: string,
  port: number,
): Promise<string | undefined> {
  const at = (address: string) => engine.list().find((container) => container.address === address);
  const [sender, receiver] = [at(from), at(to)];
  if (!sender || !receiver) return undefined;
  const [out, into, all] = await Promise.all([groupsOf(api, sender), groupsOf(api, receiver), readSecurityGroups(api)]);
  if (!out || !into || into.length === 0) return undefined;
  return blockedBetween(all, { groups: out, cidrs: [] }, { groups: into, cidrs: [] }, port);
}
