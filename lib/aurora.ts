/** What Aurora says of itself that no API tells. */

/**
 * Connections that Aurora PostgreSQL Serverless v2 allows by default, by its most capacity: "Maximum connections for Aurora
 * Serverless v2" (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html).
 */
const CONNECTIONS: readonly (readonly [capacity: number, connections: number])[] = [
  [1, 189],
  [4, 823],
  [8, 1_669],
  [16, 3_360],
  [32, 5_000],
];
/** At most, where the least capacity is half a unit or none. */
const WITH_LITTLE_AT_LEAST = 2_000;

/** `max_connections` by default. Between two capacities of the table its memory decides, and so a straight line. */
export function connectionsByDefault(capacity: { readonly least: number; readonly most: number }): number {
  const above = CONNECTIONS.find(([most]) => most >= capacity.most) ?? (CONNECTIONS.at(-1) as [number, number]);
  const below = CONNECTIONS.findLast(([most]) => most <= capacity.most) ?? (CONNECTIONS[0] as [number, number]);
  const part = above[0] > below[0] ? (capacity.most - below[0]) / (above[0] - below[0]) : 0;
  const connections = Math.round(below[1] + part * (above[1] - below[1]));
  return capacity.least < 1 ? Math.min(connections, WITH_LITTLE_AT_LEAST) : connections;
}

/**
 * Of `max_connections`, what no user of an application gets: PostgreSQL's `superuser_reserved_connections`, three, and two of
 * `rds.rds_superuser_reserved_connections`.
 */
export const RESERVED_CONNECTIONS = 5;
