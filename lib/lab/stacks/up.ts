/** Brings projects up, on either target, by the real CDK: start, synthesize, bootstrap, deploy. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Listr, type ListrTaskWrapper } from 'listr2';
import type { Workbench } from '../../bundle.ts';
import { adaptAssembly, type LeftOutOfStack } from '../../emulator/adapt-assembly.ts';
import { type Emulator, runningEmulator, startEmulator } from '../../emulator/emulator.ts';
import { confineToEmulator } from '../../emulator/environment.ts';
import { fillGaps } from '../../emulator/fill-gaps.ts';
import { gapOf } from '../../emulator/gaps.ts';
import { installEmulator } from '../../emulator/python.ts';
import { runContainersOf } from '../../emulator/web/assembly.ts';
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { keepTemplates, templatesIn } from '../deployed/templates.ts';
import type { Lab } from '../lab.ts';
import { emulatorTarget } from '../target.ts';
import type { BootstrapNeeded } from './bootstrap.ts';
import { BOOTSTRAP_TAG } from './left/stays.ts';
import { allOutputs } from './stacks.ts';
import { pollingOf, synthesize, withCdk } from './toolkit.ts';

// biome-ignore lint/suspicious/noExplicitAny: listr2 types a task by its renderers, which the lab never looks at
type Task = ListrTaskWrapper<any, any, any>;

const SYNTHESIZE = 'Synthesize the stacks and check their policies';

/** Stands for the emulator while that is starting: an address where nothing answers. */
const NOBODY = 'http://localhost:1';

const slugsOf = (projects: readonly Project[]) => projects.map(({ slug }) => slug);

export interface Up {
  readonly target: Target;
  /** The emulator that this call started; none when it was running before, or on AWS. */
  readonly started?: Emulator;
  /** By stack: the resource types that the emulator does without. */
  readonly leftOut: Readonly<Record<string, readonly LeftOutOfStack[]>>;
}

const listen = (task: Task) => ({
  progress: (line: string) => {
    task.output = line;
  },
});

/** listr2's own handler of Ctrl-C would end the process before the emulator is stopped. */
const SIGNALS = { registerSignalListeners: false } as const;

/** After an abort no step starts, and an error caused by the abort is swallowed: the caller ends the process. */
async function unlessStopped(stop: AbortSignal | undefined, step: () => Promise<void>): Promise<void> {
  const nothing = () => new Promise<void>(() => {});
  if (stop?.aborted) return nothing();
  return step().catch((error) => {
    if (stop?.aborted) return nothing();
    throw error;
  });
}

function renderer(quiet: boolean) {
  if (quiet) return { ...SIGNALS, renderer: 'silent' } as const;
  return process.stdout.isTTY
    ? ({ ...SIGNALS, renderer: 'default', rendererOptions: { collapseSubtasks: false, outputBar: 6 } } as const)
    : ({ ...SIGNALS, renderer: 'simple' } as const);
}

async function deployStacks(
  projects: readonly Project[],
  assembly: string,
  target: Target,
  leftOut: Up['leftOut'],
  parent: Task,
  stop?: AbortSignal,
) {
  const deployOne = async ({ stackName }: Project, task: Task) => {
    await withCdk('DeployFailed', `Deploying ${stackName}`, { target, ...listen(task) }, async (toolkit, library) => {
      await toolkit.deploy(await toolkit.fromAssemblyDirectory(assembly), {
        stacks: { strategy: library.StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE, patterns: [stackName] },
        deploymentMethod: { method: 'direct' },
        ...pollingOf(target),
      });
    });
    const left = leftOut[stackName] ?? [];
    if (left.length === 0) return;
    await fillGaps(stackName, left, await allOutputs(stackName, target), target);
    // Only whole resources: what little is passed over of one stands in the README's table.
    const whole = left.filter(({ ignores }) => !ignores).map(({ type }) => type);
    const missed = [...new Set(whole)].filter((type) => !gapOf(type)?.make);
    if (missed.length === 0) return;
    task.title = `${stackName}, without ${missed.map((type) => `${type} (${gapOf(type)?.missing})`).join(', ')}`;
  };
  return parent.newListr(
    projects.map((project) => ({
      title: project.stackName,
      task: (_, task) => unlessStopped(stop, () => deployOne(project, task)),
    })),
    { concurrent: target.name === 'emulator', ...SIGNALS },
  );
}

