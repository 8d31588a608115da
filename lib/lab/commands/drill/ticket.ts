import { Command } from 'commander';
import type { TargetOptions } from '../../../target.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { notesFolder, outputsToShow, resolveIncident } from '../../drills/incidents.ts';
import { readIncidents } from '../../drills/journal.ts';
import { runningExam } from '../../exam/record.ts';
import type { Lab } from '../../lab.ts';
import { roomAddress } from '../../site/address.ts';
import { ticketText } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { incidentView } from '../../terminal/views.ts';
import { withTargetOptions } from '../shared-options.ts';

/** `lab ticket [drill]`: the open incident once more. */
export function ticketCommand(lab: Lab): Command {
  return withTargetOptions(new Command('ticket'))
    .description('show the open incident again')
    .argument('[drill]', 'number of its drill, when several are open')
    .action((name: string | undefined, options: TargetOptions & { json?: boolean }) =>
      runToExit(async () => {
        const incidents = readIncidents(await notesFolder(lab, options));
        const { incident, drill } = resolveIncident(incidents, await allDrills(lab), name, { mustBeOpen: true });
        const view = incidentView(drill, incident, await outputsToShow(lab, drill.project, options));
        if (options.json) printJson(view);
        else {
          const room = await roomAddress(lab, options.target);
          console.log(ticketText(view, { help: runningExam(lab) === undefined, room }));
        }
      }, options.json ?? false),
    );
}
