/**
 * The process that runs what the emulator's ECS, RDS and ElastiCache ask for: a container engine, the data plane of the
 * balancers, and what tasks ask of their surroundings. Started by service.ts.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMULATOR_REGION } from '../environment.ts';
import { VENV } from '../python.ts';
import { ownPort } from './balancer/listeners.ts';
import { balancerAddress, ZONES } from './containers/addresses.ts';
import type { Container } from './containers/container.ts';
import { serveDockerApi } from './containers/docker-api.ts';
import { createEngine, type Engine, TASK_LABEL } from './containers/engine.ts';
import { isRunning, sweep } from './containers/processes.ts';
import { type Dns, openDns } from './dns/dns.ts';
import { ChangeRefused, createGlobalDatabases, isStorage } from './global/global-databases.ts';
import { clusterParameters } from './images/cluster-parameters.ts';
import { knownImages } from './images/known.ts';
import { changePassword, isPostgres } from './images/postgres.ts';
import { databaseUser } from './images/postgres-program.ts';
import { connectionMetrics, countConnections } from './network/database-metrics.ts';
import { watchDatabases } from './network/database-roles.ts';
import { containersOfName, resolveName } from './network/names.ts';
import { blockedPath } from './network/paths.ts';
import { type At, enginePlaces, listenAtFirst, ownAddresses, portsOfOneAddress } from './network/places.ts';
import { recovery } from './network/recovery.ts';
import { taskRoles } from './network/task-roles.ts';
import { createRegionStates, isRegionState } from './region-states.ts';
import { createRegions } from './regions.ts';
import { ONE_LOOPBACK, PROCESSES_FILE, SERVICE_OPTIONS, type ServiceOptions, socketOf, tellReady } from './service.ts';
import { createSnapshots, SnapshotRefused } from './snapshots.ts';

const STOP_SECONDS = 5;
/** Docker-py, as MiniStack has it, waits a minute for an answer. */
const LONGEST_DRAIN_SECONDS = 45;
const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_MS = 100;
const MOST_BYTES = 1_000;

const { folder, endpoint, emulator, speed, oneLoopback }: ServiceOptions = JSON.parse(
  process.env[SERVICE_OPTIONS] as string,
);

// The lab makes what it writes its user's alone. As root databases run as another, who has to come through to their own.
if (databaseUser) process.umask(0o066);

const server = createServer((request, response) => {
  // A page says where it comes from, or, where it was led here by DNS rebinding, its own name.
  const { host, origin, 'sec-fetch-site': site } = request.headers;
  if (host !== new URL(url).host || origin || site) return void response.writeHead(403).end();
  // Of those who ask, the emulator alone sends a body, and that is a password.
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return void response.writeHead(413).end();
  const path = new URL(request.url ?? '/', url).pathname;
  const answer = textOf(request).then((body) => answerTask(request.method ?? '', path, body));
  answer.then(
    (text) => response.writeHead(text === undefined ? 404 : 200).end(text),
    (error: Error) => {
      console.error(request.url, error);
      response
        .writeHead(error instanceof ChangeRefused || error instanceof SnapshotRefused ? 409 : 500)
        .end(error.message);
    },
  );
});

// A number that no other engine of this machine has.
const own = await listenAtFirst(server, enginePlaces(oneLoopback));
const { number } = own;
const url = `http://${own.host}:${own.port}`;
const places = oneLoopback
  ? portsOfOneAddress(own, (given) => tell('places.json', JSON.stringify(given)))
  : ownAddresses;

let engine: Engine;
let dns: Dns;
let closing = false;

const states = createRegionStates({
  containersOf: (region) => engine.list().filter((container) => container.region === region),
  kill: (container) => engine.kill(container, 'SIGKILL'),
  changed: (lost) => {
    tell('lost-regions.json', JSON.stringify(lost));
    global.setLines();
  },
});
const regions = createRegions({
  ...{ endpoint, speed, isLost: states.isLost, tell, places },
  balancerAddress: (region, arn) => balancerAddress(number, region, arn),
  databaseMetrics: async (region, began) => {
    const there = engine.list().filter((container) => container.region === region);
    return connectionMetrics(await countConnections(there, databases), began);
  },
});
regions.of(EMULATOR_REGION);
const apiOf = (region: string) => regions.of(region).api;

