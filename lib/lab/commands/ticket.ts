import { Command } from 'commander';
import type { TargetOptions } from '../../target.ts';
import { allDrills } from '../catalogue.ts';
import { ticketText } from '../format.ts';
import { notesFolder, resolveIncident } from '../incidents.ts';
import { readIncidents } from '../journal.ts';
import type { Lab } from '../lab.ts';
import { printJson, runToExit } from '../output.ts';
import { withTargetOptions } from './shared-options.ts';

/** `lab ticket [drill]`: the open incident once more. */
export function ticketCommand(lab: Lab): Command {
  return withTargetOptions(new Command('ticket'))
    .description('show the open incident again')
    .argument('[drill]', 'number of its drill, when several are open')
    .action((name: string | undefined, options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const incidents = readIncidents(await notesFolder(lab, options));
        const { incident, drill } = resolveIncident(incidents, await allDrills(lab), name, { mustBeOpen: true });
        if (options.json) {
          const { number, title, level, ticket } = drill;
          const openedAt = new Date(incident.openedAt).toISOString();
          printJson({ drill: number, title, level, openedAt, ticket, hintsTaken: incident.hintsTaken });
        } else console.log(ticketText(drill, incident));
      }, options.json ?? false),
    );
}
