/**
 * Starts and stops the local AWS of this clone: one MiniStack process on loopback, known by a file in the state folder.
 * Two clones, or a test run beside `npm start`, each have a state folder and so an emulator of their own.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.ts';
import { repository } from '../repository.ts';
import { EMULATOR_ACCOUNT } from '../target.ts';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from './environment.ts';
import { bucketsUrl } from './local-url.ts';
import { VENV } from './python.ts';
import { NETWORK, SELF } from './web/containers/docker-views.ts';
import { newEngineFolder, SPEED, socketOf, speedOf, stopEngine } from './web/service.ts';

/** The port that AWS emulators usually have, so that people's habits and tools find it. */
const USUAL_PORT = 4566;
const START_SECONDS = 30;
const STOP_SECONDS = 3;
const BUSY_SECONDS = 15;

export interface Emulator {
  readonly pid: number;
  readonly port: number;
  /** `http://localhost:<port>`; the name matters, the SDK compares it with the host of queue URLs. */
  readonly endpoint: string;
  readonly logFile: string;
  /** Of this one start: the emulator repeats it in its health report, so that another's on the same port is not ours. */
  readonly identity: string;
  /** Of the engine that runs containers for it (web/service.ts); one that an older version started has none. */
  readonly engineFolder?: string;
}

/** MiniStack, with the guard in front of it; `-B` keeps compiled copies of it out of the repository. */
const FRONT = join(import.meta.dirname, 'front', 'serve.py');

/** In the state folder, where `CERTLAB_NOTE_CALLS` is set: the calls that were held against a policy (front/calls.py). */
export const CALLS_FILE = 'calls.jsonl';

const recordFile = (stateFolder: string) => join(stateFolder, 'emulator.json');

/** What this process started, by state folder, answering yet or not. */
const startedHere = new Map<string, Emulator>();

