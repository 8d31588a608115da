import { Command } from 'commander';
import { runningEmulator } from '../../emulator/emulator.ts';
import { EMULATOR_REGION } from '../../emulator/environment.ts';
import type { TargetOptions } from '../../target.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { siteStanding } from '../site/address.ts';
import { notDeployed, statusOf, withBalancers } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { siteLines, statusText } from '../terminal/format.ts';
import { printJson, runToExit } from '../terminal/output.ts';
import { withTargetOptions } from './shared-options.ts';

/**
 * `lab status`: what is deployed, and where it answers. With `--json` the document other programs find the API by:
 * `{target, region, endpoint, site, projects: [{slug, stack, state, stackStatus?, outputs, balancer?, stacks?}]}`; `site` is the
 * address of the pages while somebody serves them, `balancer` that of a project's balancer on this machine, `stacks` what
 * stands in which region where a project has several.
 */
export function statusCommand(lab: Lab): Command {
  return withTargetOptions(new Command('status'))
    .description('what is deployed, and where it answers')
    .action((options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const projects = chooseProjects(lab, []);
        const emulator = options.target === 'emulator' ? await runningEmulator(lab.stateFolder) : undefined;
        const asleep = options.target === 'emulator' && !emulator;
        const target = asleep ? undefined : await openTarget(options, lab.stateFolder);
        const statuses = target
          ? await withBalancers(await statusOf(projects, target), emulator)
          : notDeployed(projects);
        const site = await siteStanding(lab, options.target, statuses);
        const region = target?.region ?? EMULATOR_REGION;
        if (options.json) {
          const endpoint = target?.endpoint ?? null;
          printJson({ target: options.target, region, endpoint, site: site.address ?? null, projects: statuses });
          return;
        }
        if (asleep) console.log('The emulator is not running. `npm start` starts it.');
        else console.log(`${options.target} ${target?.endpoint ?? target?.account}, ${region}`);
        for (const line of siteLines(site)) console.log(line);
        for (const status of statuses) console.log(`\n${statusText(status)}`);
      }, options.json ?? false),
    );
}
