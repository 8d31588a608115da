import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { Command } from 'commander';
import { runningEmulator } from '../../emulator/emulator.ts';
import { findPython, isEmulatorInstalled } from '../../emulator/python.ts';
import { awsCliAdvice, awsCliVersion } from '../aws/aws-cli.ts';
import type { Lab } from '../lab.ts';
import { EXIT, printJson, runToExit } from '../terminal/output.ts';
import { MARKS } from '../terminal/screen.ts';
import { printTable } from '../terminal/table.ts';
import { jsonOption } from './shared-options.ts';

/** What was found on a machine, before anybody judges it. */
export interface Machine {
  /** As `process.version` writes it: `v24.1.0`. */
  readonly node: string;
  /** As `process.platform`. */
  readonly system: NodeJS.Platform;
  readonly python: { readonly program: string; readonly version: string } | Error;
  readonly emulatorInstalled: boolean;
  /** Of the disk that has the lab's state, in MB of 2^20 bytes. */
  readonly freeMegabytes: number;
  /** The address of the emulator that runs. */
  readonly emulator?: string;
  /** What each program says of its version; undefined where there is none. */
  readonly git?: string;
  readonly awsCli?: string;
  readonly valgrind?: string;
}

export interface Finding {
  readonly what: string;
  /** `missing` stops the lab; `optional` is something it does without. */
  readonly state: 'ok' | 'missing' | 'optional';
  readonly detail: string;
}

/** What is optional is no fault, and is not coloured like one. */
const STATE = {
  ok: () => `${MARKS.ok()} ok`,
  missing: () => `${MARKS['not-ok']()} missing`,
  optional: () => '  optional',
} as const;

const NEEDED_MEGABYTES = 500;

function versionOf(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .split('\n')[0]
      ?.trim();
  } catch {
    return undefined;
  }
}

function optional(what: string, version: string | undefined, wanted: string): Finding {
  return { what, state: version ? 'ok' : 'optional', detail: version ?? wanted };
}

function awsCli(version: string | undefined): Finding {
  const advice = awsCliAdvice(version);
  if (advice) return { what: 'AWS CLI', state: 'optional', detail: `${version}: ${advice}` };
  return optional('AWS CLI', version, 'not found; handy with `lab env` (version 2), and nothing needs it');
}

/** What runs tasks, databases and caches (lib/emulator/web), and so the projects that have them. */
function containers(system: NodeJS.Platform): Finding {
  const detail =
    system === 'linux'
      ? 'run as processes'
      : system === 'win32'
        ? 'run on Linux and macOS: use WSL 2 for the web application and for disaster recovery'
        : 'run as processes at ports of 127.0.0.1: not tried on this system (docs/emulator-web.md)';
  return { what: 'Containers', state: system === 'linux' ? 'ok' : 'optional', detail };
}

/** What the lab has to say of a machine. */
export function findingsOf(machine: Machine): Finding[] {
  const { node, system, python, emulatorInstalled, freeMegabytes: free, emulator } = machine;
  const nodeWillDo = Number(/^v(\d+)\./.exec(node)?.[1]) >= 24;
  return [
    {
      what: 'Node',
      state: nodeWillDo ? 'ok' : 'missing',
      detail: nodeWillDo ? node : `${node}; needs 24: use npm start`,
    },
    python instanceof Error
      ? { what: 'Python', state: 'missing', detail: python.message }
      : { what: 'Python', state: 'ok', detail: `${python.program} ${python.version}` },
    optional('Emulator packages', emulatorInstalled ? 'installed' : undefined, 'not yet; `npm start` installs them'),
    {
      what: 'Disk',
      state: free >= NEEDED_MEGABYTES ? 'ok' : 'missing',
      detail: free >= NEEDED_MEGABYTES ? `${free} MB free` : `${free} MB free, needs ${NEEDED_MEGABYTES}: free some`,
    },
    optional('Emulator', emulator && `answers at ${emulator}`, 'not running'),
    containers(system),
    optional('git', machine.git, 'not found; only `lab rehearse` needs it'),
    awsCli(machine.awsCli),
    optional('valgrind', machine.valgrind, 'not found; `npm run bench` then counts no instructions'),
  ];
}

async function examine({ stateFolder }: Lab): Promise<Machine> {
  const { bavail, bsize } = statfsSync(stateFolder);
  return {
    node: process.version,
    system: process.platform,
    python: await findPython().catch((error: Error) => error),
    emulatorInstalled: isEmulatorInstalled(),
    freeMegabytes: Math.floor((bavail * bsize) / 1_048_576),
    emulator: (await runningEmulator(stateFolder))?.endpoint,
    git: versionOf('git', ['--version']),
    awsCli: awsCliVersion(),
    valgrind: versionOf('valgrind', ['--version']),
  };
}

/** `lab doctor`: what this machine has and lacks; exits with 1 when something that is needed is missing. */
export function doctorCommand(lab: Lab): Command {
  return new Command('doctor')
    .description('what this machine has and lacks for the lab')
    .addOption(jsonOption())
    .action((options: { json?: boolean }) =>
      runToExit(async () => {
        const findings = findingsOf(await examine(lab));
        if (options.json) printJson({ findings });
        else
          printTable(
            ['', 'what', 'detail'],
            findings.map(({ what, state, detail }) => [STATE[state](), what, detail]),
          );
        return findings.some(({ state }) => state === 'missing') ? EXIT.failed : undefined;
      }, options.json ?? false),
    );
}
