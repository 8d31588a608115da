/**
 * What AWS does by itself when an instance of a managed service ends: Aurora hands over to a reader, or starts the
 * instance again where there is none ("High availability for Amazon Aurora"), and ElastiCache replaces its node. The
 * emulator fails over when it is told to.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorApi } from '../api.ts';
import type { Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { isStorage } from '../global/global-databases.ts';
import { isPostgres } from '../images/postgres.ts';
import { isValkey } from '../images/valkey.ts';
import type { DatabaseRoles } from './database-roles.ts';

const RETRY_MS = 500;

export function recovery(
  apiOf: (region: string) => EmulatorApi,
  engine: () => Engine,
  roles: () => DatabaseRoles,
  isClosed: (container: Container) => boolean,
  isLost: (region: string) => boolean,
) {
  const isThere = ({ id }: Container) => engine().find(id) !== undefined;
  const members = ({ region, labels: { cluster_id: cluster } }: Container) =>
    engine()
      .list()
      .filter(
        (other) =>
          isPostgres(other.image) &&
          other.status === 'running' &&
          other.region === region &&
          other.labels.cluster_id === cluster,
      );

  /** As soon as its zone is there; unless somebody else has started or removed it. */
  async function startAgain(container: Container): Promise<void> {
    while (isThere(container) && isClosed(container)) await sleep(RETRY_MS);
    if (isThere(container)) await engine().start(container);
  }

  /** Until there is a writer again, or nobody left to become one. */
  async function failOver(lost: Container, cluster: string): Promise<void> {
    const hasWriter = () => members(lost).some((container) => roles().roleOf(container) === 'writer');
    while (!hasWriter() && members(lost).length > 0) {
      try {
        await apiOf(lost.region).query('rds', 'FailoverDBCluster', { DBClusterIdentifier: cluster });
        return;
      } catch (error) {
        console.error(`${cluster} could not fail over: ${(error as Error).message}`);
        await sleep(RETRY_MS);
      }
    }
    if (!hasWriter()) await startAgain(lost);
  }

  /** Called when a container's process has ended without having been asked to. */
  return async function recover(container: Container): Promise<void> {
    const cluster = container.labels.cluster_id;
    if (isStorage(container)) return;
    if (
      !isLost(container.region) &&
      isPostgres(container.image) &&
      cluster &&
      roles().roleOf(container) === 'writer' &&
      members(container).length > 0
    ) {
      await failOver(container, cluster);
    } else if (isPostgres(container.image) || isValkey(container.image)) await startAgain(container);
  };
}
