import { Command } from 'commander';
import { LabError } from '../../../errors.ts';
import type { TargetOptions } from '../../../target.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { notesFolder, resolveIncident } from '../../drills/incidents.ts';
import { append, readIncidents } from '../../drills/journal.ts';
import { refuseInExam } from '../../exam/record.ts';
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
        refuseInExam(lab, 'a hint');
        const incidents = readIncidents(await notesFolder(lab, options));
        const { incident, drill } = resolveIncident(incidents, await allDrills(lab), name, { mustBeOpen: true });
        const hint = drill.hints[incident.hintsTaken];
        if (hint === undefined) {
          throw new LabError(
            'NoMoreHints',
            'There are no more hints. `npm run lab -- solution` shows the reference fix.',
          );
        }
        append(incident.file, { entry: 'hint' });
        const taken = incident.hintsTaken + 1;
        if (options.json) printJson({ drill: drill.number, hint, taken, of: drill.hints.length });
        else console.log(`Hint ${taken} of ${drill.hints.length}\n${wrap(hint, '  ')}`);
      }, options.json ?? false),
    );
}
