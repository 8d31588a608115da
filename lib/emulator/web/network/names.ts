/**
 * What the resolver of a VPC says of the names that AWS gives databases and caches: the address of the instance that
 * plays the part now. The writer's name follows a failover as Aurora's does.
 */
import type { Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { isStorage } from '../global/global-databases.ts';
import { isPostgres } from '../images/postgres.ts';
import { isValkey } from '../images/valkey.ts';
import type { DatabaseRole, DatabaseRoles } from './database-roles.ts';

/**
 * The containers that a name may lead to now; none where no such thing runs.
 *
 * `<cluster>.cluster-<hash>.<region>.rds.amazonaws.com` is the writer, `.cluster-ro-` its readers or, without one, the
 * writer ("Types of Aurora endpoints": https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.Endpoints.html),
 * `<instance>.<hash>.<region>.rds.amazonaws.com` one instance, and `….cache.amazonaws.com` a node of the cache.
 */
export function containersOfName(
  name: string,
  engine: Pick<Engine, 'list'>,
  { roleOf }: Pick<DatabaseRoles, 'roleOf'>,
): readonly Container[] {
  const running = engine.list().filter(({ status }) => status === 'running');
  const database = /^([\w-]+)\.(cluster-ro-|cluster-)?[\w-]+\.([\w-]+)\.rds\.amazonaws\.com$/.exec(name.toLowerCase());
  if (database) {
    const [, id, kind, region] = database;
    const databases = running.filter(
      (container) => container.region === region && isPostgres(container.image) && !isStorage(container),
    );
    if (!kind) return databases.filter(({ labels }) => labels.db_id === id);
    const members = databases.filter(({ labels }) => labels.cluster_id === id);
    const inRole = (role: DatabaseRole) => members.filter((container) => roleOf(container) === role);
    const readers = kind === 'cluster-ro-' ? inRole('reader') : [];
    return readers.length > 0 ? readers : inRole('writer').slice(0, 1);
  }
  if (!/\.cache\.amazonaws\.com$/.test(name)) return [];
  const caches = running.filter(({ image }) => isValkey(image));
  const words = name.split('.');
  const named = caches.filter(({ labels }) => Object.values(labels).some((label) => words.includes(label)));
  return named.length > 0 ? named.slice(0, 1) : caches.length === 1 ? caches : [];
}

let turns = 0;

/** The address of a name; of several, "the reader endpoint load-balances each connection request", one after the other. */
export function resolveName(...asked: Parameters<typeof containersOfName>): string | undefined {
  const found = containersOfName(...asked);
  return found[found.length > 1 ? turns++ % found.length : 0]?.address;
}
