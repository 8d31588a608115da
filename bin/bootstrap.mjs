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

/** Whether npm may have left this package out: an optional one, unless it is the build for this very machine. */
function mayLack({ optional, os, cpu, libc }) {
  if (!optional) return false;
  return !(os?.includes(process.platform) && cpu?.includes(process.arch) && libc === undefined);
}

/** What npm wrote down when it last finished an install is compared with the lock file, so that a plain `npm ci` counts too. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(readFileSync(join(repository, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    const same = Object.entries(wanted).every(
      ([path, entry]) => path === '' || found[path]?.version === entry.version || (!found[path] && mayLack(entry)),
    );
    return same && existsSync(node24);
  } catch {
    return false;
  }
}

/**
 * What the lock file names is needed whole, whatever the user's npm is told to leave out (NODE_ENV=production,
 * `omit`, `only`) or to do elsewhere (`global`, `dry-run`, `bin-links`). A flag wins over the environment and every
 * npmrc. Registry, proxy and certificates stay the user's.
 */
const WHOLE = [
  ...['--include=dev', '--include=optional', '--include=peer', '--no-global', '--location=project', '--no-dry-run'],
  ...['--package-lock', '--no-package-lock-only', '--bin-links', '--install-strategy=hoisted'],
  ...['--no-audit', '--no-fund', '--loglevel=error'],
];

/** npm has no flag that takes these back. */
const NO_WORKSPACES = { npm_config_workspace: undefined, npm_config_workspaces: undefined };

const INSTALL_FAILURES = [
  [/ENOSPC/, 'the disk is full. Free about 1 GB and run the same command again.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network request/,
    'the npm registry could not be reached. Check the network or the proxy settings of npm, then run the same command again.',
  ],
  [
    /EACCES|EPERM/,
    `this user may not write to ${repository}. Change its owner, or clone into a folder that this user may write to.`,
  ],
];

function install() {
  console.error('certlab: installing the packages of the lock file (about a minute, once) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const run = spawnSync(npm[0], [...npm.slice(1), 'ci', ...WHOLE], {
    cwd: repository,
    env: { ...process.env, ...NO_WORKSPACES },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (run.error?.code === 'ENOENT')
    stop('npm is not on the path. Install Node.js with npm, then run the same command again.');
  if (run.status !== 0) {
    const failure = INSTALL_FAILURES.find(([pattern]) => pattern.test(run.stderr ?? ''));
    if (!failure) process.stderr.write(run.stderr ?? '');
    stop(failure ? failure[1] : '`npm ci` failed, for the reason above. Fix it and run the same command again.');
  }
  if (!existsSync(node24)) {
    stop(
      'Node 24 did not install: the `node` package needs its install script, and `ignore-scripts` may be set in an npmrc ' +
        'or the environment. Once: npm_config_ignore_scripts=false npm ci --include=dev',
    );
  }
}

const [command, ...rest] = process.argv.slice(2);
if (!command) stop('no command to run. Use: node bin/bootstrap.mjs <file.ts | program> [argument…]');
if (Number(process.versions.node.split('.')[0]) < 18) {
  stop(`Node ${process.versions.node} is too old to install the packages; any Node from 18 on will do.`);
}
if (!isInstalled()) install();

// What Node compiled, TypeScript without its types included, is kept for the next command, which starts in half the time.
const compiled = join(repository, 'node_modules', '.cache', 'compiled');
// Without a file name to run, `vitest` and its like are scripts of node_modules/.bin, which start by their own first line.
const path = `${binaries}${delimiter}${process.env.PATH ?? ''}`;
const child = spawn(
  command.endsWith('.ts') ? node24 : join(binaries, command),
  command.endsWith('.ts') ? [join(repository, command), ...rest] : rest,
  { cwd: repository, stdio: 'inherit', env: { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path } },
);
// The terminal sends Ctrl-C to the child as well; this process only has to outlive it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => stop(`could not start ${command}: ${error.message}`));
child.on('exit', (code, signal) => {
  // Node's own code for an option that it does not take; it has said which.
  if (code === 9 && process.env.NODE_OPTIONS)
    console.error('certlab: NODE_OPTIONS is set, and Node 24 refuses it. Unset it.');
  process.exit(signal ? 130 : (code ?? 1));
});
