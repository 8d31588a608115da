import { Command } from 'commander';
import { LabError } from '../../../errors.ts';
import type { TargetOptions } from '../../../target.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { notesFolder, resolveIncident } from '../../drills/incidents.ts';
import { append, isOpen, readIncidents } from '../../drills/journal.ts';
import { refuseInExam } from '../../exam/record.ts';
import type { Lab } from '../../lab.ts';
import { lessonText, stepsText } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { withTargetOptions } from '../shared-options.ts';

interface SolutionOptions extends TargetOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `lab solution [drill]`: asks, then shows the reference fix, and counts it. */
export function solutionCommand(lab: Lab): Command {
  return withTargetOptions(new Command('solution'))
    .description('show the reference fix; it is counted')
    .argument('[drill]', 'number of the drill; that of the open incident, or of the last one')
    .option('--yes', 'do not ask')
    .action((name: string | undefined, options: SolutionOptions) =>
      runToExit(async () => {
        refuseInExam(lab, 'a solution');
        const incidents = readIncidents(await notesFolder(lab, options));
        const { incident, drill } = resolveIncident(incidents, await allDrills(lab), name, { mustBeOpen: false });
        if (isOpen(incident) && !options.yes) await confirmSpoiler();
        if (isOpen(incident)) append(incident.file, { entry: 'solution-shown' });
        const { steps } = drill.solution;
        if (options.json) printJson({ drill: drill.number, id: drill.id, steps, lesson: drill.lesson });
        else {
          console.log(`${drill.id}: one right way\n`);
          console.log(stepsText(steps));
          console.log(`\n${lessonText(drill)}`);
        }
      }, options.json ?? false),
    );
}

/** @throws LabError `NotConfirmed` */
async function confirmSpoiler(): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new LabError(
      'NotConfirmed',
      'The solution ends the fun, so it is asked for first. Without a terminal: --yes.',
    );
  }
  const { default: confirm } = await import('@inquirer/confirm');
  const answer = await confirm({ message: 'Show the solution? There may be hints left.', default: false });
  if (!answer) throw new LabError('NotConfirmed', 'The solution stays hidden.');
}
