/**
 * A container engine without containers: what the Docker Engine API does, by plain processes. MiniStack's own ECS
 * scheduler, RDS and ElastiCache drive it (docs/decisions/0074-a-container-engine-of-processes.md).
 */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMULATOR_REGION } from '../../environment.ts';
import { ownAddresses, type Places } from '../network/places.ts';
import { place } from './addresses.ts';
import { brake } from './brake.ts';
import type { Container, ContainerSpec, ExecResult, Image } from './container.ts';
import { environmentOf } from './container.ts';
import { aboveTheirLimit } from './memory.ts';
import { processRecord, signalGroup } from './processes.ts';

/** Of the emulator's ECS, which labels what it starts as the agent of ECS does. */
export const TASK_LABEL = 'com.amazonaws.ecs.task-arn';
export const CLUSTER_LABEL = 'com.amazonaws.ecs.cluster';
const FAMILY_LABEL = 'com.amazonaws.ecs.task-definition-family';
const REVISION_LABEL = 'com.amazonaws.ecs.task-definition-version';

/** Of the emulator's front, on a task that its service starts again when it has ended; one of `RunTask` has none. */
const SERVICE_LABEL = 'certlab.service';

const KEEP_LOG_MS = 2_000;
/** A kernel stops a process at its limit; here it may pass it by what it takes between two looks. */
const LOOK_AT_MEMORY_MS = 250;
/** The code of a container whose program could not be started (`docker run`, "Exit status"). */
const NOT_STARTED = 125;
/** For a log whose other end is held open by a process that left its group. */
const LAST_WORDS_MS = 1_000;

export interface EngineOptions {
  /** Where volumes, logs and the file of processes are kept. */
  readonly folder: string;
  /** 1–254: the second number of every address it gives. */
  readonly number: number;
  /** How an image is run, by its name; undefined where there is no such image. */
  readonly imageOf: (name: string) => Image | undefined;
  /** What a container's process gets for its environment. @default what it was created with */
  readonly environmentFor?: (container: Container) => Promise<NodeJS.ProcessEnv>;
  /** Called before a container is asked to stop: what it still has to answer may be waited for. */
  readonly beforeStop?: (container: Container) => Promise<void>;
  /** Called when a container's process has ended, and told whether it was asked to. */
  readonly onEnd?: (container: Container, asked: boolean) => void;
  /** Zones that are lost, by their whole names. */
  readonly closedZones?: () => readonly string[];
  /** Where its addresses are. @default each an address of this machine */
  readonly places?: Places;
}

export type Engine = ReturnType<typeof createEngine>;

/** Where it runs: a task by its ARN, a database by its label, and what says nothing in the emulator's own region. */
const regionOf = ({ labels }: Pick<ContainerSpec, 'labels'>) =>
  labels[TASK_LABEL]?.split(':')[3] ?? labels.region ?? EMULATOR_REGION;

/** What counts as one kind: tasks are spread by their family, and the instances of a cluster among each other. */
const kindOf = ({ labels, image }: Pick<ContainerSpec, 'labels' | 'image'>) =>
  labels[FAMILY_LABEL] ?? labels.cluster_id ?? labels.replication_group ?? image;

/** The brake is one revision's: that a new one fails must not slow the old one down that goes on. */
const revisionOf = (container: ContainerSpec) => `${kindOf(container)}:${container.labels[REVISION_LABEL] ?? ''}`;

/** Whether it may be started again and again by itself: what somebody starts once ends when it has done its work. */
const isBraked = ({ labels }: ContainerSpec) => !(TASK_LABEL in labels) || SERVICE_LABEL in labels;

