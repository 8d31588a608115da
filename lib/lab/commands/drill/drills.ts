import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExamCode } from '../../../../lambda/shared/exams/dates.ts';
import { allDrills, type DrillFilter, filterDrills } from '../../drills/catalogue.ts';
import { chooseProjects, type Lab } from '../../lab.ts';
import { solvedDrills } from '../../learner.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { MARKS } from '../../terminal/screen.ts';
import { printTable } from '../../terminal/table.ts';
import { drillView } from '../../terminal/views.ts';
import { jsonOption } from '../shared-options.ts';

/** `--project`, `--level` and `--exam`: which drills are meant. */
export function withDrillFilter(command: Command): Command {
  const exams: ExamCode[] = ['SAA-C03', 'DVA-C02', 'DVA-C03'];
  return command
    .option('--project <slug>', 'drills of this project')
    .addOption(new Option('--level <level>', 'drills of this level').choices(['1', '2', '3']).argParser(parseLevel))
    .addOption(new Option('--exam <code>', 'drills that train a task of this exam').choices(exams));
}

function parseLevel(text: string): number {
  if (!/^[123]$/.test(text)) throw new InvalidArgumentError('Needs 1, 2 or 3.');
  return Number(text);
}

/**
 * `lab drills`: the catalogue. With `--json` it is
 * `{drills: [{id, number, title, project, level, exam, runsOn, solved}]}`; the id names the fault.
 */
export function drillsCommand(lab: Lab): Command {
  return withDrillFilter(new Command('drills'))
    .description('what can be broken: number, symptom, level, exam tasks, solved or not')
    .addOption(jsonOption())
    .action((options: DrillFilter & { json?: boolean }) =>
      runToExit(async () => {
        if (options.project !== undefined) chooseProjects(lab, [options.project]);
        const solved = solvedDrills(lab);
        const drills = filterDrills(await allDrills(lab), options).map((drill) =>
          drillView(drill, solved.has(drill.id)),
        );
        if (options.json) {
          printJson({ drills });
          return;
        }
        printTable(
          ['drill', 'symptom', 'level', 'exam tasks', ''],
          drills.map(({ number, title, level, exam, runsOn, solved: done }) => [
            number,
            title,
            String(level),
            tasksByExam(exam),
            [done ? `${MARKS.ok()} solved` : '', runsOn.includes('emulator') ? '' : 'AWS alone']
              .filter((note) => note !== '')
              .join('\n'),
          ]),
        );
      }, options.json ?? false),
    );
}

/** `SAA-C03 2.1 3.2`, a line per exam. DVA-C02's are in the JSON: its tasks are DVA-C03's under other numbers. */
function tasksByExam(tasks: readonly string[]): string {
  const exams = Map.groupBy(
    tasks.map((task) => task.split('/') as [string, string]),
    ([exam]) => exam,
  );
  exams.delete('DVA-C02');
  return [...exams].map(([exam, ids]) => [exam, ...ids.map(([, id]) => id)].join(' ')).join('\n');
}
