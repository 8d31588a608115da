/** What a project is told when it is deployed, and what stands around its stacks that is in no template. */
import { LabError, UsageError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import { SETTINGS_OUTPUT, type Settings, settingsIn } from '../../project-settings.ts';
import type { Target } from '../../target.ts';
import type { Lab } from '../lab.ts';
import { allOutputs, deployedProjects } from './stacks.ts';

export interface ProjectSetup {
  /** What can be chosen: the form of its value, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * All that the app has to be told. Nothing is made.
   * @param asked names of `settings` alone
   * @param before what it is deployed with; nothing where it is not
   * @throws UsageError `WrongSetting` or `OptionNeedsAws`
   */
  readonly complete: (asked: Settings, before: Settings, target: Pick<Target, 'name' | 'region'>) => Settings;
  /** List price of leaving what these settings make deployed and unused for a month, all regions together. */
  readonly idleUsdPerMonth: (settings: Settings) => number;
  /** Why nothing can be broken in what these settings deploy, and what to do; undefined where it can. @default it can */
  readonly noDrills?: (settings: Settings) => string | undefined;
  /** Makes what has to be there before the stacks; safe to run again. */
  readonly beforeUp: (settings: Settings, target: Target) => Promise<Settings>;
  /** Removes what would keep CloudFormation from deleting the stacks; safe to run again, also where nothing is there. */
  readonly beforeDown: (target: Target, progress: (line: string) => void) => Promise<void>;
  /** Removes what `beforeUp` made. */
  readonly afterDown: (target: Target) => Promise<void>;
}

/** The projects' setups, of those that have one. */
export async function setupsOf(
  lab: Pick<Lab, 'projects'>,
  projects: readonly Pick<Project, 'slug'>[],
): Promise<{ readonly project: Project; readonly setup: ProjectSetup }[]> {
  const entries = lab.projects.filter(({ project }) => projects.some(({ slug }) => slug === project.slug));
  const loaded = await Promise.all(entries.map(async ({ project, setup }) => ({ project, setup: await setup?.() })));
  return loaded.flatMap(({ project, setup }) => (setup ? [{ project, setup }] : []));
}

/** What the deployed ones of these projects were deployed with, all together. */
export async function deployedWith(
  lab: Pick<Lab, 'projects'>,
  projects: readonly Project[],
  target: Target,
): Promise<Settings> {
  const found = (await setupsOf(lab, projects)).map(async ({ project }) =>
    settingsIn((await allOutputs(project.stackName, target))[SETTINGS_OUTPUT] ?? ''),
  );
  return Object.assign({}, ...(await Promise.all(found)));
}

async function whyNoDrills(lab: Pick<Lab, 'projects'>, project: Project, target: Target): Promise<string | undefined> {
  const [{ setup } = {}] = await setupsOf(lab, [project]);
  return setup?.noDrills?.(await deployedWith(lab, [project], target));
}

/** @throws LabError `NothingToBreak` where a project was deployed with settings that its drills are not about */
export async function refuseWithoutDrills(lab: Pick<Lab, 'projects'>, project: Project, target: Target): Promise<void> {
  const why = await whyNoDrills(lab, project, target);
  if (why) throw new LabError('NothingToBreak', `Nothing was broken: ${why}`);
}

/** Slugs of the projects that are deployed there with something that can be broken. */
export async function breakableSlugs(lab: Pick<Lab, 'projects'>, target: Target): Promise<string[]> {
  const deployed = await deployedProjects(lab, target);
  const why = await Promise.all(deployed.map((project) => whyNoDrills(lab, project, target)));
  return deployed.filter((_, at) => why[at] === undefined).map(({ slug }) => slug);
}

/**
 * All that the app is told for these projects. Nothing is made.
 * @throws UsageError `WrongSetting` for a name that none of them knows, and as {@link ProjectSetup.complete}
 */
export async function completeSettings(
  lab: Pick<Lab, 'projects'>,
  projects: readonly Project[],
  { asked, before }: { readonly asked: Settings; readonly before: Settings },
  target: Pick<Target, 'name' | 'region'>,
): Promise<Settings> {
  const setups = await setupsOf(lab, projects);
  const known = Object.assign({}, ...setups.map(({ setup }) => setup.settings)) as Settings;
  const unknown = Object.keys(asked).filter((name) => !(name in known));
  if (unknown.length > 0) {
    const names = Object.entries(known).map(([name, form]) => `${name} (${form})`);
    const wanted = names.length > 0 ? `These projects take ${names.join(', ')}.` : 'These projects take none.';
    throw new UsageError('WrongSetting', `There is no setting ${unknown.join(', ')}. ${wanted}`);
  }
  return Object.assign({}, ...setups.map(({ setup }) => setup.complete(asked, before, target)));
}

/**
 * Makes what has to be there before the stacks of these projects, and says what the app is told then: what was asked for, and
 * otherwise what they are deployed with, or were.
 * @throws as {@link completeSettings}
 */
export async function settingsFor(
  lab: Pick<Lab, 'projects'>,
  projects: readonly Project[],
  target: Target,
  asked: Settings = {},
  were: Settings = {},
): Promise<Settings> {
  const before = { ...were, ...(await deployedWith(lab, projects, target)) };
  let settings = await completeSettings(lab, projects, { asked, before }, target);
  for (const { setup } of await setupsOf(lab, projects)) settings = await setup.beforeUp(settings, target);
  return settings;
}
