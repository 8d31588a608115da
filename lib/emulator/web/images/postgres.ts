/**
 * `postgres:*` as processes: a writer, and readers that follow it by streaming replication. What MiniStack has its
 * containers do by shell and `pg_basebackup` is done here by SQL and a copy of files, which the package lacks.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Container, type ExecResult, environmentOf, type Image } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { startProcess } from '../containers/processes.ts';
import type { At } from '../network/places.ts';
import { own } from './base-backup.ts';
import type { ClusterParameters, Parameters } from './cluster-parameters.ts';
import { databaseUser, type PostgresProgram } from './postgres-program.ts';

export const POSTGRES_PORT = 5432;
const CONNECT_MS = 1_000;
const FENCE_SECONDS = 3;

/** Of the environment that MiniStack gives a reader. */
export const PRIMARY_HOST = 'MINISTACK_PG_PRIMARY_HOST';

const SETTINGS = {
  unix_socket_directories: '',
  shared_buffers: '32MB',
  wal_level: 'replica',
  hot_standby: 'on',
  wal_keep_size: '64MB',
  // A reader that lost its writer looks for the next one at once.
  wal_retrieve_retry_interval: '200ms',
  wal_receiver_timeout: '5s',
  // Longer than a fence waits (global/global-databases.ts): a server that ends by itself before has sent all that it had.
  wal_sender_timeout: '15s',
  log_min_messages: 'warning',
  // A killed process loses nothing that the kernel has: only a machine that loses power would.
  fsync: 'off',
  jit: 'off',
} as const;

