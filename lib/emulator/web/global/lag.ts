/** How far a secondary cluster is behind its writer: asked of the writer's PostgreSQL. */
import type { Container } from '../containers/container.ts';
import { connected } from '../images/postgres.ts';

/** How the names begin of those that follow by the line. */
export const FOLLOWS_BY_LINE = 'global-';

/** The application name of who follows by the line; a writer waits for none of these to commit. */
export const followerName = (region: string) => `${FOLLOWS_BY_LINE}${region}`;

/** Bytes that the follower in this region has not replayed yet; undefined where it does not follow. */
export async function bytesBehind(writer: Container, region: string): Promise<number | undefined> {
  const { rows } = await connected(writer, (client) =>
    client.query<{ behind: string }>(
      // Of a line that was cut, the connection before may not have ended yet.
      `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS behind
         FROM pg_stat_replication WHERE state = 'streaming' AND application_name = $1
        ORDER BY backend_start DESC LIMIT 1`,
      [followerName(region)],
    ),
  );
  return rows[0] && Number(rows[0].behind);
}