/** Zones that are lost, for as long as they are, by their whole names. */
const closedZones = new Set<string>();
const zoneOf = ({ region, zone }: Container) => `${region}${zone}`;
const isClosed = (container: Container) => closedZones.has(zoneOf(container)) || states.isLost(container.region);
/** `a` is us-east-1a. */
const wholeName = (zone: string) => (zone.length === 1 ? `${EMULATOR_REGION}${zone}` : zone);
const recover = recovery(
  apiOf,
  () => engine,
  () => databases,
  isClosed,
  states.isLost,
);

/** Everything in the zone ends at once, and nothing starts there. */
async function loseZone(zone: string): Promise<void> {
  closedZones.add(zone);
  const lost = engine.list().filter((container) => zoneOf(container) === zone);
  await Promise.all(lost.map((container) => engine.kill(container, 'SIGKILL')));
}

const roles = taskRoles(apiOf, () => url);

/** RDS rotates the password of a cluster; undefined where none of its instances takes writes. */
async function rotate(cluster: string, password: string): Promise<string | undefined> {
  const writer = engine
    .list()
    .find(
      (each) =>
        isPostgres(each.image) &&
        !isStorage(each) &&
        each.labels.cluster_id === cluster &&
        databases.roleOf(each) === 'writer',
    );
  return writer?.status === 'running' ? String(await changePassword(writer, password)) : undefined;
}

/** Begins to look after a region, and where a state is named, that befalls it. */
async function setRegion(name: string, state: string): Promise<string | undefined> {
  regions.of(name);
  if (state && !isRegionState(state)) return undefined;
  if (isRegionState(state)) await states.set(name, state);
  return states.of(name);
}

async function changeWriter(id: string, kind: string, arn: string): Promise<string | undefined> {
  if (kind !== 'failover' && kind !== 'switchover') return undefined;
  await global.change(id, kind, arn);
  return arn;
}

/** What a task asks of its surroundings: names, whether packets come through, its credentials; and what tests ask and do to zones. */
async function answerTask(method: string, path: string, body: string): Promise<string | undefined> {
  const [, what, name = '', host = '', port = ''] = path.split('/').map(decodeURIComponent);
  if (method === 'DELETE' && what === 'zones') return String(await loseZone(wholeName(name)));
  if (method === 'PUT' && what === 'zones') return String(closedZones.delete(wholeName(name)));
  if (method === 'PUT' && what === 'regions') return setRegion(name, host);
  if (method === 'PUT' && what === 'lines') return String(global.setLine(name, JSON.parse(body)));
  if (method === 'PUT' && what === 'global-databases') return changeWriter(name, host, port);
  if (method === 'PUT' && what === 'snapshots') return String(await snapshots.make(name, host));
  if (method === 'DELETE' && what === 'snapshots') return String(snapshots.forget(name));
  if (method === 'PUT' && what === 'passwords') return rotate(name, body);
  if (method === 'PUT' && what === 'places') return placeText(await containerAt(name)?.give(Number(host)));
  if (method !== 'GET') return undefined;
  if (what === 'names') return resolveName(name, engine, databases);
  if (what === 'paths') {
    // Not by `resolveName`: that a path is asked for takes no reader's turn.
    const [to] = containersOfName(host, engine, databases);
    const from = containerAt(name);
    const why = from && to && (await blockedPath(apiOf(to.region), from, to, Number(port)));
    return why ? 'blocked' : 'open';
  }
  if (what === 'places') return placeText(places.find(name, Number(host)));
  if (what === 'credentials') return JSON.stringify(await roles.credentialsOf(name));
  if (what === 'regions')
    return JSON.stringify(Object.fromEntries(regions.names().map((each) => [each, states.of(each)])));
  if (what === 'listeners') return JSON.stringify(regions.addresses());
  if (what === 'targets') return JSON.stringify(regions.targets());
  if (what === 'global-databases') return JSON.stringify(await global.states());
  if (what === 'dns') return JSON.stringify(name ? (dns.resolve(name) ?? null) : dns.state());
  if (what === 'containers') return JSON.stringify(engine.list().map(containerState));
  return undefined;
}

