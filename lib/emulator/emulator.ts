/**
 * Starts and stops the local AWS of this clone: one MiniStack process on loopback, known by a file in the state folder.
 * Two clones, or a test run beside `npm start`, each have a state folder and so an emulator of their own.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../lab/errors.ts';
import { EMULATOR_ACCOUNT, EMULATOR_CREDENTIALS, EMULATOR_REGION } from './environment.ts';
import { VENV } from './python.ts';

const repository = join(import.meta.dirname, '..', '..');
/** The port that AWS emulators usually have, so that people's habits and tools find it. */
const USUAL_PORT = 4566;
const START_SECONDS = 30;
const STOP_SECONDS = 10;

export interface Emulator {
  readonly pid: number;
  readonly port: number;
  /** `http://localhost:<port>`; the name matters, the SDK compares it with the host of queue URLs. */
  readonly endpoint: string;
  readonly logFile: string;
}

const recordFile = (stateFolder: string) => join(stateFolder, 'emulator.json');

async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  } catch {
    return false;
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

/** The emulator of this state folder, or undefined when none answers. */
export async function runningEmulator(stateFolder: string): Promise<Emulator | undefined> {
  let emulator: Emulator;
  try {
    emulator = JSON.parse(readFileSync(recordFile(stateFolder), 'utf8'));
  } catch {
    return undefined;
  }
  return isAlive(emulator.pid) && (await isHealthy(emulator.endpoint)) ? emulator : undefined;
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => server.close(() => resolve(true)))
      .listen(port, '127.0.0.1');
  });
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
  const port = wantedPort ?? (await freePort());
  const endpoint = `http://localhost:${port}`;
  const scratch = join(stateFolder, 'tmp');
  mkdirSync(scratch, { recursive: true });
  // Functions are unpacked below this: without it their `index.js` would be ES modules, after the repository's package.json.
  writeFileSync(join(scratch, 'package.json'), '{}');
  const logFile = join(stateFolder, 'emulator.log');
  const log = openSync(logFile, 'w');
  const child = spawn(VENV.python, ['-m', 'ministack'], {
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
      LANG: 'C.UTF-8',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      // Listeners of services that no project uses; one of them would bind every interface.
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
      MINISTACK_REGION: EMULATOR_REGION,
      MINISTACK_ACCOUNT_ID: EMULATOR_ACCOUNT,
    },
  });
  child.unref();
  const started = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  try {
    await Promise.race([untilHealthy(endpoint), started]);
  } catch (cause) {
    if (child.pid) killGroup(child.pid, 'SIGKILL');
    throw new LabError(
      'EmulatorDidNotStart',
      `The emulator did not start: ${(cause as Error).message}. Its log is ${logFile}; \`npm run lab -- doctor\` tells what the machine lacks.`,
      { cause },
    );
  }
  child.removeAllListeners();
  const emulator: Emulator = { pid: child.pid as number, port, endpoint, logFile };
  writeFileSync(recordFile(stateFolder), JSON.stringify(emulator, null, 2));
  return emulator;
}

async function untilHealthy(endpoint: string): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1_000;
  while (Date.now() < deadline) {
    if (await isHealthy(endpoint)) return;
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

/** Stops the emulator and the functions it runs; nothing else, and nothing when it is gone already. */
export async function stopEmulator(stateFolder: string, emulator: Emulator): Promise<void> {
  killGroup(emulator.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_SECONDS * 1_000;
  while (isAlive(emulator.pid) && Date.now() < deadline) await sleep(50);
  // Workers that outlived it are of the same group.
  killGroup(emulator.pid, 'SIGKILL');
  rmSync(recordFile(stateFolder), { force: true });
}