/** @param tags of the bootstrap's own stack; without them those that it has stay */
async function bootstrap(target: Target, task: Task, tags?: (typeof BOOTSTRAP_TAG)[]) {
  await withCdk(
    'BootstrapFailed',
    'Bootstrapping the CDK',
    { target, ...listen(task) },
    (toolkit, { BootstrapEnvironments }) =>
      toolkit.bootstrap(BootstrapEnvironments.fromList([`aws://${target.account}/${target.region}`]), { tags }),
  );
}

/**
 * Deploys to the emulator of this clone, and starts that first where it is not running. Safe to run again: what is
 * there already is left alone.
 * @param options.port a port that the emulator must use
 * @param options.workbenches what to build from instead of the repository, where an incident is in code
 * @param options.stop aborted by a caller that then stops the emulator and ends this process
 * @throws LabError of whichever step failed
 */
export async function upOnEmulator(
  lab: Lab,
  projects: readonly Project[],
  options: { quiet?: boolean; port?: number; stop?: AbortSignal; workbenches?: readonly Workbench[] } = {},
): Promise<Up> {
  const assembly = join(lab.stateFolder, 'assembly');
  let started: Emulator | undefined;
  let running: Emulator | undefined;
  let target: Target | undefined;
  let leftOut: Up['leftOut'] = {};
  let templates: ReadonlyMap<string, string> = new Map();

  const { stop } = options;
  const start = async (task: Task) => {
    running = await runningEmulator(lab.stateFolder);
    if (!running) {
      started = await startEmulator(lab.stateFolder, options.port);
      running = started;
    }
    const emulator = running;
    task.title = `The emulator answers at ${emulator.endpoint}`;
    target = emulatorTarget(emulator.endpoint, lab.stateFolder);
  };
  const synth = async (task: Task) => {
    rmSync(assembly, { recursive: true, force: true });
    await synthesize(lab.repository, assembly, slugsOf(projects), listen(task), options.workbenches);
    templates = templatesIn(assembly);
    leftOut = adaptAssembly(assembly);
  };

  await new Listr(
    [
      {
        title: 'Prepare',
        task: async (_, task) => {
          await installEmulator();
          // From here on, the app that makes the stacks included, nothing sees the user's AWS configuration.
          confineToEmulator(NOBODY, lab.stateFolder);
          return task.newListr(
            [
              {
                title: 'The emulator',
                task: (_, emulator) =>
                  emulator.newListr(
                    [
                      { title: 'Start the emulator', task: (_, inner) => unlessStopped(stop, () => start(inner)) },
                      {
                        title: 'Bootstrap the CDK',
                        task: (_, inner) => unlessStopped(stop, () => bootstrap(target as Target, inner)),
                      },
                    ],
                    { concurrent: false, ...SIGNALS },
                  ),
              },
              { title: SYNTHESIZE, task: (_, inner) => unlessStopped(stop, () => synth(inner)) },
            ],
            { concurrent: true, ...SIGNALS },
          );
        },
      },
      {
        title: 'Deploy',
        task: async (_, task) => {
          await unlessStopped(stop, () => runContainersOf(assembly, running as Emulator));
          return deployStacks(projects, assembly, target as Target, leftOut, task, stop);
        },
      },
    ],
    renderer(options.quiet ?? false),
  ).run();
  keepTemplates(lab.stateFolder, templates);
  return { target: target as Target, started, leftOut };
}

/** Deploys to an AWS account that has passed its guards and was confirmed; bootstraps only where that was asked for. */
export async function upOnAws(
  lab: Lab,
  projects: readonly Project[],
  target: Target,
  options: { quiet?: boolean; bootstrap?: BootstrapNeeded; workbenches?: readonly Workbench[] } = {},
): Promise<Up> {
  const assembly = join(lab.stateFolder, 'assembly-aws');
  rmSync(assembly, { recursive: true, force: true });
  await new Listr(
    [
      {
        title: SYNTHESIZE,
        task: (_, task) => synthesize(lab.repository, assembly, slugsOf(projects), listen(task), options.workbenches),
      },
      {
        title: 'Bootstrap the CDK',
        enabled: options.bootstrap !== undefined,
        task: (_, task) => bootstrap(target, task, options.bootstrap?.first ? [BOOTSTRAP_TAG] : undefined),
      },
      { title: 'Deploy', task: (_, task) => deployStacks(projects, assembly, target, {}, task) },
    ],
    renderer(options.quiet ?? false),
  ).run();
  return { target, leftOut: {} };
}
