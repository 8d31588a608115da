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

interface Finding {
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

function optional(what: string, program: string, args: readonly string[], wanted: string): Finding {
  const version = versionOf(program, args);
  return { what, state: version ? 'ok' : 'optional', detail: version ?? wanted };
}

function awsCli(): Finding {
  const version = awsCliVersion();
  const advice = awsCliAdvice(version);
  const detail = version ?? 'not found; handy with `lab env` (version 2), and nothing needs it';
  return {
    what: 'AWS CLI',
    state: version && !advice ? 'ok' : 'optional',
    detail: advice ? `${version}: ${advice}` : detail,
  };
}

async function examine(lab: Lab): Promise<Finding[]> {
  const node = Number(process.versions.node.split('.')[0]) >= 24;
  const python = await findPython().then(
    ({ program, version }): Finding => ({ what: 'Python', state: 'ok', detail: `${program} ${version}` }),
    (error: Error): Finding => ({ what: 'Python', state: 'missing', detail: error.message }),
  );
  const { bavail, bsize } = statfsSync(lab.stateFolder);
  const free = Math.floor((bavail * bsize) / 1_048_576);
  const emulator = await runningEmulator(lab.stateFolder);
  return [
    {
      what: 'Node',
      state: node ? 'ok' : 'missing',
      detail: node ? process.version : `${process.version}; needs 24: use npm start`,
    },
    python,
    {
      what: 'Emulator packages',
      state: isEmulatorInstalled() ? 'ok' : 'optional',
      detail: isEmulatorInstalled() ? 'installed' : 'not yet; `npm start` installs them',
    },
    {
      what: 'Disk',
      state: free >= NEEDED_MEGABYTES ? 'ok' : 'missing',
      detail: free >= NEEDED_MEGABYTES ? `${free} MB free` : `${free} MB free, needs ${NEEDED_MEGABYTES}: free some`,
    },
    {
      what: 'Emulator',
      state: emulator ? 'ok' : 'optional',
      detail: emulator ? `answers at ${emulator.endpoint}` : 'not running',
    },
    optional('git', 'git', ['--version'], 'not found; only `lab rehearse` needs it'),
    awsCli(),
    optional('valgrind', 'valgrind', ['--version'], 'not found; `npm run bench` then counts no instructions'),
  ];
}

/** `lab doctor`: what this machine has and lacks; exits with 1 when something that is needed is missing. */
export function doctorCommand(lab: Lab): Command {
  return new Command('doctor')
    .description('what this machine has and lacks for the lab')
    .addOption(jsonOption())
    .action((options: { json?: boolean }) =>
      runToExit(async () => {
        const findings = await examine(lab);
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