/** Whether it is this very emulator that answers at its endpoint; undefined when nothing does, or not yet. */
async function answers({ endpoint, identity }: Emulator): Promise<boolean | undefined> {
  try {
    const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return ((await answer.json()) as { edition?: string }).edition === identity;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What was started last for this state folder, running or not. */
function recordedEmulator(stateFolder: string): Emulator | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(stateFolder), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The emulator of this state folder, or undefined when there is none. One that is starting or busy is waited for. */
export async function runningEmulator(stateFolder: string): Promise<Emulator | undefined> {
  const emulator = recordedEmulator(stateFolder);
  if (!emulator) return undefined;
  const deadline = Date.now() + BUSY_SECONDS * 1_000;
  for (;;) {
    const ours = await answers(emulator);
    if (ours) return emulator;
    // An answer of another emulator, or a process that is gone, will not become ours by waiting.
    if (ours === false || !isAlive(emulator.pid) || Date.now() > deadline) return undefined;
    await sleep(100);
  }
}

/** Free on both addresses of `localhost`: a program on the other one would get what is meant for the emulator. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    const taken = await new Promise((resolve) => {
      const server = createServer()
        .once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE'))
        .once('listening', () => server.close(() => resolve(false)))
        .listen(port, host);
    });
    if (taken) return false;
  }
  return true;
}

async function freePort(): Promise<number> {
  if (await isFree(USUAL_PORT)) return USUAL_PORT;
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
  });
}

/**
 * Starts an emulator that goes on when this process ends, and waits until it answers.
 * @param wantedPort a port that must be used; without it the usual one, or any free one
 * @throws LabError `PortTaken` or `EmulatorDidNotStart`
 */
export async function startEmulator(stateFolder: string, wantedPort?: number): Promise<Emulator> {
  if (wantedPort !== undefined && !(await isFree(wantedPort))) {
    throw new LabError(
      'PortTaken',
      `Port ${wantedPort} is taken by another program. Choose another with --port, or leave it out to get a free one.`,
    );
  }
  if (wantedPort !== undefined) return startOn(stateFolder, wantedPort);
  const port = await freePort();
  try {
    return await startOn(stateFolder, port);
  } catch (error) {
    // Another lab may have taken the port after it was found free: the next one found is another.
    if (await isFree(port)) throw error;
    return startOn(stateFolder, await freePort());
  }
}

async function startOn(stateFolder: string, port: number): Promise<Emulator> {
  const endpoint = `http://localhost:${port}`;
  const scratch = join(stateFolder, 'tmp');
  mkdirSync(scratch, { recursive: true });
  // Functions are unpacked below this: without it their `index.js` would be ES modules, after the repository's package.json.
  writeFileSync(join(scratch, 'package.json'), '{}');
  const logFile = join(stateFolder, 'emulator.log');
  const log = openSync(logFile, 'w');
  const identity = `certlab-${randomUUID()}`;
  // An emulator that was killed may have left its engine. One that cannot be stopped does not keep a new one from starting.
  const left = recordedEmulator(stateFolder)?.engineFolder;
  if (left) await stopEngine(left).catch(() => {});
  const engineFolder = newEngineFolder();
  const child = spawn(VENV.python, ['-B', FRONT], {
    cwd: scratch,
    // A process group of its own: Ctrl-C in the terminal must reach the lab, which then stops things in order.
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      // Its functions run on the first `node` of the path, which has to be the Node of Lambda.
      PATH: [join(repository, 'node_modules', '.bin'), VENV.bin, process.env.PATH ?? ''].join(delimiter),
      // The CDK's own custom-resource handlers expect the SDK that the Lambda runtime brings.
      NODE_PATH: join(repository, 'node_modules'),
      HOME: scratch,
      TMPDIR: scratch,
      // Its own default is in /tmp, where another user could put the key that signs Cognito's tokens.
      STATE_DIR: join(scratch, 'state'),
      S3_DATA_DIR: join(scratch, 's3'),
      LANG: 'C.UTF-8',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      // Surplus workers of a burst, about 50 MB each, go after a minute and not after five.
      LAMBDA_WARM_TTL_SECONDS: '60',
      // Listeners of services that no project uses; one of them would bind every interface.
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      // Always ours, there or not: without it a Docker of the user's would be found, and containers started in it.
      DOCKER_HOST: `unix://${socketOf(engineFolder)}`,
      ENGINE_FOLDER: engineFolder,
      DOCKER_NETWORK: NETWORK,
      // Its name as a container, by which it asks the engine for its own address.
      HOSTNAME: SELF,
      // A start that the engine's brake holds back is waited for.
      MINISTACK_DOCKER_TIMEOUT: '60',
      // A reader is a server of its own, which follows the writer.
      MINISTACK_RDS_PG_CLUSTER_REPLICATION: '1',
      // Functions inherit these. Queue URLs have this host, and the SDK logs a line per call where its endpoint differs.
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: bucketsUrl(endpoint),
      // The emulator's own wrapper around a function calls `url.parse`; the warning would look like the function's.
      NODE_OPTIONS: '--disable-warning=DEP0169',
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
      // Of what a wait of a workflow takes.
      SFN_WAIT_SCALE: String(1 / speedOf(process.env[SPEED])),
      MINISTACK_REGION: EMULATOR_REGION,
      MINISTACK_ACCOUNT_ID: EMULATOR_ACCOUNT,
      // Only the tests ask for them.
      ...(process.env.CERTLAB_NOTE_CALLS && { CALLS_FILE: join(stateFolder, CALLS_FILE) }),
      // Nothing but its health report reads this.
      MINISTACK_EDITION: identity,
    },
  });
  closeSync(log);
  child.unref();
  const started = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  const emulator: Emulator = { pid: child.pid as number, port, endpoint, logFile, identity, engineFolder };
  if (child.pid) {
    // Written before it answers: a command that stops or starts the lab in between has to find it.
    startedHere.set(stateFolder, emulator);
    writeFileSync(recordFile(stateFolder), JSON.stringify(emulator, null, 2));
  }
  try {
    await Promise.race([untilItAnswers(emulator), started]);
  } catch (cause) {
    if (child.pid) await stopEmulator(stateFolder, emulator);
    throw new LabError(
      'EmulatorDidNotStart',
      `The emulator did not start: ${(cause as Error).message}. Its log is ${logFile}; \`npm run lab -- doctor\` tells what the machine lacks.`,
      { cause },
    );
  }
  child.removeAllListeners();
  return emulator;
}

async function untilItAnswers(emulator: Emulator): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1_000;
  while (Date.now() < deadline) {
    if (await answers(emulator)) return;
    await sleep(100);
  }
  throw new Error(`it gave no sign of life in ${START_SECONDS} seconds`);
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}

/** Stops the emulator, the functions and the containers it runs; nothing else, and nothing when it is gone already. */
export async function stopEmulator(stateFolder: string, emulator: Emulator): Promise<void> {
  // First: the emulator would start again what ends.
  if (emulator.engineFolder) await stopEngine(emulator.engineFolder);
  killGroup(emulator.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_SECONDS * 1_000;
  while (isAlive(emulator.pid) && Date.now() < deadline) await sleep(50);
  // Workers that outlived it are of the same group.
  killGroup(emulator.pid, 'SIGKILL');
  rmSync(recordFile(stateFolder), { force: true });
  startedHere.delete(stateFolder);
}

/** Stops the emulator if it was this process that started it, answering yet or not; says whether it was. */
export async function stopOwnEmulator(stateFolder: string): Promise<boolean> {
  const own = startedHere.get(stateFolder);
  if (own) await stopEmulator(stateFolder, own);
  return own !== undefined;
}
