/** `npm start` on a bare clone: bin/bootstrap.mjs in a folder of its own, with an npm that does what each test says. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';

const LOCK = {
  packages: {
    '': { name: 'certlab', version: '0.1.0' },
    'node_modules/commander': { version: '14.0.3' },
    'node_modules/@esbuild/other-platform': { version: '0.28.2', optional: true },
  },
};

let clone: string;
const inClone = (...path: string[]) => join(clone, ...path);

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'certlab-bootstrap-'));
  mkdirSync(inClone('bin'));
  cpSync(join(repository, 'bin/bootstrap.mjs'), inClone('bin/bootstrap.mjs'));
  writeFileSync(inClone('package-lock.json'), JSON.stringify(LOCK));
  writeFileSync(inClone('bin/say.ts'), 'const said: string = process.argv.slice(2).join(" "); console.log(said);');
  npmThat(`install(${JSON.stringify(LOCK)})`);
});
afterEach(() => rmSync(clone, { recursive: true }));

/** What `npm ci` leaves behind: its own record of what it installed, and the Node that the scripts run on. */
function install(lock: object, withNode = true): void {
  mkdirSync(inClone('node_modules/.bin'), { recursive: true });
  writeFileSync(inClone('node_modules/.package-lock.json'), JSON.stringify(lock));
  if (withNode) symlinkSync(process.execPath, inClone('node_modules/.bin/node'));
}

/** An npm that writes down how it was called, and then does this; `install(lock, withNode)` is at hand. */
function npmThat(does: string): void {
  writeFileSync(
    inClone('npm-cli.mjs'),
    `import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
     import { join } from 'node:path';
     const inClone = (...path) => join(${JSON.stringify(clone)}, ...path);
     ${install.toString().replaceAll(/__vi\w*\./g, '')}
     appendFileSync(inClone('npm-calls'), process.argv.slice(2).join(' ') + '\\n');
     ${does}`,
  );
}

const npmCalls = () => (existsSync(inClone('npm-calls')) ? readFileSync(inClone('npm-calls'), 'utf8').split('\n') : []);

function bootstrap(args: readonly string[] = ['bin/say.ts', 'hello'], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [inClone('bin/bootstrap.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, npm_execpath: inClone('npm-cli.mjs'), ...env },
  });
}

describe('what is installed already', () => {
  it('is not installed again: the command runs at once', () => {
    install(LOCK);

    expect(bootstrap()).toMatchObject({ status: 0, stdout: 'hello\n', stderr: '' });
    expect(npmCalls()).toEqual([]);
  });

  it('starts faster the second time: what Node compiled is kept beside it, or where the user says', () => {
    install(LOCK);

    bootstrap();
    expect(readdirSync(inClone('node_modules/.cache/compiled'))).not.toEqual([]);
    bootstrap(undefined, { NODE_COMPILE_CACHE: inClone('elsewhere') });
    expect(readdirSync(inClone('elsewhere'))).not.toEqual([]);
  });

  it('may lack a package of another platform', () => {
    const { '': own, 'node_modules/commander': commander } = LOCK.packages;
    install({ packages: { '': own, 'node_modules/commander': commander } });

    bootstrap();

    expect(npmCalls()).toEqual([]);
  });
});

describe('what is installed already, in part', () => {
  it('is installed again where the build for this very machine is missing', () => {
    const own = { version: '0.28.2', optional: true, os: [process.platform], cpu: [process.arch] };
    writeFileSync(
      inClone('package-lock.json'),
      JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/@esbuild/this-platform': own } }),
    );
    install(LOCK);
    npmThat('');

    bootstrap();

    expect(npmCalls()).toHaveLength(2);
  });
});

describe('npm ci', () => {
  const ran = [expect.stringMatching(/^ci .*--include=dev/), ''];

  it('runs on a bare clone, and then the command', () => {
    expect(bootstrap()).toMatchObject({ status: 0, stdout: 'hello\n' });
    expect(npmCalls()).toEqual(ran);
  });

  it('runs when a package has another version than the lock file names', () => {
    install({ packages: { ...LOCK.packages, 'node_modules/commander': { version: '13.0.0' } } });
    npmThat('');

    expect(bootstrap()).toMatchObject({ status: 0, stdout: 'hello\n' });
    expect(npmCalls()).toEqual(ran);
  });

  it('runs when Node 24 is not there', () => {
    install(LOCK, false);

    expect(bootstrap()).toMatchObject({ status: 0, stdout: 'hello\n' });
    expect(npmCalls()).toEqual(ran);
  });

  it('runs when an earlier one was cut off before npm wrote down what it did', () => {
    mkdirSync(inClone('node_modules/commander'), { recursive: true });

    expect(bootstrap().status).toBe(0);
    expect(npmCalls()).toEqual(ran);
  });
});