export function createEngine(options: EngineOptions) {
  const { folder, number, imageOf, environmentFor, beforeStop, onEnd, closedZones, places = ownAddresses } = options;
  mkdirSync(join(folder, 'volumes'), { recursive: true, mode: 0o755 });
  const containers = new Map<string, Container>();
  const ends = new Map<string, Promise<void>>();
  const processes = processRecord(join(folder, 'processes.json'));
  const failures = brake();

  const volume = (name: string) =>
    join(folder, 'volumes', createHash('sha256').update(name).digest('hex').slice(0, 16));

  function create(spec: ContainerSpec): Container {
    const runs = imageOf(spec.image);
    if (!runs) throw new Error(`No such image: ${spec.image}`);
    if (find(spec.name)) throw new Error(`The container name ${spec.name} is in use.`);
    const id = randomBytes(32).toString('hex');
    const own = join(folder, 'containers', id.slice(0, 12));
    const named = spec.binds.map((bind) => bind.split(':')[0] as string).find((source) => !source.startsWith('/'));
    const data = named ? volume(named) : own;
    for (const path of [own, data]) mkdirSync(path, { recursive: true, mode: 0o755 });
    const taken = [...containers.values()]
      .filter(({ status }) => status !== 'exited')
      .map((other) => ({ kind: kindOf(other), region: other.region, zone: other.zone, address: other.address }));
    const placed = place(number, { kind: kindOf(spec), region: regionOf(spec) }, taken, closedZones?.());
    const container: Container = {
      ...spec,
      ...placed,
      give: (port) => places.give(placed.address, port),
      find: (port) => places.find(placed.address, port),
      id,
      runs,
      folder: own,
      data,
      logFile: join(own, 'log'),
      status: 'created',
      exitCode: 0,
      oomKilled: false,
      startedAt: '',
      finishedAt: '',
    };
    containers.set(id, container);
    return container;
  }

  /** By id, by the beginning of an id, or by name. */
  function find(reference: string): Container | undefined {
    const all = [...containers.values()];
    return (
      containers.get(reference) ??
      all.find(({ name }) => name === reference) ??
      (reference.length >= 6 ? all.find(({ id }) => id.startsWith(reference)) : undefined)
    );
  }

  /** Those that are being started, which to stop or to remove one ends first. */
  const starts = new Map<string, { readonly overtaken: AbortController; readonly done: Promise<void> }>();

  /** Returns when it runs, or was stopped or removed before. */
  async function start(container: Container): Promise<void> {
    if (container.status === 'running' || !containers.has(container.id)) return;
    const under = starts.get(container.id);
    if (under) return under.done;
    const overtaken = new AbortController();
    const done = launch(container, overtaken.signal)
      .catch((error: Error) => {
        // Who asked for it is told, and asks for another, which is to have its address.
        Object.assign(container, { status: 'exited', exitCode: NOT_STARTED, finishedAt: new Date().toISOString() });
        throw error;
      })
      .finally(() => starts.delete(container.id));
    starts.set(container.id, { overtaken, done });
    return done;
  }

  async function overtake(container: Container): Promise<void> {
    const under = starts.get(container.id);
    under?.overtaken.abort();
    await under?.done.catch(() => {});
  }

  async function launch(container: Container, overtaken: AbortSignal): Promise<void> {
    const pause = isBraked(container) ? failures.wait(revisionOf(container)) : 0;
    await sleep(pause, undefined, { signal: overtaken }).catch(() => {});
    const environment = overtaken.aborted
      ? undefined
      : ((await environmentFor?.(container)) ?? environmentOf(container.env));
    if (!environment || overtaken.aborted) return end(container, 128 + constants.signals.SIGKILL);
    container.environment = environment;
    const child = await container.runs.start(container, environment);
    const log = createWriteStream(container.logFile, { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    const written = new Promise<void>((resolve) => child.once('close', () => log.end(resolve)));
    container.process = child;
    container.startedAt = new Date().toISOString();
    container.oomKilled = false;
    container.status = 'running';
    processes.add(child.pid as number);
    const ended = new Promise<void>((resolve) => {
      child.once('exit', async (code, signal) => {
        // With its first process a container ends, and whatever that one started.
        signalGroup(child.pid as number, 'SIGKILL');
        processes.remove(child.pid as number);
        // The one that is told of its end may ask for its last words at once.
        await Promise.race([written, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
        // Before it is started again by the one that is told.
        if (!stopping.has(container.id)) failures.ended(revisionOf(container), Date.parse(container.startedAt));
        end(container, code ?? 128 + (signal ? constants.signals[signal] : 0));
        resolve();
      });
    });
    ends.set(container.id, ended);
  }

  function end(container: Container, exitCode: number): void {
    container.exitCode = exitCode;
    container.finishedAt = new Date().toISOString();
    container.status = 'exited';
    onEnd?.(container, stopping.has(container.id));
  }

  /** What was asked to end, and so has not failed. */
  const stopping = new Set<string>();

  /** Asks it to end, and makes it end when `seconds` have passed. */
  async function stop(container: Container, seconds: number): Promise<void> {
    stopping.add(container.id);
    try {
      await overtake(container);
      if (container.status !== 'running') return;
      await beforeStop?.(container);
      container.process?.kill(container.runs.stopSignal ?? 'SIGTERM');
      await Promise.race([ended(container), sleep(seconds * 1_000, undefined, { ref: false })]);
      await kill(container, 'SIGKILL');
    } finally {
      stopping.delete(container.id);
    }
  }

  /** Sends a signal to all of a container; SIGKILL is waited for. */
  async function kill(container: Container, signal: NodeJS.Signals): Promise<void> {
    if (signal === 'SIGKILL') await overtake(container);
    const pid = container.process?.pid;
    if (container.status !== 'running' || pid === undefined) return;
    signalGroup(pid, signal);
    if (signal === 'SIGKILL') await ended(container);
  }

  const ended = (container: Container): Promise<void> =>
    container.status === 'running' ? (ends.get(container.id) ?? Promise.resolve()) : Promise.resolve();

  const memory = setInterval(async () => {
    const above = await aboveTheirLimit([...containers.values()]).catch((error: Error) => {
      console.error(`What containers hold could not be read: ${error.message}`);
      return [];
    });
    for (const container of above) {
      container.oomKilled = true;
      void kill(container, 'SIGKILL');
    }
  }, LOOK_AT_MEMORY_MS).unref();

  async function remove(container: Container): Promise<void> {
    stopping.add(container.id);
    await kill(container, 'SIGKILL');
    stopping.delete(container.id);
    containers.delete(container.id);
    ends.delete(container.id);
    // Another may have it by now: one that has ended keeps no address.
    if (![...containers.values()].some(({ address }) => address === container.address)) places.free(container.address);
    // What follows its log has not yet read its last words.
    setTimeout(() => rmSync(container.folder, { recursive: true, force: true }), KEEP_LOG_MS).unref();
  }

  return {
    create,
    find,
    start,
    stop,
    kill,
    ended,
    remove,
    list: (): readonly Container[] => [...containers.values()],
    hasImage: (name: string) => imageOf(name) !== undefined,
    exec: (container: Container, command: readonly string[]): Promise<ExecResult> =>
      container.runs.exec?.(container, command) ??
      Promise.resolve({ exitCode: 127, output: `Nothing can be run in a container of ${container.image}.` }),
    volumes: {
      create: (name: string) => void mkdirSync(volume(name), { recursive: true, mode: 0o755 }),
      has: (name: string) => existsSync(volume(name)),
      remove: (name: string) => rmSync(volume(name), { recursive: true, force: true }),
    },
    /** Ends every process at once; the longest is waited for. */
    close: (seconds: number) => {
      clearInterval(memory);
      return Promise.all([...containers.values()].map((container) => stop(container, seconds)));
    },
  };
}
