import { Command } from 'commander';
import { runningEmulator } from '../../emulator/emulator.ts';
import { EMULATOR_REGION } from '../../emulator/environment.ts';
import type { Project } from '../../project.ts';
import type { Settings } from '../../project-settings.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { refuseRegion } from '../aws/regions.ts';
import { openWorkbenches } from '../drills/incidents.ts';
import { EVERY_PROJECT, type Lab, projectsToStart } from '../lab.ts';
import { siteStanding } from '../site/address.ts';
import type { BootstrapNeeded } from '../stacks/bootstrap.ts';
import { regionsOf, stacksOf } from '../stacks/places.ts';
import { completeSettings, settingsFor, setupsOf } from '../stacks/setup.ts';
import { statusOf, withBalancers } from '../stacks/stacks.ts';
import { type Up, upOnAws, upOnEmulator } from '../stacks/up.ts';
import { emulatorTarget, refuseAwsOptions } from '../target.ts';
import { siteLines, statusText } from '../terminal/format.ts';
import { printJson, runToExit } from '../terminal/output.ts';
import { wrap } from '../terminal/screen.ts';
import { parsePort, parseSetting, withTargetOptions } from './shared-options.ts';

interface UpOptions extends TargetOptions {
  readonly json?: boolean;
  readonly port?: number;
  /** What `-c` gives, by name. */
  readonly context?: Settings;
}

/** Deploys on AWS behind its guards: listed account, foreign stacks refused, price shown, asked. */
async function guardedUp(lab: Lab, projects: readonly Project[], options: UpOptions): Promise<Up> {
  const [{ awsTarget }, { confirmOnAws, refuseForeignStacks }] = await Promise.all([
    import('../aws/aws-target.ts'),
    import('../aws/aws-guards.ts'),
  ]);
  const target: Target = await awsTarget(options);
  const regions = regionsOf(stacksOf(projects, target));
  for (const { region } of regions) refuseRegion(region, projects);
  await refuseForeignStacks(target, projects);
  const settings = await settingsFor(lab, projects, target, options.context);
  const { bootstrapNeeded } = await import('../stacks/bootstrap.ts');
  const bootstrap: BootstrapNeeded[] = [];
  for (const region of regions) {
    const needed = await bootstrapNeeded(region);
    if (needed) bootstrap.push(needed);
  }
  const priced = await pricedWith(lab, projects, settings);
  await confirmOnAws(
    target,
    priced,
    'Deploy',
    bootstrap.map(({ sentence }) => sentence),
  );
  const workbenches = await openWorkbenches(lab, target);
  return upOnAws(lab, projects, target, { quiet: options.json, settings, bootstrap, workbenches });
}

/** The projects with what they cost as they are to be deployed. */
async function pricedWith(lab: Lab, projects: readonly Project[], settings: Settings): Promise<Project[]> {
  const setups = await setupsOf(lab, projects);
  return projects.map((project) => {
    const idleUsdPerMonth = setups
      .find(({ project: { slug } }) => slug === project.slug)
      ?.setup.idleUsdPerMonth(settings);
    return { ...project, ...(idleUsdPerMonth !== undefined && { idleUsdPerMonth }) };
  });
}

async function localUp(lab: Lab, projects: readonly Project[], options: UpOptions): Promise<Up> {
  refuseAwsOptions(options);
  // Before anything is started; what it is deployed with is looked at once the emulator answers.
  const place = { name: 'emulator', region: EMULATOR_REGION } as const;
  await completeSettings(lab, projects, { asked: options.context ?? {}, before: {} }, place);
  // An emulator that is started now has nothing on it that could be broken.
  const running = await runningEmulator(lab.stateFolder);
  const workbenches = running && (await openWorkbenches(lab, emulatorTarget(running.endpoint, lab.stateFolder)));
  const { context: asked, json: quiet, port } = options;
  return upOnEmulator(lab, projects, { quiet, port, workbenches, ...(asked && { asked }) });
}

const notesOn = ({ projects }: Lab, deployed: readonly Project[]): string[] =>
  projects.flatMap(({ project, deployedOnAws }) =>
    deployedOnAws && deployed.includes(project) ? [deployedOnAws] : [],
  );

/** `lab up [project…]`: deploys projects, by default those that start by default, and says where they answer. */
export function upCommand(lab: Lab): Command {
  return withTargetOptions(new Command('up'))
    .description('deploy projects (by default all but what costs most); starts the emulator where it is not running')
    .argument('[project...]', `slugs of projects; ${EVERY_PROJECT} for every one`)
    .option('--port <port>', 'port of the emulator; a free one by default', parsePort)
    .option('-c, --context <name=value>', "a project's own setting, as its page names it", parseSetting)
    .action((slugs: string[], options: UpOptions) =>
      runToExit(async () => {
        const projects = projectsToStart(lab, slugs);
        const up = await (options.target === 'aws' ? guardedUp : localUp)(lab, projects, options);
        const emulator = up.target.endpoint ? await runningEmulator(lab.stateFolder) : undefined;
        const statuses = await withBalancers(await statusOf(projects, up.target), emulator);
        const site = await siteStanding(lab, up.target.name, statuses);
        if (options.json) {
          const { name, region, endpoint = null } = up.target;
          printJson({
            target: name,
            region,
            endpoint,
            site: site.address ?? null,
            projects: statuses,
            leftOut: up.leftOut,
          });
          return;
        }
        for (const status of statuses) console.log(`\n${statusText(status)}`);
        for (const line of siteLines(site)) console.log(`\n${line}`);
        if (up.target.name === 'aws') for (const note of notesOn(lab, projects)) console.log(`\n${wrap(note)}`);
      }, options.json ?? false),
    );
}
