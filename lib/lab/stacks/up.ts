/** Brings projects up, on either target, by the real CDK: start, synthesize, bootstrap, deploy. */
import { existsSync, rmSync } from 'node:fs';
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
import { makeRegionsWell } from '../../emulator/web/region-control.ts';
import type { Project } from '../../project.ts';
import type { Settings } from '../../project-settings.ts';
import type { Target } from '../../target.ts';
import { keepTemplates, templatesIn } from '../deployed/templates.ts';
import type { Lab } from '../lab.ts';
import { emulatorTarget } from '../target.ts';
import type { BootstrapNeeded } from './bootstrap.ts';
import { BOOTSTRAP_TAG } from './left/stays.ts';
import { type PlacedStack, placeText, regionsOf, stacksOf } from './places.ts';
import { settingsFor, setupsOf } from './setup.ts';
import { allOutputs } from './stacks.ts';
import { pollingOf, synthesize, withCdk } from './toolkit.ts';

// biome-ignore lint/suspicious/noExplicitAny: listr2 types a task by its renderers, which the lab never looks at
type Task = ListrTaskWrapper<any, any, any>;

const SYNTHESIZE = 'Synthesize the stacks and check their policies';

/** Stands for the emulator while that is starting: an address where nothing answers. */
const NOBODY = 'http://localhost:1';

/** Whether what was chosen makes this stack. */
const isIn = (assembly: string, stackName: string) => existsSync(join(assembly, `${stackName}.template.json`));

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
  const deployStack = async ({ stackName, target: place }: PlacedStack, task: Task) => {
    const listener = { target: place, ...listen(task) };
    await withCdk('DeployFailed', `Deploying ${stackName}`, listener, async (toolkit, library) => {
      await toolkit.deploy(await toolkit.fromAssemblyDirectory(assembly), {
        stacks: {
          strategy: library.StackSelectionStrategy.PATTERN_MUST_MATCH_SINGLE,
          patterns: [stackName],
        },
        deploymentMethod: { method: 'direct' },
        ...pollingOf(place),
      });
    });
    const left = leftOut[stackName] ?? [];
    if (left.length > 0) await fillGaps(stackName, left, await allOutputs(stackName, place), place);
  };
  const deployOne = async (project: Project, task: Task) => {
    const optional = new Set(project.stacks?.filter((place) => place.optional).map(({ name }) => name));
    const stacks = stacksOf([project], target).filter(
      ({ stackName }) => !optional.has(stackName) || isIn(assembly, stackName),
    );
    for (const stack of stacks) {
      if (stacks.length > 1) task.title = placeText(stack, true);
      await deployStack(stack, task);
    }
    if (stacks.length > 1) task.title = stacks.map((stack) => placeText(stack, true)).join(', ');
    // Only whole resources: what little is passed over of one stands in the README's table.
    const left = stacks.flatMap(({ stackName }) => leftOut[stackName] ?? []);
    const whole = left.filter(({ ignores }) => !ignores).map(({ type }) => type);
    const missed = [...new Set(whole)].filter((type) => !gapOf(type)?.make);
    if (missed.length === 0) return;
    task.title += `, without ${missed.map((type) => `${type} (${gapOf(type)?.missing})`).join(', ')}`;
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
async function bootstrap(regions: readonly Target[], task: Task, tags?: (typeof BOOTSTRAP_TAG)[]) {
  const [target] = regions;
  await withCdk(
    'BootstrapFailed',
    'Bootstrapping the CDK',
    { target, ...listen(task) },
    (toolkit, { BootstrapEnvironments }) =>
      toolkit.bootstrap(
        BootstrapEnvironments.fromList(regions.map(({ account, region }) => `aws://${account}/${region}`)),
        { tags },
      ),
  );
}

/**
 * Deploys to the emulator of this clone, and starts that first where it is not running. Safe to run again: what is
 * there already is left alone.
 * @param options.asked what is chosen for the projects; what is deployed keeps what it was deployed with otherwise
 * @param options.before what they were deployed with, where they are no longer
 * @param options.port a port that the emulator must use
 * @param options.workbenches what to build from instead of the repository, where an incident is in code
 * @param options.stop aborted by a caller that then stops the emulator and ends this process
 * @throws LabError of whichever step failed
 */
export async function upOnEmulator(
  lab: Lab,
  projects: readonly Project[],
  options: {
    asked?: Settings;
    before?: Settings;
    quiet?: boolean;
    port?: number;
    stop?: AbortSignal;
    workbenches?: readonly Workbench[];
  } = {},
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
    await makeRegionsWell(emulator.engineFolder);
  };
  const withSetup = (await setupsOf(lab, projects)).length > 0;
  const synth = async (task: Task) => {
    rmSync(assembly, { recursive: true, force: true });
    const { asked, before } = options;
    const settings = withSetup ? await settingsFor(lab, projects, target as Target, asked, before) : {};
    await synthesize(lab.repository, assembly, slugsOf(projects), listen(task), options.workbenches, settings);
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
                        task: (_, inner) =>
                          unlessStopped(stop, () => bootstrap(regionsOf(stacksOf(projects, target as Target)), inner)),
                      },
                    ],
                    { concurrent: false, ...SIGNALS },
                  ),
              },
              { title: SYNTHESIZE, task: (_, inner) => unlessStopped(stop, () => synth(inner)) },
            ],
            // What is made before the stacks takes an emulator that answers.
            { concurrent: !withSetup, ...SIGNALS },
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

/**
 * Deploys to an AWS account that has passed its guards and was confirmed; bootstraps only the regions for which that was
 * asked.
 */
export async function upOnAws(
  lab: Lab,
  projects: readonly Project[],
  target: Target,
  options: {
    quiet?: boolean;
    settings?: Settings;
    bootstrap?: readonly BootstrapNeeded[];
    workbenches?: readonly Workbench[];
  } = {},
): Promise<Up> {
  const assembly = join(lab.stateFolder, 'assembly-aws');
  rmSync(assembly, { recursive: true, force: true });
  const { workbenches, settings, bootstrap: needed = [] } = options;
  await new Listr(
    [
      {
        title: SYNTHESIZE,
        task: (_, task) => synthesize(lab.repository, assembly, slugsOf(projects), listen(task), workbenches, settings),
      },
      {
        title: 'Bootstrap the CDK',
        enabled: needed.length > 0,
        task: async (_, task) => {
          for (const { target: place, first } of needed)
            await bootstrap([place], task, first ? [BOOTSTRAP_TAG] : undefined);
        },
      },
      { title: 'Deploy', task: (_, task) => deployStacks(projects, assembly, target, {}, task) },
    ],
    renderer(options.quiet ?? false),
  ).run();
  return { target, leftOut: {} };
}
