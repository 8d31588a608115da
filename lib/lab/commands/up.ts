import { Command } from 'commander';
import { runningEmulator } from '../../emulator/emulator.ts';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { refuseRegion } from '../aws/regions.ts';
import { openWorkbenches } from '../drills/incidents.ts';
import { EVERY_PROJECT, type Lab, projectsToStart } from '../lab.ts';
import { siteStanding } from '../site/address.ts';
import { statusOf, withBalancers } from '../stacks/stacks.ts';
import { type Up, upOnAws, upOnEmulator } from '../stacks/up.ts';
import { emulatorTarget, refuseAwsOptions } from '../target.ts';
import { siteLines, statusText } from '../terminal/format.ts';
import { printJson, runToExit } from '../terminal/output.ts';
import { wrap } from '../terminal/screen.ts';
import { parsePort, withTargetOptions } from './shared-options.ts';

interface UpOptions extends TargetOptions {
  readonly json?: boolean;
  readonly port?: number;
}

/** Deploys on AWS behind its guards: listed account, foreign stacks refused, price shown, asked. */
async function guardedUp(lab: Lab, projects: readonly Project[], options: UpOptions): Promise<Up> {
  const [{ awsTarget }, { confirmOnAws, refuseForeignStacks }] = await Promise.all([
    import('../aws/aws-target.ts'),
    import('../aws/aws-guards.ts'),
  ]);
  const target: Target = await awsTarget(options);
  refuseRegion(target.region, projects);
  await refuseForeignStacks(target, projects);
  const { bootstrapNeeded } = await import('../stacks/bootstrap.ts');
  const bootstrap = await bootstrapNeeded(target);
  await confirmOnAws(target, projects, 'Deploy', bootstrap ? [bootstrap.sentence] : []);
  const workbenches = await openWorkbenches(lab, target);
  return upOnAws(lab, projects, target, { quiet: options.json, bootstrap, workbenches });
}

async function localUp(lab: Lab, projects: readonly Project[], options: UpOptions): Promise<Up> {
  refuseAwsOptions(options);
  // An emulator that is started now has nothing on it that could be broken.
  const running = await runningEmulator(lab.stateFolder);
  const workbenches = running && (await openWorkbenches(lab, emulatorTarget(running.endpoint, lab.stateFolder)));
  return upOnEmulator(lab, projects, { quiet: options.json, port: options.port, workbenches });
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
