/**
 * What the servers of a cluster are started with: the parameters of its group ("Amazon Aurora PostgreSQL parameters"), and
 * without one there what Aurora takes by default. A parameter that is static takes effect when an instance is started again
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_WorkingWithParamGroups.html); those that are dynamic do so
 * here as well.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionsByDefault } from '../../../aurora.ts';
import type { Container } from '../containers/container.ts';

/** By name, as PostgreSQL has them. */
export type Parameters = Readonly<Record<string, string>>;

/** What Aurora takes of each: another value is refused there, and left out here. */
const TAKEN: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  max_connections: { least: 6, most: 262_143 },
  idle_in_transaction_session_timeout: { least: 0, most: 2_147_483_647 },
};

function taken(name: string, value: string): boolean {
  const bounds = TAKEN[name];
  return bounds !== undefined && /^\d+$/.test(value) && Number(value) >= bounds.least && Number(value) <= bounds.most;
}

/** What an instance is told by its cluster. */
export interface Told {
  readonly parameters: Parameters;
  /** Of these, what the group says of itself, and is not Aurora's own default. */
  readonly byGroup: Parameters;
}

/** As the emulator's front writes it down (../../front/cluster_parameters.py), by `<region>/<cluster>`. */
type ToldClusters = Readonly<
  Record<
    string,
    { readonly capacity: { MinCapacity?: number; MaxCapacity?: number } | null; readonly group: Parameters }
  >
>;

function record(folder: string): ToldClusters {
  try {
    return JSON.parse(readFileSync(join(folder, 'cluster-parameters.json'), 'utf8')) as ToldClusters;
  } catch {
    // Nothing has been told yet.
    return {};
  }
}

/** What an instance would be started with now; nothing for a container that RDS did not ask for. */
function toldNow(folder: string, { region, labels }: Container): Told {
  const { capacity, group = {} } = record(folder)[`${region}/${labels.cluster_id}`] ?? {};
  const { MinCapacity: least = 0, MaxCapacity: most = 0 } = capacity ?? {};
  const byDefault: Parameters = most > 0 ? { max_connections: String(connectionsByDefault({ least, most })) } : {};
  const byGroup = Object.fromEntries(Object.entries(group).filter(([name, value]) => taken(name, value)));
  return { parameters: { ...byDefault, ...byGroup }, byGroup };
}

export type ClusterParameters = ReturnType<typeof clusterParameters>;

/** PostgreSQL's own, where nobody says otherwise. */
const OF_POSTGRESQL = '100';

/**
 * @param folder the engine's
 * @param tell called when an instance starts with what its group says: others change that before it is started again
 */
export function clusterParameters(folder: string, tell: (byInstance: Readonly<Record<string, Parameters>>) => void) {
  /** What each was started with last, by its id. */
  const started = new Map<string, Parameters>();
  const byInstance: Record<string, Parameters> = {};

  const connections = ({ id }: Container) => Number(started.get(id)?.max_connections ?? OF_POSTGRESQL);

  return {
    /**
     * What a server is started with. One that follows another may not have fewer connections than that one has or had
     * (https://www.postgresql.org/docs/18/hot-standby.html#HOT-STANDBY-ADMIN), where instances of Aurora do not depend on each
     * other: it keeps what it had.
     * @param followed whom it may have to follow; undefined for one that writes
     */
    forStart(container: Container, followed: readonly Container[] | undefined): Parameters {
      const told = toldNow(folder, container);
      const { max_connections: own = OF_POSTGRESQL } = told.parameters;
      const floor = followed ? [container, ...followed].filter(({ id }) => started.has(id)).map(connections) : [];
      const parameters = { ...told.parameters, max_connections: String(Math.max(Number(own), ...floor)) };
      started.set(container.id, parameters);
      if (container.labels.db_id) {
        byInstance[container.labels.db_id] = told.byGroup;
        tell(byInstance);
      }
      return parameters;
    },
  };
}
