/**
 * What Aurora tells CloudWatch of connections: of an instance, of a cluster and of those of it that play one part ("Amazon CloudWatch
 * metrics for Amazon Aurora", DatabaseConnections; "Amazon CloudWatch dimensions for Aurora"). Those of RDS itself are not counted.
 */
import type { Datum } from '../balancer/metrics.ts';
import type { Container } from '../containers/container.ts';
import { isStorage } from '../global/global-databases.ts';
import { connected, isPostgres } from '../images/postgres.ts';
import type { DatabaseRoles } from './database-roles.ts';

export const NAMESPACE = 'AWS/RDS';

export interface Connections {
  readonly instance: string;
  readonly cluster: string;
  readonly role: 'WRITER' | 'READER';
  readonly count: number;
}

/** Of each instance that answers. */
export async function countConnections(
  containers: readonly Container[],
  { roleOf }: Pick<DatabaseRoles, 'roleOf'>,
): Promise<readonly Connections[]> {
  const instances = containers.filter(
    (container) => container.status === 'running' && isPostgres(container.image) && !isStorage(container),
  );
  const counted = instances.map(async (container): Promise<readonly Connections[]> => {
    const { db_id: instance, cluster_id: cluster } = container.labels;
    if (instance === undefined || cluster === undefined) return [];
    const { rows } = await connected(container, (client) =>
      client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND usename <> current_user`,
      ),
    );
    const role = roleOf(container) === 'writer' ? 'WRITER' : 'READER';
    return [{ instance, cluster, role, count: rows[0]?.count ?? 0 }];
  });
  // One that starts, or is lost, tells nothing for this minute.
  const settled = await Promise.allSettled(counted);
  return settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
}

/** @param at when the minute began, in milliseconds since 1970 */
export function connectionMetrics(found: readonly Connections[], at: number): readonly Datum[] {
  const values = new Map<string, number[]>();
  for (const { instance, cluster, role, count } of found) {
    for (const dimensions of [
      { DBInstanceIdentifier: instance },
      { DBClusterIdentifier: cluster },
      { DBClusterIdentifier: cluster, Role: role },
    ]) {
      const key = JSON.stringify(dimensions);
      values.set(key, [...(values.get(key) ?? []), count]);
    }
  }
  return [...values].map(([key, counts]) => ({
    MetricName: 'DatabaseConnections',
    Dimensions: Object.entries(JSON.parse(key) as Record<string, string>).map(([Name, Value]) => ({ Name, Value })),
    Unit: 'Count',
    Timestamp: Math.floor(at / 1_000),
    Values: counts,
    Counts: counts.map(() => 1),
  }));
}
