/**
 * An image asset of the CDK is a folder with a Dockerfile, from which AWS gets an image that Docker has built. Here the
 * same folder is laid out as that image would be, and run as a process: what only a builder can do is refused.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { LabError } from '../../../errors.ts';

/** How the program of an image is started. */
export interface ImageConfig {
  /** Its environment, before what the task definition adds. */
  readonly env: Readonly<Record<string, string>>;
  /** An absolute path in the image. */
  readonly workingDirectory: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
}

interface Copy {
  readonly from: readonly string[];
  /** An absolute path in the image; with `/` at its end a folder. */
  readonly to: string;
}

/** Said of an image, or of how it is built, and without a meaning for a process that is on this machine already. */
const WITHOUT_EFFECT = ['EXPOSE', 'LABEL', 'USER', 'ARG', 'STOPSIGNAL', 'HEALTHCHECK', 'MAINTAINER', 'SHELL'];

/**
 * What a Dockerfile says (https://docs.docker.com/reference/dockerfile/).
 * @throws LabError `ImageNotRunnable` where it does what only a builder can: `RUN`, an archive, or a second stage
 */
export function readDockerfile(text: string): ImageConfig & { readonly copies: readonly Copy[] } {
  const env: Record<string, string> = {};
  const copies: Copy[] = [];
  let [workingDirectory, entrypoint, cmd, stages] = ['/', [] as string[], [] as string[], 0];
  const logical = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  for (const [index, line] of logical.entries()) {
    const [, instruction = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    const refuse = (why: string) =>
      new LabError(
        'ImageNotRunnable',
        `Line ${index + 1} of the Dockerfile, "${line.trim()}", ${why}: no image is built on the emulator, where a process runs from the files that are copied. Make them before, and only COPY them.`,
      );
    const resolved = (path: string) => posix.resolve(workingDirectory, path) + (path.endsWith('/') ? '/' : '');
    if (instruction === '' || line.trim().startsWith('#')) continue;
    switch (instruction.toUpperCase()) {
      case 'FROM':
        stages += 1;
        if (stages > 1) throw refuse('begins a second stage');
        break;
      case 'WORKDIR':
        workingDirectory = posix.resolve(workingDirectory, rest);
        break;
      case 'ENV':
        for (const [, name = '', quoted, bare] of rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)) {
          env[name] = quoted ?? bare ?? '';
        }
        break;
      case 'ADD':
      case 'COPY': {
        // What a builder would fetch is not there: a program that can do without it starts.
        if (/\bhttps?:\/\//.test(rest)) break;
        if (/\.(tar|tgz|tar\.\w+)\b/.test(rest) && /^ADD$/i.test(instruction)) throw refuse('unpacks an archive');
        if (/--from=/.test(rest)) throw refuse('copies from another stage');
        const words = rest.startsWith('[') ? exec(rest, refuse) : rest.split(/\s+/).filter((word) => !/^--/.test(word));
        const to = words.at(-1) ?? '';
        copies.push({ from: words.slice(0, -1), to: to === '.' ? `${workingDirectory}/` : resolved(to) });
        break;
      }
      case 'ENTRYPOINT':
        entrypoint = exec(rest, refuse);
        break;
      case 'CMD':
        cmd = exec(rest, refuse);
        break;
      default:
        if (!WITHOUT_EFFECT.includes(instruction.toUpperCase())) throw refuse('has to be done by a builder');
    }
  }
  return { env, workingDirectory, entrypoint, cmd, copies };
}

/** `["node", "server.mjs"]`, or a line for the shell. */
function exec(text: string, refuse: (why: string) => Error): string[] {
  if (!text.startsWith('[')) return ['/bin/sh', '-c', text];
  try {
    return JSON.parse(text) as string[];
  } catch {
    throw refuse('is neither JSON nor a command of the shell');
  }
}

const CONFIG = 'image.json';

/** Below the engine's folder: image assets, laid out, by the tag that the CDK gives them. */
export const imagesOf = (folder: string) => join(folder, 'images');

/** Where the files of a laid-out image are. */
export const rootOf = (image: string) => join(image, 'root');

/**
 * Lays the image of an asset out below `images`, once: an asset is named by the hash of what it holds.
 * @param tag the hash of the asset, which is the tag of its image
 * @throws LabError `ImageNotRunnable` as {@link readDockerfile}, or where something that is copied is not there
 */
export function layOutImage(asset: string, images: string, tag: string, dockerfile = 'Dockerfile'): void {
  const image = join(images, tag);
  if (existsSync(join(image, CONFIG))) return;
  const { copies, ...config } = readDockerfile(readFileSync(join(asset, dockerfile), 'utf8'));
  const making = `${image}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(join(rootOf(making), config.workingDirectory), { recursive: true });
  for (const { from, to } of copies) {
    for (const source of from) {
      const path = join(asset, source);
      if (!existsSync(path)) {
        throw new LabError('ImageNotRunnable', `The Dockerfile of ${asset} copies ${source}, which is not there.`);
      }
      // A folder's content is copied, a file by its name into a folder.
      const isFolder = statSync(path).isDirectory();
      const target = to.endsWith('/') && !isFolder ? join(to, basename(source)) : to;
      cpSync(path, join(rootOf(making), target), { recursive: true });
    }
  }
  writeFileSync(join(making, CONFIG), JSON.stringify(config satisfies ImageConfig));
  renameSync(making, image);
}

/** How a laid-out image is started; undefined where there is none. */
export function imageConfig(image: string): ImageConfig | undefined {
  try {
    return JSON.parse(readFileSync(join(image, CONFIG), 'utf8'));
  } catch {
    return undefined;
  }
}
