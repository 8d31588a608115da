import { Command } from 'commander';
import { type BeginOptions, beginIncident, chooseDrill } from '../../incident/begin.ts';
import type { Lab } from '../../lab.ts';
import { roomAddress } from '../../site/address.ts';
import { ticketText } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { parseSeed, withTargetOptions } from '../shared-options.ts';
import { withDrillFilter } from './drills.ts';

interface BreakOptions extends BeginOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `lab break [drill]`: injects one fault, and prints the ticket. */
export function breakCommand(lab: Lab): Command {
  return withDrillFilter(withTargetOptions(new Command('break')))
    .description('break something on purpose, and print the ticket')
    .argument('[drill]', 'number of a drill, as `lab drills` lists them; without it one that you have not solved yet')
    .option('--seed <n>', 'choose by this number: a friend who gives the same gets the same drill', parseSeed)
    .option('--dry-run', 'say which drill it would be, and break nothing')
    .action((name: string | undefined, options: BreakOptions) =>
      runToExit(async () => {
        const { drill, seed } = await chooseDrill(lab, name, options);
        if (options.dryRun) {
          if (options.json) printJson({ drill: drill.number, id: drill.id, title: drill.title, seed });
          else console.log(`${drill.number} ${drill.title}${seed === null ? '' : ` (seed ${seed})`}`);
          return;
        }
        const view = await beginIncident(lab, { drill, seed }, options);
        if (options.json) printJson(view);
        else console.log(ticketText(view, { help: true, room: await roomAddress(lab, options.target) }));
      }, options.json ?? false),
    );
}