describe('an npm that is told to leave things out', () => {
  /** A package called `node`, packed and named in a lock file as a development dependency, as the real one is. */
  beforeEach(() => {
    mkdirSync(inClone('packed'));
    writeFileSync(inClone('packed/node.sh'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
    writeFileSync(inClone('packed/package.json'), '{ "name": "node", "version": "24.0.0", "bin": "node.sh" }');
    const npm = (...args: string[]) => spawnSync('npm', args, { cwd: clone, encoding: 'utf8' });
    npm('pack', './packed', '--silent');
    rmSync(inClone('package-lock.json'));
    const dependency = { devDependencies: { node: 'file:node-24.0.0.tgz' } };
    writeFileSync(inClone('package.json'), JSON.stringify({ name: 'certlab', version: '0.1.0', ...dependency }));
    npm('install', '--package-lock-only', '--offline', '--silent');
  });

  const REAL = { npm_execpath: undefined, HOME: process.env.HOME };

  it.each([
    ['production', { NODE_ENV: 'production', npm_config_production: 'true', npm_config_only: 'production' }],
    ['omit', { npm_config_omit: 'dev optional peer' }],
    ['a dry run of something global', { npm_config_global: 'true', npm_config_dry_run: 'true' }],
    ['no lock file, no links', { npm_config_package_lock: 'false', npm_config_bin_links: 'false' }],
    ['a workspace', { npm_config_workspace: 'theirs', npm_config_workspaces: 'true' }],
  ])('by the environment installs all the same: %s', (_, env) => {
    expect(bootstrap(undefined, { ...REAL, ...env })).toMatchObject({ status: 0, stdout: 'hello\n' });
  });

  it("by the user's npmrc installs all the same", () => {
    const npmrc = [
      'omit=dev',
      'global=true',
      'dry-run=true',
      'bin-links=false',
      'package-lock=false',
      'production=true',
    ];
    writeFileSync(inClone('user-npmrc'), npmrc.join('\n'));

    expect(bootstrap(undefined, { ...REAL, npm_config_userconfig: inClone('user-npmrc') })).toMatchObject({
      status: 0,
      stdout: 'hello\n',
    });
  });
});

describe('an installation that fails', () => {
  it.each([
    ['no registry', 'npm error code ENOTFOUND', /registry could not be reached.*Check the network/],
    ['a registry that refuses', 'npm error code ECONNREFUSED', /registry could not be reached.*Check the network/],
    ['no disk', 'npm error code ENOSPC\nnpm error ENOSPC: no space left on device', /disk is full.*Free about 1 GB/],
    ['no permission', 'npm error code EACCES\nnpm error syscall mkdir', /may not write to .*certlab-bootstrap/],
  ])('stops with one clear sentence: %s', (_, output, sentence) => {
    npmThat(`console.error(${JSON.stringify(output)}); process.exit(1);`);

    const { status, stdout, stderr } = bootstrap();

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    const [, ...said] = stderr.trim().split('\n');
    expect(said).toEqual([expect.stringMatching(sentence)]);
  });

  it('shows what npm said where the reason is not a known one', () => {
    npmThat('console.error("npm error code EUSAGE"); process.exit(1);');

    const { status, stderr } = bootstrap();

    expect(status).toBe(1);
    expect(stderr).toMatch(/EUSAGE.*`npm ci` failed, for the reason above/s);
  });

  it('stops where npm is missing, and says what to install', () => {
    expect(bootstrap(undefined, { npm_execpath: undefined, PATH: '' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/npm is not on the path\. Install Node\.js with npm/),
    });
  });

  it('stops where install scripts are switched off, so that Node 24 is not there, and says what to do', () => {
    npmThat(`install(${JSON.stringify(LOCK)}, false);`);

    const advice = /Node 24 .*ignore-scripts.*npm_config_ignore_scripts=false npm ci/;
    expect(bootstrap()).toMatchObject({ status: 1, stderr: expect.stringMatching(advice) });
  });
});

describe('the command', () => {
  beforeEach(() => install(LOCK));

  it('has to be named', () => {
    expect(bootstrap([])).toMatchObject({ status: 1, stderr: expect.stringMatching(/no command to run/) });
  });

  it('may be a program of node_modules, and finds Node 24 first on its path', () => {
    writeFileSync(inClone('node_modules/.bin/where-is-node'), '#!/bin/sh\ncommand -v node\n', { mode: 0o755 });

    expect(bootstrap(['where-is-node']).stdout).toBe(`${inClone('node_modules/.bin/node')}\n`);
  });

  it('hands its exit code on', () => {
    writeFileSync(inClone('bin/fail.ts'), 'process.exit(64);');

    expect(bootstrap(['bin/fail.ts']).status).toBe(64);
  });

  it('that ends because Node refuses NODE_OPTIONS ends with a sentence about them', () => {
    writeFileSync(inClone('node_modules/.bin/refuse'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });

    expect(bootstrap(['refuse'], { NODE_OPTIONS: '--no-deprecation' })).toMatchObject({
      status: 9,
      stderr: expect.stringMatching(/NODE_OPTIONS .*Unset it/),
    });
    expect(bootstrap(['refuse']).stderr).toBe('');
  });

  it('stops with a sentence where there is no such program', () => {
    expect(bootstrap(['no-such-program'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/could not start no-such-program/),
    });
  });

  it('is given the time to stop in order: a Ctrl-C that both get ends neither before the command is done', async () => {
    writeFileSync(
      inClone('bin/stop.ts'),
      `process.on('SIGINT', () => setTimeout(() => { console.log('stopped in order'); process.exit(130); }, 200));
       setInterval(() => {}, 1_000); console.log('running');`,
    );
    const child = spawn(process.execPath, [inClone('bin/bootstrap.mjs'), 'bin/stop.ts'], {
      detached: true,
      env: { PATH: process.env.PATH },
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    await once(child.stdout, 'data');

    process.kill(-(child.pid as number), 'SIGINT');

    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(said).toBe('running\nstopped in order\n');
  });
});
