/**
 * What each stage of a rehearsal does: the work of CodePipeline's actions, with the commands, templates and hooks of the
 * synthesized pipeline. What cannot be real on the emulator is named where it happens.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { emulatorEnvironment } from '../emulator/environment.ts';
import { localUrl } from '../emulator/local-url.ts';
import type { Lab } from '../lab/lab.ts';
import { allOutputs } from '../lab/stacks.ts';
import { synthesize } from '../lab/toolkit.ts';
import { ASSEMBLY } from '../projects/delivery-pipeline/buildspecs.ts';
import type { Target } from '../target.ts';
import { BuildFailed, type BuildResult, buildspecOf, runBuild } from './code-build.ts';
import { aliasOf, type ReleaseOutcome, release } from './code-deploy.ts';
import { type Break, cloneWithCommit } from './commits.ts';
import { deployStage, readTemplate, type StageStack, stageStacks } from './deploy.ts';
import { type ReleasePlan, releasePlan } from './release-plan.ts';

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
  /** Version of the function that callers of production reached before. */
  before: string;
  /** The commit that is delivered. */
  revision: string;
  /** Folder of the artifact that the build made. */
  artifact: string;
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

type Say = (line: string) => void;

export interface RehearsedStage {
  readonly name: string;
  /** @returns what came of it, in a sentence; throws {@link RunStopped} to end the run */
  readonly work: (run: Run, say: Say) => Promise<string>;
}

export const STAGES: readonly RehearsedStage[] = [
  { name: 'Production as it is', work: deployBaseline },
  { name: 'Source', work: fetchSource },
  { name: 'Build', work: buildOnce },
  { name: 'Beta', work: deployAndTestBeta },
  { name: 'Approval', work: prepareChange },
  { name: 'Prod', work: releaseToProduction },
];

async function deployBaseline(run: Run, say: Say): Promise<string> {
  await synthesize(run.lab.repository, run.baseline, ['delivery-pipeline'], { progress: say });
  const stack = production(run.baseline);
  await deployStage(run.baseline, stack, run.target, { method: 'direct' }, scratchOf(run), say);
  run.before = await aliasOf(await planFor(run.baseline, run.target), run.target).version();
  return `${stack.stackName} runs this working tree, as version ${run.before} of its function`;
}

async function fetchSource(run: Run): Promise<string> {
  const clone = join(run.folder, 'source');
  run.revision = await cloneWithCommit(run.lab.repository, clone, run.broken);
  if (run.quick) symlinkSync(join(run.lab.repository, 'node_modules'), join(clone, 'node_modules'));
  return `commit ${run.revision.slice(0, 7)} on top of what is committed here`;
}

async function buildOnce(run: Run, say: Say): Promise<string> {
  const TESTS = `--project unit${run.quick ? ' test/delivery-pipeline' : ''}`;
  const { artifacts, seconds } = await build(run, 'ReleaseBuildProject', join(run.folder, 'source'), { TESTS }, say);
  run.artifact = artifacts.Release as string;
  run.assemblySha256.push(hashOf(join(run.artifact, ASSEMBLY)));
  const phases = Object.entries(seconds).map(([phase, took]) => `${phase} ${took.toFixed(0)} s`);
  return `${Object.keys(artifacts).join(' and ')} made (${phases.join(', ')})`;
}

async function deployAndTestBeta(run: Run, say: Say): Promise<string> {
  const assembly = join(run.artifact, ASSEMBLY);
  const said: string[] = [];
  for (const stack of stageStacks(assembly).slice(0, -1)) {
    await deployStage(assembly, stack, run.target, { method: 'direct' }, scratchOf(run), say);
    const outputs = await deployed(run, stack);
    const API_URL = localUrl(outputs.ApiUrl as string, run.target.endpoint as string);
    await build(run, 'ReleaseBetaTestsProject', run.artifact, { API_URL }, say);
    const tests = readFileSync(join(run.artifact, 'junit.xml'), 'utf8').match(/<testcase /g)?.length ?? 0;
    said.push(`${stack.stackName} deployed, ${tests} integration tests passed`);
  }
  return said.join('; ');
}

async function prepareChange(run: Run, say: Say): Promise<string> {
  const assembly = join(run.artifact, ASSEMBLY);
  const stack = production(assembly);
  const prepare = { method: 'change-set', execute: false, changeSetName: CHANGE_SET } as const;
  await deployStage(assembly, stack, run.target, prepare, scratchOf(run), say);
  const variables = { STACK_NAME: stack.stackName, CHANGE_SET_NAME: CHANGE_SET };
  const { exported } = await build(run, 'ReleaseProdChangeProject', run.artifact, variables, say);
  return `someone would read “${exported.CHANGES}” and decide; the rehearsal approves`;
}

async function releaseToProduction(run: Run, say: Say): Promise<string> {
  const assembly = join(run.artifact, ASSEMBLY);
  const stack = production(assembly);
  const execute = { method: 'execute-change-set', changeSetName: CHANGE_SET } as const;
  await deployStage(assembly, stack, run.target, execute, scratchOf(run), say);
  await deployed(run, stack);

  // The emulator's CloudFormation has moved the alias at once, and nobody has called since. The release begins where
  // CodeDeploy's does: with all traffic at the version before.
  const plan = await planFor(assembly, run.target);
  const to = await aliasOf(plan, run.target).version();
  run.outcome = await release(plan, run.target, { from: run.before, to }, say);
  if (run.outcome.released) return `version ${to} has all traffic: ${run.outcome.because}`;

  // On AWS a failed release makes CloudFormation roll the stack back; here the former stack is deployed again.
  await deployStage(run.baseline, production(run.baseline), run.target, { method: 'direct' }, scratchOf(run), say);
  throw new RunStopped(run.outcome.because);
}

const CHANGE_SET = 'delivery-pipeline';

const production = (assembly: string) => stageStacks(assembly).at(-1) as StageStack;

/** Where the copy of an assembly goes that is adapted to the emulator. */
const scratchOf = ({ folder }: Run) => join(folder, 'adapted');

/** How the function of production is released, as this assembly says it. */
export async function planFor(assembly: string, target: Target): Promise<ReleasePlan> {
  const { stackName, template } = production(assembly);
  return releasePlan(readTemplate(assembly, template).Resources, stackName, target);
}

/** Notes what a stage runs now, and that the assembly is what it was; returns the stack's outputs. */
async function deployed(run: Run, { stackName }: StageStack): Promise<Record<string, string>> {
  const outputs = await allOutputs(stackName, run.target);
  const { Configuration } = await new Lambda(run.target.clientConfig).getFunction({
    FunctionName: outputs.ApiFunctionName,
    Qualifier: outputs.ApiFunctionAlias,
  });
  run.codeSha256[stackName] = Configuration?.CodeSha256 as string;
  run.assemblySha256.push(hashOf(join(run.artifact, ASSEMBLY)));
  return outputs;
}

/**
 * Runs the commands of one build project of the pipeline in `folder`.
 * @throws RunStopped when one of them fails, as the pipeline would stop
 */
async function build(
  run: Run,
  project: string,
  folder: string,
  variables: Readonly<Record<string, string>>,
  say: Say,
): Promise<BuildResult> {
  const { Resources } = readTemplate(run.baseline, 'DeliveryPipeline.template.json');
  // The build itself asks AWS for nothing, and sees none; what comes after it sees the emulator.
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
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(folder.length)).update(readFileSync(file));
  return hash.digest('hex');
}
