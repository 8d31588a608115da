/** Output in the multiplexed form of the Docker Engine API: eight bytes of head, and what was written. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Container } from './container.ts';
import type { Engine } from './engine.ts';

export const RAW_STREAM = 'application/vnd.docker.raw-stream';
const STDOUT = 1;
const LOG_EVERY_MS = 200;

/** One frame of standard output. */
export function frame(data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head[0] = STDOUT;
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

/** What was written to a log from this byte on. */
function readFrom(file: string, start: number): Buffer {
  if (!existsSync(file)) return Buffer.alloc(0);
  const descriptor = openSync(file, 'r');
  try {
    const added = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - start));
    return added.subarray(0, readSync(descriptor, added, 0, added.length, start));
  } finally {
    closeSync(descriptor);
  }
}

/** The last lines of a log. */
const lastLines = (log: string, count: number) =>
  log
    .split(/(?<=\n)/)
    .slice(count > 0 ? -count : Number.POSITIVE_INFINITY)
    .join('');

/** The log of a container, and with `follow` what is added to it until it has ended. */
export function sendLogs(
  container: Container,
  response: ServerResponse,
  { follow, tail }: { readonly follow: boolean; readonly tail: string },
): void {
  response.writeHead(200, { 'content-type': RAW_STREAM, connection: 'close' });
  const whole = readFrom(container.logFile, 0);
  const first = tail === 'all' ? whole : Buffer.from(lastLines(whole.toString(), Number(tail)));
  let sent = whole.length;
  if (first.length > 0) response.write(frame(first));
  if (!follow) return void response.end();
  const timer = setInterval(() => {
    // Whether it has ended is asked before its log is read, so that its last words are in it.
    const over = container.status !== 'running';
    const added = readFrom(container.logFile, sent);
    sent += added.length;
    if (added.length > 0) response.write(frame(added));
    if (over) response.end();
  }, LOG_EVERY_MS);
  response.once('close', () => clearInterval(timer));
}

/** The commands that are run in containers, by the id that `POST /containers/<id>/exec` gave. */
export function execs(engine: Engine) {
  const known = new Map<string, { container: Container; command: readonly string[]; exitCode?: number }>();
  return {
    create(container: Container, command: readonly string[]): string {
      const id = randomBytes(32).toString('hex');
      known.set(id, { container, command });
      return id;
    },
    /** Runs it to its end, and says what it wrote; undefined where there is no such command. */
    async start(id: string): Promise<string | undefined> {
      const exec = known.get(id);
      if (!exec) return undefined;
      const { exitCode, output } = await engine.exec(exec.container, exec.command);
      exec.exitCode = exitCode;
      return output;
    },
    state(id: string): { ID: string; Running: boolean; ExitCode: number | null } | undefined {
      const exec = known.get(id);
      return exec && { ID: id, Running: exec.exitCode === undefined, ExitCode: exec.exitCode ?? null };
    },
  };
}
