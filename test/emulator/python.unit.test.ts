import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as Python from '../../lib/emulator/python.ts';
import { repository } from '../../lib/repository.ts';

let clone: string;
let bin: string;
let python: typeof Python;
const path = process.env.PATH;

/** A clone of its own, since the virtual environment is made inside it, and a path with nothing but what a test puts there. */
beforeEach(async () => {
  clone = mkdtempSync(join(tmpdir(), 'certlab-python-'));
  bin = join(clone, 'bin');
  mkdirSync(bin);
  writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
  for (const file of [
    'lib/emulator/python.ts',
    'lib/emulator/requirements.txt',
    'lib/errors.ts',
    'lib/repository.ts',
  ]) {
    cpSync(join(repository, file), join(clone, file));
  }
  python = await import(join(clone, 'lib/emulator/python.ts'));
  process.env.PATH = bin;
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(clone, { recursive: true });
});

/** A program of the name given, which runs this shell script. */
function program(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** Answers the lab's question as a Python of this version does, with its `venv` module or without. */
const answering = (version: string, venv = true) =>
  venv ? `echo ${version}; echo venv` : `echo ${version}; echo "No module named 'ensurepip'" >&2; exit 1`;

describe('the search for a Python', () => {
  it('takes python3 where it is recent and has its venv module', async () => {
    program('python3', answering('3 12'));

    expect(await python.findPython()).toEqual({ program: 'python3', version: '3.12' });
  });

  it('takes a newer one of another name where python3 will not do', async () => {
    program('python3', answering('3 8'));
    program('python3.13', answering('3 13', false));
    program('python3.11', answering('3 11'));

    expect(await python.findPython()).toEqual({ program: 'python3.11', version: '3.11' });
  });

  it('takes the oldest that is still good enough', async () => {
    program('python3', answering('3 10'));

    expect(await python.findPython()).toMatchObject({ version: '3.10' });
  });

  it('refuses a machine without any, and says which to install', async () => {
    await expect(python.findPython()).rejects.toMatchObject({
      code: 'PythonMissing',
      message: expect.stringMatching(/3\.10 or newer.*install it/i),
    });
  });

  it('refuses a program of that name that is no Python', async () => {
    program('python3', 'echo "Python was not found; run without arguments to install"; exit 9');

    await expect(python.findPython()).rejects.toMatchObject({ code: 'PythonMissing' });
  });

  it('refuses one that is too old, and says which one it saw and which it needs', async () => {
    program('python3', answering('3 8'));

    await expect(python.findPython()).rejects.toMatchObject({
      code: 'PythonTooOld',
      message: expect.stringMatching(/3\.8.*Install Python 3\.10 or newer/),
    });
  });

  it('refuses one without its venv module, and says what to install', async () => {
    program('python3', answering('3 12', false));

    await expect(python.findPython()).rejects.toMatchObject({
      code: 'PythonVenvMissing',
      message: expect.stringMatching(/python3 has no venv module.*apt install python3-venv/),
    });
  });
});

describe('the installation', () => {
  /** A Python whose virtual environments hold a pip that runs this script. */
  function pythonWithPip(script: string): void {
    symlinkSync('/bin/mkdir', join(bin, 'mkdir'));
    symlinkSync('/bin/cp', join(bin, 'cp'));
    program('pip-of-the-venv', script);
    const makeVenv = `mkdir -p "$3/bin"; cp "${join(bin, 'pip-of-the-venv')}" "$3/bin/python"`;
    program('python3', `[ "$1" = -c ] && { ${answering('3 12')}; exit; }; ${makeVenv}`);
  }

  it('is whole once pip is done, and is not done again', async () => {
    pythonWithPip('exit 0');
    expect(python.isEmulatorInstalled()).toBe(false);

    await python.installEmulator();
    expect(python.isEmulatorInstalled()).toBe(true);

    rmSync(join(bin, 'python3'));
    await python.installEmulator();
  });

  it('is repeated when the requirements have changed', async () => {
    pythonWithPip('exit 0');
    await python.installEmulator();

    writeFileSync(join(clone, 'lib/emulator/requirements.txt'), 'ministack==9.9.9\n');

    expect(python.isEmulatorInstalled()).toBe(false);
  });

  it('takes what else a test needs beside it, once for each list of pins', async () => {
    const ran = join(clone, 'ran');
    pythonWithPip(`[ "$1" = -c ] || echo "$7" >> "${ran}"`);
    const pins = join(clone, 'tool.requirements.txt');
    writeFileSync(pins, 'tool==1\n');

    await python.installBeside(pins);
    await python.installBeside(pins);
    expect(readFileSync(ran, 'utf8').trim().split('\n')).toEqual([expect.stringMatching(/lib.emulator/), pins]);

    writeFileSync(pins, 'tool==2\n');
    await python.installBeside(pins);
    expect(readFileSync(ran, 'utf8').match(/tool\.requirements/g)).toHaveLength(2);
  });

  it("is the lab's own, whatever the user's Python and pip are told: all but how to reach an index", async () => {
    // The real Python, but for making the environment (slow) and for installing, which only notes what it is told.
    const real = join(repository, '.certlab/venv/bin/python');
    const usable = existsSync(real)
      ? real
      : execFileSync('sh', ['-c', 'command -v python3'], { env: { PATH: path }, encoding: 'utf8' }).trim();
    const noted = join(clone, 'noted');
    pythonWithPip(`[ "$1" = -c ] && exec "${usable}" "$@"; /usr/bin/env > "${noted}"`);
    const elsewhere = join(clone, 'elsewhere');
    const configured = ['user = true', `target = ${elsewhere}`, 'dry-run = true', 'require-hashes = true'];
    const index = ['index-url = https://pypi.example/simple', `find-links =\n    ${clone}/one\n    ${clone}/two`];
    writeFileSync(join(clone, 'pip.conf'), ['[global]', ...configured, ...index].join('\n'));
    const own = { ...process.env };
    Object.assign(process.env, {
      PIP_CONFIG_FILE: join(clone, 'pip.conf'),
      ...{ PIP_USER: '1', PIP_PREFIX: elsewhere, PIP_REQUIRE_VIRTUALENV: 'true', PIP_RETRIES: '7' },
      ...{ PYTHONHOME: elsewhere, PYTHONPATH: elsewhere, PYTHONUSERBASE: elsewhere, VIRTUAL_ENV: elsewhere },
    });
    delete process.env.PIP_FIND_LINKS;
    delete process.env.PIP_INDEX_URL;
    try {
      await python.installEmulator();
    } finally {
      process.env = own;
    }
    const said = readFileSync(noted, 'utf8');
    expect(said).not.toMatch(/^(PYTHON|VIRTUAL_ENV|PIP_(USER|PREFIX|TARGET|DRY_RUN|REQUIRE))/m);
    expect(said).toContain('PIP_INDEX_URL=https://pypi.example/simple\n');
    expect(said).toContain(`PIP_FIND_LINKS=\n${clone}/one\n${clone}/two\n`);
    expect(said).toContain('PIP_RETRIES=7\n');
    expect(said).toContain('PIP_CONFIG_FILE=/dev/null\n');
  });

  it.each([
    ['DiskFull', 'ERROR: Could not install packages: [Errno 28] No space left on device', /Free about \d+ MB/],
    ['PackagesUnreachable', 'Failed to establish a new connection: Name or service not known', /network or the proxy/],
    ['EmulatorNotInstalled', 'error: metadata-generation-failed', /metadata-generation-failed/],
  ])('that fails leaves nothing half-made, and says why: %s', async (code, output, advice) => {
    pythonWithPip(`echo "${output}" >&2; exit 1`);

    await expect(python.installEmulator()).rejects.toMatchObject({ code, message: expect.stringMatching(advice) });

    expect(python.isEmulatorInstalled()).toBe(false);
    expect(existsSync(join(clone, '.certlab/venv'))).toBe(false);
  });
});
