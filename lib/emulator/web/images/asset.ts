/** An image asset as a process: its program, in its working directory, with the environment of its task. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, type Image } from '../containers/container.ts';
import { startProcess } from '../containers/processes.ts';
import { imageConfig, rootOf } from './dockerfile.ts';

/**
 * @param image the folder of a laid-out image (dockerfile.ts)
 * @returns undefined where there is none
 */
export function assetImage(image: string): Image | undefined {
  const config = imageConfig(image);
  if (!config) return undefined;
  return {
    async start(container, environment) {
      // The command of a task definition takes the place of CMD, and not that of ENTRYPOINT.
      const words = [
        ...(container.entrypoint.length > 0 ? container.entrypoint : config.entrypoint),
        ...(container.cmd.length > 0 ? container.cmd : config.cmd),
      ];
      const [program = '', ...args] = words.map((word) => inImage(image, word));
      return startProcess(program, args, {
        cwd: join(rootOf(image), config.workingDirectory),
        // It shares this machine with the others: its own address is where its process has to listen.
        env: { PATH: process.env.PATH, ...config.env, ...environment, HOST: container.address },
      });
    },
    // What `ecs execute-command` and a container health check run.
    async exec(container, command) {
      const [program = '', ...args] = command.map((word) => inImage(image, word));
      const own = container.environment ?? environmentOf(container.env);
      const child = await startProcess(program, args, {
        cwd: join(rootOf(image), config.workingDirectory),
        env: { PATH: process.env.PATH, ...config.env, ...own, HOST: container.address },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
      const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
      return { exitCode, output };
    },
  };
}

/** An absolute path that is in the image leads there; anything else, such as `/bin/sh`, is this machine's. */
const inImage = (image: string, word: string) =>
  word.startsWith('/') && existsSync(join(rootOf(image), word)) ? join(rootOf(image), word) : word;
