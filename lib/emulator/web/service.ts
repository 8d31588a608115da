/** Starts and stops the engine of one emulator: a process beside it, and those that it has started. */
import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import { installBeside } from '../python.ts';
import { isRunning, type ProcessIdentity, processOf, signalGroup, sweep } from './containers/processes.ts';

/** Of what MiniStack needs to speak to an engine. */
export const ENGINE_REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

export const SERVICE_OPTIONS = 'CERTLAB_ENGINE';
export const PROCESSES_FILE = 'processes.json';
/**
 * Tests shorten with it what takes minutes on AWS and here: metrics of balancers, scaling, and the intervals of health checks
 * and the TTLs of names.
 */
export const SPEED = 'CERTLAB_SPEED';
const MOST_SPEED = 60;
/** Set to 1, it has Linux do as where loopback has one address (network/places.ts): to try it. Tasks have it too (network/names.mjs). */
export const ONE_LOOPBACK = 'CERTLAB_ONE_LOOPBACK';
const READY_FILE = 'ready.json';
const START_SECONDS = 20;
const STOP_SECONDS = 15;

export interface ServiceOptions {
  /** Of the engine alone: its socket, images, volumes and logs. */
  readonly folder: string;
  /** `http://localhost:<port>` of the emulator. */
  readonly endpoint: string;
  readonly emulator: ProcessIdentity;
  /** How many minutes of metrics and scaling pass in one. */
  readonly speed: number;
  /** Whether 127.0.0.1 is all that loopback has. */
  readonly oneLoopback: boolean;
}

interface Ready extends ProcessIdentity {
  /** Where the engine tells its listeners, targets and containers. */
  readonly url: string;
}

/** @throws LabError `ProcessesDidNotStart` for what is no number from 1 to 60 */
export function speedOf(text: string | undefined): number {
  const speed = Number(text ?? 1);
  if (speed >= 1 && speed <= MOST_SPEED) return speed;
  throw new LabError(
    'ProcessesDidNotStart',
    `${SPEED} is ${JSON.stringify(text)}, and has to be a number from 1 to ${MOST_SPEED}: how many minutes of scaling pass in one. Leave it out for AWS's own times.`,
  );
}

/** Whether 127.0.0.1 is all that loopback has. */
export const hasOneLoopback = (env: NodeJS.ProcessEnv = process.env, system = process.platform): boolean =>
  system !== 'linux' || env[ONE_LOOPBACK] === '1';

export const socketOf = (folder: string) => join(folder, 'engine.sock');
export const engineLog = (folder: string) => join(folder, 'engine.log');

/**
 * A folder for the engine of an emulator that is about to start. Not in the lab's state: the path of a socket is short,
 * and a user who owns nothing else has to come to the databases in it.
 */
export function newEngineFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certlab-'));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  return folder;
}

/** Written by the engine once it answers. */
export function tellReady(folder: string, url: string): void {
  const ready: Ready = { ...(processOf(process.pid) as ProcessIdentity), url };
  writeFileSync(join(folder, `${READY_FILE}.new`), JSON.stringify(ready));
  renameSync(join(folder, `${READY_FILE}.new`), join(folder, READY_FILE));
}

/** The engine that runs in this folder, if one does. */
export function runningEngine(folder: string): Ready | undefined {
  try {
    const ready: Ready = JSON.parse(readFileSync(join(folder, READY_FILE), 'utf8'));
    return isRunning(ready) ? ready : undefined;
  } catch {
    return undefined;
  }
}

/** Where the balancers of an emulator answer on this machine, by the DNS name that AWS would give each. */
export async function balancersOf(engineFolder: string | undefined): Promise<ReadonlyMap<string, string>> {
  const engine = engineFolder === undefined ? undefined : runningEngine(engineFolder);
  if (!engine) return new Map();
  const listeners = (await (await fetch(`${engine.url}/listeners`)).json()) as { dnsName: string; url: string }[];
  return new Map(listeners.map(({ dnsName, url }) => [dnsName, `${url}/`]));
}

/** Where the balancer answers that a name of the emulator's Route 53 leads to, as `http://localhost:<port>`; undefined without one. */
export async function balancerOfName(engineFolder: string | undefined, name: string): Promise<string | undefined> {
  const engine = engineFolder === undefined ? undefined : runningEngine(engineFolder);
  if (!engine) return undefined;
  const told = async (what: string) => (await fetch(`${engine.url}/${what}`)).json();
  const answer = (await told(`dns/${name}`)) as { readonly values: readonly string[] } | null;
  const listeners = (await told('listeners')) as readonly { readonly address: string; readonly url: string }[];
  return listeners.find(({ address }) => answer?.values.includes(address))?.url;
}

/**
 * Starts the engine of an emulator, which must have been started with its socket, and waits until it answers.
 * @returns where it answers
 * @throws LabError `ProcessesDidNotStart`, or as {@link installBeside}
 */
export async function startEngine({
  folder,
  endpoint,
  emulatorPid,
}: {
  readonly folder: string;
  readonly endpoint: string;
  readonly emulatorPid: number;
}): Promise<{ readonly url: string }> {
  const running = runningEngine(folder);
  if (running) return running;
  if (process.platform === 'win32') {
    throw new LabError(
      'ProcessesDidNotStart',
      'Containers run as processes on Linux and macOS: Windows has no groups of processes, which end as one. Use WSL 2.',
    );
  }
  await installBeside(ENGINE_REQUIREMENTS);
  const emulator = processOf(emulatorPid);
  if (!emulator) throw new LabError('EmulatorNotRunning', 'The emulator has ended. Start it with `lab up`.');
  const options: ServiceOptions = {
    folder,
    endpoint,
    emulator,
    speed: speedOf(process.env[SPEED]),
    oneLoopback: hasOneLoopback(),
  };
  const log = openSync(engineLog(folder), 'a');
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'main.ts')], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', [SERVICE_OPTIONS]: JSON.stringify(options) },
  });
  closeSync(log);
  child.unref();
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code) => (ended = `it ended with ${code}`));
  const ready = await until(async () => runningEngine(folder) !== undefined || ended !== undefined, START_SECONDS, 50);
  child.removeAllListeners();
  const started = runningEngine(folder);
  if (started) return started;
  if (child.pid) signalGroup(child.pid, 'SIGKILL');
  throw new LabError(
    'ProcessesDidNotStart',
    `The engine that runs containers as processes did not start: ${ended ?? (ready ? 'it is gone' : 'it gave no sign of life')}. Its log is ${engineLog(folder)}.`,
  );
}

/** Stops the engine and everything that it has started, orderly or not, and removes its folder. */
export async function stopEngine(folder: string): Promise<void> {
  const running = runningEngine(folder);
  if (running) {
    process.kill(running.pid, 'SIGTERM');
    const ended = await until(async () => !isRunning(running), STOP_SECONDS, 50);
    if (!ended) signalGroup(running.pid, 'SIGKILL');
  }
  sweep(join(folder, PROCESSES_FILE));
  rmSync(folder, { recursive: true, force: true });
}
