/** Faults from outside: a proxy that throttles, resets and cuts off replies, and workers that are killed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../../../lib/emulator/environment.ts';
import { VENV } from '../../../lib/emulator/python.ts';

/** One rule of microburst; the first that fires is the one that counts. */
export interface FaultRule {
  readonly service: string;
  readonly operation?: string;
  readonly probability?: number;
  /** In place of a probability: so many fail, then so many pass, and again. */
  readonly sequence?: { readonly fail: number; readonly pass: number };
  readonly error?: { readonly code: string };
  readonly reset?: true;
  readonly response?: { readonly abort_frac: number };
  /** Milliseconds. */
  readonly latency?: number;
  /** A JMESPath expression over the request; what it is true for is meant. */
  readonly body?: string;
}

const on = { service: 'dynamodb', operation: 'TransactWriteItems' } as const;
export const THROTTLE = { ...on, error: { code: 'ProvisionedThroughputExceededException' } } as const;
export const RESET = { ...on, reset: true } as const;
/** The request goes through and is committed; its reply breaks off in the middle. */
export const CUT_REPLY = { ...on, response: { abort_frac: 0.3 } } as const;

/** What comes through the proxy is signed as the emulator's root, so permissions are not what it can test. */
const RESIGN_AS = {
  AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
  AWS_REGION: EMULATOR_REGION,
};

/** Its standard input ends when this process does, however that happens: no proxy is left behind. */
const ENDS_WITH_ITS_PARENT =
  'import os, random, sys, threading; ' +
  'threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()';

/** microburst in front of the emulator, its dice thrown from a seed. */
export class FaultProxy {
  readonly endpoint: string;
  readonly #process: ChildProcess;

  private constructor(endpoint: string, process: ChildProcess) {
    this.endpoint = endpoint;
    this.#process = process;
  }

  static async start(upstream: string, seed: number): Promise<FaultProxy> {
    const port = await freePort();
    const program = `${ENDS_WITH_ITS_PARENT}; random.seed(int(sys.argv.pop(1))); from microburst.cli import main; main()`;
    const child = spawn(
      VENV.python,
      // A signature names the host that was spoken to, so the proxy has to sign again for the one behind it.
      ['-c', program, String(seed), '--upstream', upstream, '--port', String(port), '--resign'],
      { stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, ...RESIGN_AS } },
    );
    const proxy = new FaultProxy(`http://localhost:${port}`, child);
    for (let attempt = 0; ; attempt++) {
      const healthy = await fetch(`${proxy.endpoint}/_microburst/health`).catch(() => undefined);
      if (healthy?.ok) return proxy;
      if (attempt === 100) throw new Error('The fault proxy did not start.');
      await sleep(100);
    }
  }

  /** From now on these rules hold, and no other; their counts begin at zero. */
  async set(rules: readonly FaultRule[]): Promise<void> {
    await fetch(`${this.endpoint}/_microburst/rules`, { method: 'POST', body: JSON.stringify(rules) });
  }

  /** How often each rule fired, in the order they were given. */
  async fired(): Promise<readonly number[]> {
    const rules = await (await fetch(`${this.endpoint}/_microburst/rules`)).json();
    return (rules as { fired_count: number }[]).map(({ fired_count }) => fired_count);
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}

/** The processes in which the emulator runs this function: its children, told apart by the folder they run in. */
export function workersOf(emulatorPid: number, functionName: string): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === emulatorPid && args.join(' ').includes(`-${functionName}-`))
    .map(([pid]) => Number(pid));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
