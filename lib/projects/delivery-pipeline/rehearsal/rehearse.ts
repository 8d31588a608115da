/**
 * The pipeline rehearsed on the emulator, stage by stage: what CodePipeline, CodeBuild, CloudFormation and CodeDeploy
 * would do, with the commands, templates and hooks of the synthesized pipeline and real invocations. What cannot be real
 * here is named where it happens.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Lambda } from '@aws-sdk/client-lambda';
import { emulatorEnvironment } from '../../../emulator/environment.ts';
import { localUrl } from '../../../emulator/local-url.ts';
import type { Lab } from '../../../lab/lab.ts';
import { allOutputs } from '../../../lab/stacks.ts';
import type { Target } from '../../../lab/target.ts';
import { synthesize } from '../../../lab/toolkit.ts';
import { ASSEMBLY } from '../buildspecs.ts';
import { Callers, type Served } from './callers.ts';
import { BuildFailed, buildspecOf, runBuild } from './code-build.ts';
import { aliasOf, type ReleaseOutcome, release } from './code-deploy.ts';
import { type Break, cloneWithCommit } from './commits.ts';
import { deployStage, destroyStage, readTemplate, type StageStack, stageStacks } from './deploy.ts';
import { type ReleasePlan, releasePlan } from './release-plan.ts';

const CHANGE_SET = 'delivery-pipeline';

export interface RehearsalOptions {
  readonly lab: Lab;
  readonly target: Target;
  /** The environment that this process was started with, before it was confined to the emulator. */
  readonly machine: NodeJS.ProcessEnv;
  readonly broken?: Break;
  /** Leaves out `npm ci`, and works with the packages that are installed here. */
  readonly quick?: boolean;
}

/** What is known when a rehearsal has ended. */
export interface Rehearsal {
  readonly broken?: Break;
  /** `delivered`, or how the run ended otherwise. */
  outcome: 'delivered' | 'stopped' | 'taken back';
  /** Where it ended, and why, in a sentence. */
  because: string;
  revision?: string;
  /** Version of the API's function that callers of production reached before and after. */
  before?: string;
  after?: string;
  /** Lambda's own hash of the code that ran in beta and in production. */
  readonly codeSha256: Record<string, string>;
  /** Hash over every file of the assembly, when it was built and when it had been deployed twice. */
  readonly assemblySha256: string[];
  release?: ReleaseOutcome;
  /** What callers of production got when everything was over. */
  afterwards: readonly Served[];
  readonly stages: { readonly name: string; readonly seconds: number; readonly detail: string }[];
}

/** One stage: does its part and says in a sentence what came of it; throws {@link RunStopped} to end the run. */
interface RehearsedStage {
  readonly name: string;
  readonly run: (state: State, say: (line: string) => void) => Promise<string>;
}

/** The run ends here, as the pipeline would end it; anything else that is thrown is a defect of the rehearsal. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

interface State extends RehearsalOptions {
  readonly folder: string;
  readonly result: Rehearsal;
  /** Assembly of the working tree: production as it was before, and the pipeline whose commands are run. */
  readonly baseline: string;
  readonly clone: string;
  /** Folder of the artifact that the build made. */
  built?: string;
}

const production = (assembly: string) => stageStacks(assembly).at(-1) as StageStack;
const tested = (assembly: string) => stageStacks(assembly).slice(0, -1);

export const STAGES: readonly RehearsedStage[] = [
  {
    name: 'Production as it is',
    run: async ({ lab, target, baseline, folder, result }, say) => {
      await synthesize(lab.repository, baseline, ['delivery-pipeline'], { progress: say });
      const stack = production(baseline);
      await deployStage(baseline, stack, target, { method: 'direct' }, join(folder, 'adapted'), say);
      result.before = await aliasOf(await planFor(baseline, target), target).version();
      return `${stack.stackName} from this clone's working tree, function version ${result.before}`;
    },
  },
  {
    name: 'Source',
    run: async ({ lab, clone, broken, quick, result }) => {
      result.revision = await cloneWithCommit(lab.repository, clone, broken);
      if (quick) symlinkSync(join(lab.repository, 'node_modules'), join(clone, 'node_modules'));
      return `commit ${result.revision.slice(0, 7)} on top of what is committed here`;
    },
  },
  {
    name: 'Build',
    run: async (state, say) => {
      const { artifacts, seconds } = await orStop(
        build(state, 'ReleaseBuildProject', state.clone, { TESTS: '--project unit' }, say),
      );
      state.built = artifacts.Release as string;
      state.result.assemblySha256.push(hashOf(join(state.built, ASSEMBLY)));
      const phases = Object.entries(seconds).map(([phase, took]) => `${phase} ${took?.toFixed(0)} s`);
      return `${Object.keys(artifacts).join(' and ')} made; ${phases.join(', ')}`;
    },
  },
  {
    name: 'Beta',
    run: async (state, say) => {
      const { target, folder, result } = state;
      const artifact = builtRelease(state);
      const reports: string[] = [];
      for (const stack of tested(join(artifact, ASSEMBLY))) {
        await deployStage(join(artifact, ASSEMBLY), stack, target, { method: 'direct' }, join(folder, 'adapted'), say);
        const outputs = await allOutputs(stack.stackName, target);
        result.codeSha256[stack.stackName] = await codeSha256(outputs, target);
        const API_URL = localUrl(outputs.ApiUrl as string, target.endpoint as string);
        await orStop(build(state, 'ReleaseBetaTestsProject', artifact, { API_URL }, say));
        const passed = readFileSync(join(artifact, 'junit.xml'), 'utf8').match(/<testcase /g)?.length ?? 0;
        reports.push(`${stack.stackName} deployed, ${passed} integration tests passed`);
      }
      return reports.join('; ');
    },
  },
  {
    name: 'Approval',
    run: async (state, say) => {
      const { target, folder } = state;
      const artifact = builtRelease(state);
      const stack = production(join(artifact, ASSEMBLY));
      const prepare = { method: 'change-set', execute: false, changeSetName: CHANGE_SET } as const;
      await deployStage(join(artifact, ASSEMBLY), stack, target, prepare, join(folder, 'adapted'), say);
      const { exported } = await orStop(
        build(
          state,
          'ReleaseProdChangeProject',
          artifact,
          { STACK_NAME: stack.stackName, CHANGE_SET_NAME: CHANGE_SET },
          say,
        ),
      );
      return `a human would read “${exported.CHANGES}” and decide; the rehearsal approves`;
    },
  },
  {
    name: 'Prod',
    run: async (state, say) => {
      const { target, folder, result } = state;
      const artifact = builtRelease(state);
      const assembly = join(artifact, ASSEMBLY);
      const stack = production(assembly);
      const before = result.before as string;
      const execute = { method: 'execute-change-set', changeSetName: CHANGE_SET } as const;
      await deployStage(assembly, stack, target, execute, join(folder, 'adapted'), say);
      result.assemblySha256.push(hashOf(assembly));
      result.codeSha256[stack.stackName] = await codeSha256(await allOutputs(stack.stackName, target), target);

      // The emulator's CloudFormation has moved the alias at once. Nobody called meanwhile; the release begins at the
      // version before, as CodeDeploy's does.
      const plan = await planFor(assembly, target);
      const to = await aliasOf(plan, target).version();
      result.release = await release(plan, target, { from: before, to }, say);
      if (!result.release.released) {
        // On AWS the failed deployment makes CloudFormation roll the stack back; here the stack before is deployed again.
        await deployStage(
          state.baseline,
          production(state.baseline),
          target,
          { method: 'direct' },
          join(folder, 'adapted'),
          say,
        );
        result.outcome = 'taken back';
        throw new RunStopped(result.release.because);
      }
      return `version ${to} has all traffic: ${result.release.because}`;
    },
  },
];

