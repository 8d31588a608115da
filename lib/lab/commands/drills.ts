import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import { allDrills, type DrillFilter, filterDrills } from '../catalogue.ts';
import { allIncidents } from '../incidents.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { printJson, printTable, runToExit } from '../output.ts';
import { jsonOption } from './shared-options.ts';

/** `--project`, `--level` and `--exam`: which drills are meant. */
export function withDrillFilter(command: Command): Command {
  const exams: ExamCode[] = ['SAA-C03', 'DVA-C02', 'DVA-C03'];
  return command
    .option('--project <slug>', 'drills of this project')
    .addOption(new Option('--level <level>', 'drills of this level').choices(['1', '2', '3']).argParser(parseLevel))
    .addOption(new Option('--exam <code>', 'drills that train a task of this exam').choices(exams));
}

function parseLevel(text: string): number {
  if (!/^[123]$/.test(text)) throw new InvalidArgumentError('Wanted 1, 2 or 3.');
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
        const solved = new Set(
          allIncidents(lab)
            .filter(({ solvedAt }) => solvedAt !== undefined)
            .map(({ drill }) => drill),
        );
        const drills = filterDrills(await allDrills(lab), options);
        if (options.json) {
          printJson({
            drills: drills.map(({ id, number, title, project, level, exam, runsOn }) => ({
              id,
              number,
              title,
              project: project.slug,
              level,
              exam,
              runsOn,
              solved: solved.has(id),
            })),
          });
          return;
        }
        printTable(
          ['drill', 'symptom', 'level', 'exam tasks', 'runs on', ''],
          drills.map(({ id, number, title, level, exam, runsOn }) => [
            number,
            title,
            String(level),
            tasksByExam(exam),
            runsOn.join(', '),
            solved.has(id) ? '✔ solved' : '',
          ]),
        );
      }, options.json ?? false),
    );
}

/** `SAA-C03 2.1 3.2`, a line an exam. DVA-C02's are in the JSON: its tasks are DVA-C03's under other numbers. */
function tasksByExam(tasks: readonly string[]): string {
  const exams = Map.groupBy(
    tasks.map((task) => task.split('/') as [string, string]),
    ([exam]) => exam,
  );
  exams.delete('DVA-C02');
  return [...exams].map(([exam, ids]) => [exam, ...ids.map(([, id]) => id)].join(' ')).join('\n');
}
