/** What a cloud assembly with containers, databases or balancers needs on the emulator, before it is deployed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import type { Emulator } from '../emulator.ts';
import { layOutImage } from './images/dockerfile.ts';
import { imagesOf } from './images/known.ts';
import { SECRET_MARK } from './network/task-roles.ts';
import { startEngine } from './service.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

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

/**
 * Starts the engine beside the emulator, and gives it the images of an assembly; an assembly in which nothing runs as
 * processes is left as it is.
 * @throws LabError `ImageNotRunnable`, or as {@link startEngine}
 */
export async function runContainersOf(assembly: string, emulator: Emulator): Promise<void> {
  const resources = named(assembly, '.template.json').flatMap((file): readonly Resource[] =>
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
  await startEngine({ folder, endpoint: emulator.endpoint, emulatorPid: emulator.pid });
  for (const { folder: asset, dockerfile, tag } of takeImages(assembly)) {
    layOutImage(asset, imagesOf(folder), tag, dockerfile);
  }
}

interface ContainerDefinition {
  readonly Environment?: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets?: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
}

/** By which a program is told to speak TLS to a database or a cache, which have none here. */
const TLS_SWITCH = /_TLS$/;

/**
 * A task definition as the emulator can take it. Its CloudFormation loses the secrets, so they go as marked variables,
 * which the engine fills with the execution role (network/task-roles.ts).
 */
export function withRunnableContainers<Any extends Resource>(resource: Any): Any {
  const definitions = resource.Properties?.ContainerDefinitions as readonly ContainerDefinition[] | undefined;
  if (resource.Type !== 'AWS::ECS::TaskDefinition' || !definitions) return resource;
  const runnable = definitions.map(({ Secrets = [], Environment = [], ...definition }) => ({
    ...definition,
    Environment: [
      ...Environment.map((variable) => (TLS_SWITCH.test(variable.Name) ? { ...variable, Value: 'off' } : variable)),
      ...Secrets.map(({ Name, ValueFrom }) => ({ Name, Value: { 'Fn::Join': ['', [SECRET_MARK, ValueFrom]] } })),
    ],
  }));
  return { ...resource, Properties: { ...resource.Properties, ContainerDefinitions: runnable } };
}