const containerAt = (address: string) => engine.list().find((container) => container.address === address);
const placeText = (at: At | undefined) => at && `${at.host}:${at.port}`;

function containerState(container: Container) {
  const { id, name, image, region, zone, address, status, exitCode, labels, process: child } = container;
  const pid = status === 'running' ? child?.pid : undefined;
  const role = databases.roleOf(container);
  return { id, name, image, region, zone, address, status, exitCode, pid, role, task: labels[TASK_LABEL] };
}

/** What every task has in its environment, as on Fargate, and the loader that asks for names (network/names.mjs). */
const surroundings = ({ region }: Container) => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  CERTLAB_NAMES: url,
  ...(oneLoopback && { [ONE_LOOPBACK]: '1' }),
});
const LOADER = `--import ${join(import.meta.dirname, 'network', 'names.mjs')}`;

sweep(join(folder, PROCESSES_FILE));
engine = createEngine({
  folder,
  number,
  places,
  imageOf: knownImages(
    folder,
    VENV.folder,
    () => engine,
    () => global,
    clusterParameters(folder, (started) => tell('started-parameters.json', JSON.stringify(started))),
    (container) => snapshots.restoredFor(container),
  ),
  async environmentFor(container) {
    const own = await roles.environmentFor(container);
    const options = [LOADER, own.NODE_OPTIONS].filter((text) => text).join(' ');
    return { ...surroundings(container), ...own, NODE_OPTIONS: options };
  },
  beforeStop: async ({ address }) => {
    if (closing) return;
    await Promise.all(regions.balancers().map((balancer) => balancer.drain(address, LONGEST_DRAIN_SECONDS)));
  },
  onEnd: (container, asked) => {
    for (const balancer of regions.balancers()) balancer.gone(container.address);
    if (closing || asked) return;
    recover(container).catch((error: Error) => console.error(`${container.name} was not recovered: ${error.message}`));
  },
  closedZones: () => [
    ...closedZones,
    ...regions
      .names()
      .filter(states.isLost)
      .flatMap((region) => ZONES.map((zone) => `${region}${zone}`)),
  ],
});
const databases = watchDatabases(engine);
const global = createGlobalDatabases({
  ...{ folder, number, places, isCutOff: states.isCutOff, isLost: states.isLost },
  engine: () => engine,
  roles: () => databases,
});
const snapshots = createSnapshots({
  ...{ folder, isCutOff: states.isCutOff },
  engine: () => engine,
  roles: () => databases,
});
dns = await openDns({
  ...{ api: apiOf(EMULATOR_REGION), host: own.host, port: own.port + 1, speed, find: places.find },
  ...{ balancer: regions.balancerOf, portOf: ownPort },
});
const docker: Server = await serveDockerApi(engine, socketOf(folder));
tellReady(folder, url);

/** For the emulator's front, whole or not at all. */
function tell(name: string, text: string): void {
  const file = join(folder, name);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** What `DescribeTargetHealth` says (front/target_health.py). */
async function tellTargets(): Promise<void> {
  for (let told = ''; !closing; await sleep(TELL_EVERY_MS)) {
    const states = JSON.stringify(regions.targets());
    if (states !== told) tell('targets.json', states);
    told = states;
  }
}
void tellTargets();

void regions.minutes(() => closing);

async function end(): Promise<void> {
  if (closing) return;
  closing = true;
  // MiniStack, which would start again what ends, hears nothing from here on.
  docker.closeAllConnections();
  docker.close();
  server.close();
  await Promise.all([dns.close(), regions.close(), global.close(), databases.close(), engine.close(STOP_SECONDS)]);
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGTERM', end).on('SIGINT', end);

// An emulator that was killed asks for nothing more, and nobody else would end what it had started.
while (isRunning(emulator)) await sleep(LOOK_EVERY_MS);
await end();
