/** What a container is where there are none: plain processes of this machine, at an address of their own. */
import type { ChildProcess } from 'node:child_process';
import type { At } from '../network/places.ts';

/** What `POST /containers/create` asks for, of what matters to a process. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** `NAME=value`, as the Docker Engine API has them. */
  readonly env: readonly string[];
  readonly cmd: readonly string[];
  readonly entrypoint: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** `volume:/path:rw`. */
  readonly binds: readonly string[];
  /** Bytes that it may hold. @default any number */
  readonly memory?: number;
}

export interface Container extends ContainerSpec {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly region: string;
  /** One letter: `a` of us-east-1a. */
  readonly zone: string;
  /** An address of loopback, which no other container of this machine has. */
  readonly address: string;
  /** Where on this machine it listens as a port of its address (../network/places.ts). */
  readonly give: (port: number) => Promise<At>;
  /** Where it is reached; undefined where it has not listened yet. */
  readonly find: (port: number) => At | undefined;
  /** Of its own, and gone with it. */
  readonly folder: string;
  /** Where what it keeps is kept: its named volume, or its own folder. */
  readonly data: string;
  readonly logFile: string;
  readonly runs: Image;
  status: 'created' | 'running' | 'exited';
  /** 128 and the signal's number where a signal ended it, as a shell and Docker count. */
  exitCode: number;
  /** It held more than it may, and was killed for it. */
  oomKilled: boolean;
  /** ISO 8601, empty before. */
  startedAt: string;
  finishedAt: string;
  process?: ChildProcess;
  /** What its process was started with. */
  environment?: NodeJS.ProcessEnv;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly output: string;
}

/** How containers of an image are run as processes. */
export interface Image {
  /** The process, in a group of its own. It listens where the container is given a place. */
  readonly start: (container: Container, environment: NodeJS.ProcessEnv) => Promise<ChildProcess>;
  /** The signal that asks its process to end: `SIGTERM` unless the program has another. @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
  /** Runs a command in the container. An image without it refuses them. */
  readonly exec?: (container: Container, command: readonly string[]) => Promise<ExecResult>;
}

/** `['A=1', 'B=x=y']` → `{ A: '1', B: 'x=y' }`. */
export const environmentOf = (env: readonly string[]): Record<string, string> =>
  Object.fromEntries(env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
