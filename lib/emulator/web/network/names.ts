/**
 * What the resolver of a VPC says of the names that AWS gives databases and caches: the address of the instance that
 * plays the part now. The writer's name follows a failover as Aurora's does.
 */
import type { Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { isPostgres } from '../images/postgres.ts';
import { isValkey } from '../images/valkey.ts';
import type { DatabaseRoles } from './database-roles.ts';

/**
 * The address of a name, or undefined where no such thing runs.
 *
 * `<cluster>.cluster-<hash>.<region>.rds.amazonaws.com` is the writer, `.cluster-ro-` a reader or, without one, the
 * writer ("Types of Aurora endpoints": https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.Endpoints.html),
 * `<instance>.<hash>.<region>.rds.amazonaws.com` one instance, and `….cache.amazonaws.com` a node of the cache.
 */
export function resolveName(name: string, engine: Engine, { roleOf }: DatabaseRoles): string | undefined {
  const running = engine.list().filter(({ status }) => status === 'running');
  const database = /^([\w-]+)\.(cluster-ro-|cluster-)?[\w-]+\.[\w-]+\.rds\.amazonaws\.com$/.exec(name.toLowerCase());
  if (database) {
    const [, id, kind] = database;
    const databases = running.filter(({ image }) => isPostgres(image));
    if (!kind) return databases.find(({ labels }) => labels.db_id === id)?.address;
    const members = databases.filter(({ labels }) => labels.cluster_id === id);
    const writer = members.find((container) => roleOf(container) === 'writer');
    if (kind === 'cluster-') return writer?.address;
    return (turn(members.filter((container) => roleOf(container) === 'reader')) ?? writer)?.address;
  }
  if (!/\.cache\.amazonaws\.com$/.test(name)) return undefined;
  const caches = running.filter(({ image }) => isValkey(image));
  const words = name.split('.');
  const named = caches.find((container) => Object.values(container.labels).some((label) => words.includes(label)));
  return (named ?? (caches.length === 1 ? caches[0] : undefined))?.address;
}

let turns = 0;
/** "The reader endpoint load-balances each connection request", one after the other. */
const turn = (readers: readonly Container[]): Container | undefined => readers[turns++ % readers.length];