/**
 * Runs the stages one after the other until one stops the run, looks at what callers of production get then, and
 * deletes the stacks it made.
 * @param follow told when a stage begins (it gets the promise of its sentence) and what it says meanwhile
 */
export async function rehearse(
  options: RehearsalOptions,
  follow: {
    readonly stage: (name: string, work: (say: (line: string) => void) => Promise<string>) => Promise<void>;
  },
): Promise<Rehearsal> {
  const folder = join(options.lab.stateFolder, 'rehearsal');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const result: Rehearsal = {
    ...(options.broken && { broken: options.broken }),
    outcome: 'delivered',
    because: 'every stage passed',
    codeSha256: {},
    assemblySha256: [],
    afterwards: [],
    stages: [],
  };
  const state: State = {
    ...options,
    folder,
    result,
    baseline: join(folder, 'baseline'),
    clone: join(folder, 'source'),
  };
  try {
    for (const { name, run } of STAGES) {
      const began = Date.now();
      await follow.stage(name, async (say) => {
        let detail = 'stopped';
        try {
          detail = await run(state, say);
          return detail;
        } finally {
          result.stages.push({ name, seconds: (Date.now() - began) / 1000, detail });
        }
      });
    }
  } catch (error) {
    if (!(error instanceof RunStopped)) throw error;
    if (result.outcome === 'delivered') result.outcome = 'stopped';
    result.because = error.message;
  }
  const plan = await planFor(state.baseline, options.target);
  result.after = await aliasOf(plan, options.target).version();
  result.afterwards = await new Callers(plan, options.target).oneMinute();
  return result;
}

/** Deletes what a rehearsal deployed. */
export async function clearAway({ lab }: Pick<RehearsalOptions, 'lab'>, say: (line: string) => void): Promise<void> {
  const baseline = join(lab.stateFolder, 'rehearsal', 'baseline');
  for (const stack of stageStacks(baseline).toReversed()) await destroyStage(baseline, stack, say);
}

const builtRelease = ({ built }: State): string => {
  if (!built) throw new Error('Nothing has been built.');
  return built;
};

async function planFor(assembly: string, target: Target): Promise<ReleasePlan> {
  const { stackName, template } = production(assembly);
  return releasePlan(readTemplate(assembly, template).Resources, stackName, target);
}

/** Runs the commands of one build project of the synthesized pipeline. */
function build(
  { baseline, folder, machine, target, lab, quick }: State,
  project: string,
  source: string,
  variables: Readonly<Record<string, string>>,
  say: (line: string) => void,
) {
  const { Resources } = readTemplate(baseline, 'DeliveryPipeline.template.json');
  const onAws = emulatorEnvironment(target.endpoint as string, lab.stateFolder, {}) as Record<string, string>;
  return runBuild(buildspecOf(Resources, project), {
    folder: source,
    machine,
    variables: project === 'ReleaseBuildProject' ? variables : { ...onAws, ...variables },
    ...(quick && { without: ['install'] as const }),
    logFile: join(folder, `${project}.log`),
    say,
  });
}

/** A command that fails is what the pipeline stops for. */
async function orStop<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BuildFailed) throw new RunStopped(error.message);
    throw error;
  }
}

async function codeSha256(outputs: Readonly<Record<string, string>>, target: Target): Promise<string> {
  const { Configuration } = await new Lambda(target.clientConfig).getFunction({
    FunctionName: outputs.ApiFunctionName,
    Qualifier: outputs.ApiFunctionAlias,
  });
  return Configuration?.CodeSha256 as string;
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
