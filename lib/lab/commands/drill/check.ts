import { Command } from 'commander';
import type { TargetOptions } from '../../../target.ts';
import { gradeRepair } from '../../incident/grade.ts';
import type { Lab } from '../../lab.ts';
import { probeText, repairText, verdictText } from '../../terminal/format.ts';
import { complain, EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { paint } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

interface CheckOptions extends TargetOptions {
  readonly json?: boolean;
}

/** What a verdict ends with: what could not be looked at is neither fixed nor broken. */
export const EXIT_OF = { fixed: 0, 'not-yet': EXIT.failed, 'could-not-look': EXIT.couldNotLook } as const;

/** `lab check [drill]`: exit 0 fixed, 1 not yet, 2 could not look. Without an open incident it checks the last one. */
export function checkCommand(lab: Lab): Command {
  return withTargetOptions(new Command('check'))
    .description('grade the repair by what the deployed project does')
    .argument('[drill]', 'number of the drill; that of the open incident, or of the last one')
    .action((name: string | undefined, options: CheckOptions) =>
      runToExit(async () => {
        const { view, drill } = await gradeRepair(lab, name, options, {
          onBegin: ({ number, title }) => {
            if (!options.json) console.log(`${paint('bold', `${number}: ${title}`)}\n`);
          },
          onFinding: (finding) => {
            if (!options.json) console.log(probeText(finding));
          },
        });
        if (options.json) printJson(view);
        else if (view.error) complain(`could not look: ${view.error.message}`);
        else {
          console.log(`\n${verdictText(view)}`);
          if (view.repair) console.log(repairText(view, drill));
        }
        return EXIT_OF[view.verdict];
      }, options.json ?? false),
    );
}
