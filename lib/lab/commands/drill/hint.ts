import { Command } from 'commander';
import type { TargetOptions } from '../../../target.ts';
import { nextHint } from '../../incident/hint.ts';
import type { Lab } from '../../lab.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { wrap } from '../../terminal/screen.ts';
import { withTargetOptions } from '../shared-options.ts';

/** `lab hint [drill]`: the next hint; each one taken is counted. */
export function hintCommand(lab: Lab): Command {
  return withTargetOptions(new Command('hint'))
    .description('the next hint on the open incident; it is counted')
    .argument('[drill]', 'number of its drill, when several are open')
    .action((name: string | undefined, options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const view = await nextHint(lab, name, options);
        if (options.json) printJson(view);
        else console.log(`Hint ${view.taken} of ${view.of}\n${wrap(view.hint, '  ')}`);
      }, options.json ?? false),
    );
}
