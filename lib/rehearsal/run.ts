/** What the stages of one run share: what they know of each other, and how they run a build project. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorEnvironment } from '../emulator/environment.ts';
import type { Lab } from '../lab/lab.ts';
import type { Target } from '../target.ts';
import type { Break } from './commits.ts';
import { PIPELINE_STACK, readTemplate } from './deploy.ts';
import { BuildFailed, type BuildResult, buildspecOf, runBuild } from './stand-ins/code-build.ts';
import type { ReleaseOutcome } from './stand-ins/code-deploy.ts';

export interface RehearsalOptions {
  readonly lab: Lab;
  /** The emulator. */
  readonly target: Target;
  /** The environment that this process was started with, before it was confined to the emulator. */
  readonly machine: NodeJS.ProcessEnv;
  /** Deliver a commit with this defect. @default - a good commit */
  readonly broken?: Break | undefined;
  /** Build with the packages that are installed here, without the checks, and test this project alone. */
  readonly quick: boolean;
}

/** What the stages of one run know of each other. */
export interface Run extends RehearsalOptions {
  readonly folder: string;
  /** Assembly of the working tree: the pipeline that is rehearsed, and production as it is before. */
  readonly baseline: string;
  /** Assembly whose pipeline the run is on: the baseline's, and once the pipeline has updated itself the commit's own. */
  pipeline: string;
  /** Version of the function that callers of production reached before. */
  before: string;
  /** The commit that is delivered. */
  revision: string;
  /** Folder of the artifact that the build made. */
  artifact: string;
  /** Text that the approval showed. */
  approval: string;
  /** Calls of the pipeline's roles that were held against their policies by simulation, and allowed. */
  readonly asked: { readonly roleName: string; readonly action: string; readonly resource: string }[];
  /** Hash over every file of the built assembly: when it was built, and after each deployment from it. */
  readonly assemblySha256: string[];
  /** Lambda's own hash of the code that answers, by stack. */
  readonly codeSha256: Record<string, string>;
  outcome: ReleaseOutcome | undefined;
}

/** The pipeline would end the run here; anything else that a stage throws is a defect of the rehearsal. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

export type Say = (line: string) => void;

/** A file in the folder of a run, where the run deployed the pipeline's own stack because there was none. */
export const PIPELINE_MADE = 'pipeline-made';

/** Where the copy of an assembly goes that is adapted to the emulator. */
export const scratchOf = ({ folder }: Run) => join(folder, 'adapted');

/**
 * Runs the commands of one build project of the pipeline in `folder`. The build itself asks AWS for nothing, and sees
 * none; what comes after it sees the emulator.
 * @param variables what the action or the role of the project adds to the environment
 * @throws RunStopped when one of them fails, as the pipeline would stop
 */
export async function build(
  run: Run,
  project: string,
  folder: string,
  variables: Readonly<Record<string, string>>,
  say: Say,
): Promise<BuildResult> {
  const { Resources } = readTemplate(run.pipeline, `${PIPELINE_STACK}.template.json`);
  const aws = emulatorEnvironment(run.target.endpoint as string, run.lab.stateFolder, {}) as Record<string, string>;
  try {
    return await runBuild(buildspecOf(Resources, project), {
      folder,
      machine: run.machine,
      variables: project === 'ReleaseBuildProject' ? variables : { ...aws, ...variables },
      without: run.quick ? ['install', 'pre_build'] : [],
      logFile: join(run.folder, `${project}.log`),
      say,
    });
  } catch (error) {
    if (error instanceof BuildFailed) throw new RunStopped(error.message);
    throw error;
  }
}

/** One hash over the names and the bytes of every file in a folder. */
export function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(folder.length)).update(readFileSync(file));
  return hash.digest('hex');
}
