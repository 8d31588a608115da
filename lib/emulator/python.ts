/** The emulator is a Python program: this makes the virtual environment it runs in, once a clone, in `.certlab/venv`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { basename, join } from 'node:path';
import { LabError } from '../errors.ts';
import { repository } from '../repository.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');
const folder = join(repository, '.certlab', 'venv');
const installed = join(folder, 'requirements.installed');
const OLDEST_PYTHON = [3, 10] as const;

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

async function run(program: string, args: readonly string[], env = ownEnvironment()): Promise<Ran> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  // A program that is not there is an answer like any other.
  return once(child, 'close').then(
    ([code]) => ({ code, output }),
    (error: Error) => ({ code: null, output: error.message }),
  );
}

/**
 * The user's environment without what would lead this Python elsewhere: PYTHONHOME and PYTHONPATH, another virtual
 * environment, and pip's options (PIP_USER, PIP_TARGET, PIP_REQUIRE_VIRTUALENV, …).
 */
function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PYTHON|PIP_|VIRTUAL_ENV|__PYVENV)/.test(name));
  return Object.fromEntries(kept);
}

/** All that pip takes from the user's configuration and environment: how to reach an index, and nothing of what to do. */
const REACH_THE_INDEX = [
  ...['index-url', 'extra-index-url', 'find-links', 'no-index', 'trusted-host', 'proxy', 'cert', 'client-cert'],
  ...['keyring-provider', 'timeout', 'default-timeout', 'retries', 'cache-dir', 'no-cache-dir'],
];

/** Prints those settings as `{"PIP_INDEX_URL": "…"}`, the strongest last. A newer pip keeps them a file at a time. */
const READ_PIP_SETTINGS = `
import json, sys
from pip._internal.configuration import Configuration
def flat(pairs):
    for key, value in pairs:
        if isinstance(value, dict): yield from flat(value.items())
        else: yield key, value
configuration = Configuration(isolated=False)
configuration.load()
found = list(flat(configuration.items()))
settings = {}
for scope in ("global.", "install.", ":env:."):
    for name, value in found:
        if name.startswith(scope) and name[len(scope):] in sys.argv[1:]:
            settings["PIP_" + name[len(scope):].upper().replace("-", "_")] = value
print(json.dumps(settings))
`;

/** The environment for `pip install` in the virtual environment, with only {@link REACH_THE_INDEX} of the user's settings. */
async function pipEnvironment(): Promise<NodeJS.ProcessEnv> {
  const pipVariables = Object.entries(process.env).filter(([name]) => name.startsWith('PIP_'));
  const { output } = await run(VENV.python, ['-c', READ_PIP_SETTINGS, ...REACH_THE_INDEX], {
    ...ownEnvironment(),
    ...Object.fromEntries(pipVariables),
  });
  const settings = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? '{}') as Record<string, string>;
  // pip reads no configuration file at all where this one is named.
  return { ...ownEnvironment(), ...settings, PIP_CONFIG_FILE: devNull };
}

/** The version of a Python on the path, `[major, minor]`, and whether it can make virtual environments. */
async function inspectPython(program: string) {
  const probe = 'import sys; print(*sys.version_info[:2]); import venv, ensurepip; print("venv")';
  const { output } = await run(program, ['-c', probe]);
  const version = /^(\d+) (\d+)$/m.exec(output);
  if (!version) return undefined;
  return { program, version: [Number(version[1]), Number(version[2])] as const, venv: /^venv$/m.test(output) };
}

/**
 * Finds a Python 3.10 or newer with its `venv` module.
 * @throws LabError `PythonMissing`, `PythonTooOld` or `PythonVenvMissing`
 */
export async function findPython(): Promise<{ program: string; version: string }> {
  const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  const found = [];
  for (const candidate of candidates) {
    const python = await inspectPython(candidate);
    if (!python) continue;
    const [major, minor] = python.version;
    const recent = major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
    if (recent && python.venv) return { program: python.program, version: `${major}.${minor}` };
    found.push({ ...python, recent });
  }
  const recent = found.find((python) => python.recent);
  if (recent) {
    throw new LabError(
      'PythonVenvMissing',
      `${recent.program} has no venv module, which the emulator needs. Install it (Debian and Ubuntu: apt install python3-venv) and run the same command again.`,
    );
  }
  const old = found[0];
  if (old) {
    throw new LabError(
      'PythonTooOld',
      `Python ${old.version.join('.')} is too old for the emulator. Install Python ${OLDEST_PYTHON.join('.')} or newer and run the same command again.`,
    );
  }
  throw new LabError(
    'PythonMissing',
    `No Python was found on the path. The emulator needs Python ${OLDEST_PYTHON.join('.')} or newer with its venv module: install it and run the same command again.`,
  );
}

/** The virtual environment of this clone. */
export const VENV = { folder, bin: join(folder, 'bin'), python: join(folder, 'bin', 'python') } as const;

const PIP_INSTALL = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r'];

/** Whether the virtual environment is whole and holds just what `requirements.txt` names. */
export function isEmulatorInstalled(): boolean {
  return existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8');
}

/**
 * Makes the virtual environment, or leaves it alone when it is whole. One that was cut short is replaced.
 * @throws LabError as {@link findPython}, or `DiskFull`, `PackagesUnreachable`, `EmulatorNotInstalled`
 */
export async function installEmulator(): Promise<void> {
  if (isEmulatorInstalled()) return;
  const { program } = await findPython();
  rmSync(folder, { recursive: true, force: true });
  const steps = [
    await run(program, ['-m', 'venv', folder]),
    await run(VENV.python, [...PIP_INSTALL, requirements], await pipEnvironment()),
  ];
  const failed = steps.find(({ code }) => code !== 0);
  if (failed) {
    rmSync(folder, { recursive: true, force: true });
    throw installFailure(failed.output);
  }
  writeFileSync(installed, readFileSync(requirements));
}

/**
 * Installs beside the emulator what this file pins, once. For the tools of tests, which no learner has to wait for.
 * @param pins a requirements file of pip
 * @throws LabError as {@link installEmulator}
 */
export async function installBeside(pins: string): Promise<void> {
  await installEmulator();
  const marker = join(folder, `${basename(pins)}.installed`);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === readFileSync(pins, 'utf8')) return;
  const { code, output } = await run(VENV.python, [...PIP_INSTALL, pins], await pipEnvironment());
  if (code !== 0) throw installFailure(output);
  writeFileSync(marker, readFileSync(pins));
}

function installFailure(output: string): LabError {
  if (/No space left|Errno 28/.test(output)) {
    return new LabError('DiskFull', 'The disk is full. Free about 200 MB and run the same command again.');
  }
  if (/Connection|resolve|timed out|Max retries|No matching distribution/i.test(output)) {
    return new LabError(
      'PackagesUnreachable',
      'The Python package index could not be reached, so the emulator is not installed. Check the network or the proxy settings of pip, then run the same command again.',
    );
  }
  return new LabError(
    'EmulatorNotInstalled',
    `The emulator could not be installed. pip said: ${output.trim().slice(-600)}`,
  );
}
