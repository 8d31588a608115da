/**
 * Whether a task reaches a database: by the security groups of both, as the emulator's EC2, ECS and RDS have them. Asked
 * when a task connects (names.mjs): what was open before a rule went stays open, as tracked connections do ("Security
 * group connection tracking").
 */
import type { EmulatorApi } from '../api.ts';
import type { Container } from '../containers/container.ts';
import { CLUSTER_LABEL, TASK_LABEL } from '../containers/engine.ts';
import { isPostgres } from '../images/postgres.ts';
import { blockedBetween, readSecurityGroups } from './security-groups.ts';

/** Undefined where they are not known: the emulator keeps none of a task that `RunTask` started; those of caches are not read. */
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

/** Why packets of a container do not come to a port of another; undefined where they do, or where nobody can tell. */
export async function blockedPath(
  api: EmulatorApi,
  from: Container,
  to: Container,
  port: number,
): Promise<string | undefined> {
  const [out, into, all] = await Promise.all([groupsOf(api, from), groupsOf(api, to), readSecurityGroups(api)]);
  if (!out || !into || into.length === 0) return undefined;
  return blockedBetween(all, { groups: out, cidrs: [] }, { groups: into, cidrs: [] }, port);
}
