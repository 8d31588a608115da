import { Command } from 'commander';
import { LabError } from '../../../errors.ts';
import type { TargetOptions } from '../../../target.ts';
import { resetAsDeployed } from '../../deployed/reset.ts';
import { chooseProjects, type Lab } from '../../lab.ts';
import { statusOf } from '../../stacks/stacks.ts';
import { refuseAwsOptions } from '../../target.ts';
import { duration, statusText } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { wrap } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

/**
 * `lab reset [project…]`: everything on the emulator as `lab up` makes it, whatever was done to it; with projects these
 * alone. With `--json`
 * `{projects, closed: [id], seconds}`.
 */
export function resetCommand(lab: Lab): Command {
  return withTargetOptions(new Command('reset'))
    .description(
      'everything on the emulator exactly as deployed, whatever was changed by hand; answers and journals stay',
    )
    .argument('[project...]', 'slugs of projects: the others keep what they hold, and it takes longer')
    .action((named: string[], options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        chooseProjects(lab, named);
        if (options.target === 'aws') {
          throw new LabError(
            'WrongTarget',
            'On AWS nothing is forgotten that easily: `npx cdk deploy --revert-drift` sets back what was changed by hand, by a ' +
              'drift-aware change set, and `npm run lab -- restore --target aws` what a drill has changed.',
          );
        }
        refuseAwsOptions(options);
        const began = performance.now();
        const { up, projects, closed } = await resetAsDeployed(lab, named, options.json);
        const took = performance.now() - began;
        const statuses = await statusOf(projects, up.target);
        if (options.json) {
          const seconds = Math.round(took / 100) / 10;
          printJson({ projects: statuses, closed: closed.map(({ id }) => id), seconds });
          return;
        }
        for (const status of statuses) console.log(`\n${statusText(status)}`);
        const ended =
          closed.length === 0
            ? ''
            : ` ${closed.length} ${closed.length === 1 ? 'incident is' : 'incidents are'} closed.`;
        console.log(`\n${wrap(`Exactly as deployed, after ${duration(took)}.${ended} Addresses may have changed.`)}`);
      }, options.json ?? false),
    );
}
