/**
 * The way into everything on a bare clone: `node bin/bootstrap.mjs <command> [argument…]`.
 *
 * Runs on whatever Node started it (18 or newer), installs what the lock file names unless it is there already,
 * then runs the command on the repository's own Node 24, with `node_modules/.bin` first on the path.
 * A command that ends in `.ts` is a file of the repository; any other is a program of `node_modules/.bin`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const binaries = join(repository, 'node_modules', '.bin');
const node24 = join(binaries, 'node');

function stop(sentence) {
  console.error(`certlab: ${sentence}`);
  process.exit(1);
}

/** What npm wrote down when it last finished an install is compared with the lock file, so that a plain `npm ci` counts too. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(join(repository, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    const same = Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || found[path]?.version === version || (optional && !found[path]),
    );
    return same && existsSync(node24);
  } catch {
    return false;
  }
}

const INSTALL_FAILURES = [
  [/ENOSPC/, 'the disk is full. Free about 1 GB and run the same command again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network request/,
    'the npm registry could not be reached. Check the network or the proxy settings of npm, then run the same command again.',
  ],
  [/EACCES|EPERM/, `this user may not write to ${repository}. Give it the folder, or clone into one of its own.`],
];

function install() {
  console.error('certlab: installing the packages of the lock file (about a minute, once) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const run = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (run.error?.code === 'ENOENT')
    stop('npm is not on the path. Install Node.js with npm, then run the same command again.');
  if (run.status !== 0) {
    const failure = INSTALL_FAILURES.find(([pattern]) => pattern.test(run.stderr ?? ''));
    if (!failure) process.stderr.write(run.stderr ?? '');
    stop(failure ? failure[1] : '`npm ci` failed, for the reason above. Mend it and run the same command again.');
  }
  if (!existsSync(node24)) {
    stop(
      'Node 24 did not install (the `node` package needs its install script; is `ignore-scripts` set in an npmrc?).',
    );
  }
}

const [command, ...rest] = process.argv.slice(2);
if (!command) stop('wanted a command to run: node bin/bootstrap.mjs <file.ts | program> [argument…]');
if (Number(process.versions.node.split('.')[0]) < 18) {
  stop(`Node ${process.versions.node} is too old to install the packages; any Node from 18 on will do.`);
}
if (!isInstalled()) install();

// Without a file name to run, `vitest` and its like are scripts of node_modules/.bin, which start by their own first line.
const path = `${binaries}${delimiter}${process.env.PATH ?? ''}`;
const child = spawn(
  command.endsWith('.ts') ? node24 : join(binaries, command),
  command.endsWith('.ts') ? [join(repository, command), ...rest] : rest,
  { cwd: repository, stdio: 'inherit', env: { ...process.env, PATH: path } },
);
// The terminal sends Ctrl-C to the child as well; this process only has to outlive it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => stop(`could not start ${command}: ${error.message}`));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