/** The arguments of the server of a container. */
const serverArguments = (at: At, data: string, parameters: Parameters) => [
  ...['-D', data, '-p', String(at.port), '-c', `listen_addresses=${at.host}`],
  ...Object.entries({ ...SETTINGS, ...parameters }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/**
 * Who keeps the databases of this engine running, whatever the password of their master user is by now: `rdsadmin`, as RDS
 * calls its own ("Master user account privileges").
 */
const ADMIN = { user: 'rdsadmin', password: randomBytes(24).toString('hex') };

export const dataOf = (container: Container) => join(container.data, 'postgresql');

/** A connection as RDS itself; to be ended by the caller. */
export async function connectTo(container: Container): Promise<pg.Client> {
  const at = container.find(POSTGRES_PORT);
  if (!at) throw new Error(`${container.name} has not listened yet.`);
  const client = new pg.Client({ ...at, ...ADMIN, database: 'postgres', connectionTimeoutMillis: CONNECT_MS });
  // A server that is killed ends the connection; the query that waits says so.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Runs a program to its end, as the user of the database. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<void> {
  const child = spawn(program, args, { ...databaseUser, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  child.stdin.on('error', () => {}).end(input);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said.trim()}`);
}

/**
 * What the master user may do besides owning its database: on RDS it is no superuser ("Master user account privileges"), and
 * gets none of the connections that are reserved.
 */
const OF_MASTER = ['pg_monitor', 'pg_signal_backend', 'pg_checkpoint'];

/** A new cluster of databases, with the master user and the database that RDS was asked for. */
async function initialize(program: PostgresProgram, container: Container, data: string): Promise<void> {
  const { POSTGRES_USER = 'postgres', POSTGRES_PASSWORD = '', POSTGRES_DB } = environmentOf(container.env);
  const passwordFile = join(container.data, 'password');
  writeFileSync(passwordFile, ADMIN.password, { mode: 0o600 });
  if (databaseUser) chownSync(passwordFile, databaseUser.uid, databaseUser.gid);
  const how = ['-U', ADMIN.user, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8'];
  try {
    await run(program.initdb, ['-D', data, ...how, '--no-sync', '--no-instructions'], program.env);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(join(data, 'pg_hba.conf'), 'host all all all scram-sha-256\nhost replication all all scram-sha-256\n');
  const master = pg.escapeIdentifier(POSTGRES_USER);
  const statements = [
    `CREATE ROLE ${master} LOGIN CREATEDB CREATEROLE PASSWORD ${pg.escapeLiteral(POSTGRES_PASSWORD)}`,
    `GRANT ${OF_MASTER.join(', ')} TO ${master} WITH ADMIN OPTION`,
    `ALTER DATABASE postgres OWNER TO ${master}`,
    ...(POSTGRES_DB && POSTGRES_DB !== 'postgres'
      ? [`CREATE DATABASE ${pg.escapeIdentifier(POSTGRES_DB)} OWNER ${master}`]
      : []),
  ];
  await run(program.postgres, ['--single', '-D', data, 'postgres'], program.env, `${statements.join(';\n')};\n`);
}

/** Where a server gets its data, and how it says who it is. */
interface Upstream {
  readonly at: At;
  readonly name: string;
  readonly replication: StandbyPlan['replication'];
}

/** What a reader in the region of its writer follows. */
async function writerFor(
  container: Container,
  global: GlobalFollowing | undefined,
  all: readonly Container[],
): Promise<Upstream> {
  const env = environmentOf(container.env);
  const told = all.find(({ address, image }) => address === env[PRIMARY_HOST] && isPostgres(image));
  const writer = global?.headFor(container) ?? told;
  if (!writer) throw new Error(`No PostgreSQL is at ${env[PRIMARY_HOST]}, which ${container.name} was to follow.`);
  const { MINISTACK_PG_REPLICATION_USER: user = '', MINISTACK_PG_REPLICATION_PASSWORD: password = '' } = env;
  return { at: await writer.give(POSTGRES_PORT), name: container.name, replication: { user, password } };
}

/** A reader's process first waits for its writer and copies it, then becomes the server (standby.ts). */
async function startStandby(
  program: PostgresProgram,
  container: Container,
  data: string,
  { parameters, ...upstream }: Upstream & { readonly parameters: Parameters },
) {
  const plan: StandbyPlan = {
    data,
    name: upstream.name,
    primary: { ...upstream.at, ...ADMIN, database: 'postgres' },
    replication: upstream.replication,
    user: databaseUser,
    program: program.postgres,
    args: serverArguments(await container.give(POSTGRES_PORT), data, parameters),
  };
  const script = join(import.meta.dirname, 'standby.ts');
  // Its plan is in its environment, which only this user reads: arguments are shown to everybody.
  return startProcess(process.execPath, ['--no-warnings', script], {
    env: { ...program.env, [STANDBY_PLAN]: JSON.stringify(plan) },
  });
}

export const STANDBY_PLAN = 'CERTLAB_STANDBY';

/** What standby.ts has to know. */
export interface StandbyPlan {
  readonly data: string;
  readonly name: string;
  readonly primary: pg.ClientConfig;
  readonly replication: { readonly user: string; readonly password: string };
  /** Who runs the server, where it is not the user of the lab. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly program: string;
  readonly args: readonly string[];
}

export const isPostgres = (image: string) => /(^|\/)postgres[:@]/.test(image);

/** What a server has to know of the global database that it is in (../global/global-databases.ts). */
export interface GlobalFollowing {
  readonly upstreamOf: (container: Container) => { readonly at: () => Promise<At>; readonly name: string } | undefined;
  readonly headFor: (container: Container) => Container | undefined;
  readonly prepare: (container: Container) => Promise<void>;
}

/**
 * @param engine asked for when a container is started, as `global` and `restored` are, so that they may be made after this
 * @param restored the data that the cluster of a container was restored with, where nobody has started on it yet
 */
export function postgresImage(
  program: () => PostgresProgram,
  engine: () => Engine,
  global: () => GlobalFollowing | undefined,
  settings: Pick<ClusterParameters, 'forStart'> | undefined,
  restored: (container: Container) => string | undefined = () => undefined,
): Image {
  /** Whom an instance may follow: in another region whichever writer there is, else those of its own cluster. */
  function followed(container: Container): readonly Container[] | undefined {
    const others = engine()
      .list()
      .filter((other) => other !== container && isPostgres(other.image));
    if (global()?.upstreamOf(container)) return others;
    const data = dataOf(container);
    const isNew = !existsSync(join(data, 'PG_VERSION'));
    const follows = isNew ? environmentOf(container.env)[PRIMARY_HOST] : existsSync(join(data, 'standby.signal'));
    const { cluster_id: cluster } = container.labels;
    const isOfCluster = ({ region, labels }: Container) => region === container.region && labels.cluster_id === cluster;
    return follows ? others.filter(isOfCluster) : undefined;
  }
  return {
    // "Fast Shutdown": open transactions are rolled back, and what was committed is sent to every reader first.
    stopSignal: 'SIGINT',
    async start(container) {
      const data = dataOf(container);
      await global()?.prepare(container);
      const parameters = settings?.forStart(container, followed(container)) ?? {};
      if (!existsSync(join(data, 'PG_VERSION'))) {
        mkdirSync(data, { recursive: true, mode: 0o700 });
        if (databaseUser) chownSync(data, databaseUser.uid, databaseUser.gid);
        const upstream = global()?.upstreamOf(container);
        if (upstream) {
          const line = { at: await upstream.at(), name: upstream.name, replication: ADMIN };
          return startStandby(program(), container, data, { ...line, parameters });
        }
        if (environmentOf(container.env)[PRIMARY_HOST]) {
          const writer = await writerFor(container, global(), engine().list());
          return startStandby(program(), container, data, { ...writer, parameters });
        }
        const backup = restored(container);
        if (backup) {
          own(backup, databaseUser);
          rmSync(data, { recursive: true });
          renameSync(backup, data);
        } else await initialize(program(), container, data);
      }
      // Of a server that was killed: the engine knows that it is gone.
      rmSync(join(data, 'postmaster.pid'), { force: true });
      const { postgres, env } = program();
      const at = await container.give(POSTGRES_PORT);
      return startProcess(postgres, serverArguments(at, data, parameters), { ...databaseUser, env });
    },
    exec: (container, command) => runScript(container, command.join(' '), engine()),
  };
}

/** The two scripts that MiniStack runs in its containers, known by what is in them. */
async function runScript(container: Container, script: string, engine: Engine): Promise<ExecResult> {
  try {
    const role = /CREATE ROLE (\w+)[\s\S]*?PASSWORD '([^']+)'/.exec(script);
    if (role) await createReplicationRole(container, role[1] as string, role[2] as string);
    else if (script.includes('pg_promote'))
      return { exitCode: 0, output: (await promote(container, engine)) ? 't' : 'f' };
    else return { exitCode: 127, output: `PostgreSQL's container runs two scripts here, and not this one: ${script}` };
    return { exitCode: 0, output: '' };
  } catch (error) {
    return { exitCode: 1, output: (error as Error).message };
  }
}

/** Does something on a connection of its own, which is ended whatever comes of it. */
export async function connected<Value>(
  container: Container,
  work: (client: pg.Client) => Promise<Value>,
): Promise<Value> {
  const client = await connectTo(container);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const createReplicationRole = (container: Container, role: string, password: string): Promise<void> =>
  connected(container, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    if (rowCount) return;
    const name = client.escapeIdentifier(role);
    await client.query(`CREATE ROLE ${name} WITH REPLICATION LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  });

/** Gives the master user of a writer another password; connections that there are stay. */
export async function changePassword(container: Container, password: string): Promise<void> {
  const { POSTGRES_USER: user = 'postgres' } = environmentOf(container.env);
  await connected(container, (client) =>
    client.query(`ALTER ROLE ${client.escapeIdentifier(user)} PASSWORD ${client.escapeLiteral(password)}`),
  );
}

/**
 * Makes a reader the writer. Aurora's instances share one storage, so that nothing acknowledged is lost: the old writer
 * is stopped first, which sends the reader all it has, and can take nothing afterwards that the new one would not know.
 */
async function promote(container: Container, engine: Engine): Promise<boolean> {
  const old = environmentOf(container.env)[PRIMARY_HOST];
  for (const other of engine.list()) {
    if (other.address === old && other !== container && isPostgres(other.image))
      await engine.stop(other, FENCE_SECONDS);
  }
  return promoteAlone(container);
}

/** The same where nobody else takes writes any more. */
export async function promoteAlone(container: Container): Promise<boolean> {
  const { rows } = await connected(container, (client) =>
    client.query<{ promoted: boolean }>('SELECT pg_promote(true, 30) AND NOT pg_is_in_recovery() AS promoted'),
  );
  return rows[0]?.promoted === true;
}
