/** What a cloud assembly with containers, databases or balancers needs on the emulator, before it is deployed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import type { Emulator } from '../emulator.ts';
import { imagesOf, layOutImage } from './images/dockerfile.ts';
import { startEngine } from './service.ts';

/** What runs as processes. */
const RUNS = /^AWS::(ECS::Service|ECS::TaskDefinition|RDS::DBCluster|ElastiCache::\w+)$/;

interface DockerImage {
  readonly source: { readonly directory?: string; readonly dockerFile?: string };
  readonly destinations: Readonly<Record<string, { readonly imageTag: string }>>;
}

interface ImageAsset {
  /** The folder of the asset. */
  readonly folder: string;
  readonly dockerfile?: string;
  readonly tag: string;
}

const named = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Takes the image assets out of an assembly, which the CDK would have Docker build and push. */
function takeImages(assembly: string): readonly ImageAsset[] {
  return named(assembly, '.assets.json').flatMap((file) => {
    const assets = readJson(file) as { dockerImages?: Readonly<Record<string, DockerImage>> };
    const images = Object.values(assets.dockerImages ?? {});
    if (images.length > 0) writeFileSync(file, JSON.stringify({ ...assets, dockerImages: {} }));
    return images.flatMap(({ source: { directory, dockerFile }, destinations }) =>
      directory === undefined
        ? []
        : Object.values(destinations).map(({ imageTag }) => ({
            folder: join(assembly, directory),
            dockerfile: dockerFile,
            tag: imageTag,
          })),
    );
  });
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, { readonly type: string; readonly environment?: string }>>;
}

/** The regions that stacks of an assembly name; `aws://<account>/unknown-region` names none. */
export function regionsOf(assembly: string): readonly string[] {
  const { artifacts = {} } = readJson(join(assembly, 'manifest.json')) as Manifest;
  const regions = Object.values(artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ environment }) => environment?.split('/').at(-1));
  return [...new Set(regions)].filter((region): region is string => !!region && region !== 'unknown-region').toSorted();
}

/**
 * Starts the engine beside the emulator, has it look after the regions of an assembly, and gives it the images. Where nothing
 * runs as processes the assembly is left as it is.
 * @throws LabError `ImageNotRunnable`, or as {@link startEngine}
 */
export async function runContainersOf(assembly: string, emulator: Emulator): Promise<void> {
  const resources = named(assembly, '.template.json').flatMap((file): readonly { readonly Type: string }[] =>
    Object.values(readJson(file).Resources ?? {}),
  );
  if (!resources.some(({ Type }) => RUNS.test(Type))) return;
  const folder = emulator.engineFolder;
  if (!folder) {
    throw new LabError(
      'ProcessesDidNotStart',
      'The emulator that is running was started by an older version of the lab, without room for containers. Stop it with `lab down`, and run the same command again.',
    );
  }
  const { url } = await startEngine({ folder, endpoint: emulator.endpoint, emulatorPid: emulator.pid });
  for (const region of regionsOf(assembly)) await fetch(`${url}/regions/${region}`, { method: 'PUT' });
  for (const { folder: asset, dockerfile, tag } of takeImages(assembly)) {
    layOutImage(asset, imagesOf(folder), tag, dockerfile);
  }
}
