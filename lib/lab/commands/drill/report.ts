import { Command, Option } from 'commander';
import { allDrills } from '../../drills/catalogue.ts';
import { allIncidents } from '../../drills/incidents.ts';
import { paperAnswers, paperTally } from '../../drills/paper.ts';
import type { Lab } from '../../lab.ts';
import { duration } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { reportMarkdown, reportOf } from '../../terminal/report.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonOption } from '../shared-options.ts';

/** `lab report`: what was solved, with how much help and in what time, by exam domain and by lens. */
export function reportCommand(lab: Lab): Command {
  return new Command('report')
    .description('what you have solved, by exam domain and by lens')
    .addOption(jsonOption())
    .addOption(new Option('--markdown', 'as Markdown, for notes or a pull request').conflicts('json'))
    .action((options: { json?: boolean; markdown?: boolean }) =>
      runToExit(async () => {
        const report = reportOf(await allDrills(lab), allIncidents(lab));
        const paper = paperTally(paperAnswers(lab));
        if (options.json) printJson({ ...report, paper });
        else if (options.markdown) console.log(reportMarkdown(report));
        else {
          const { solved, drills, medianRepairMs } = report;
          const time = medianRepairMs === null ? '' : `, median time to repair ${duration(medianRepairMs)}`;
          console.log(`${solved} of ${drills} drills solved${time}.\n`);
          printTable(
            ['lens', 'solved', 'without help'],
            report.lenses.map((lens) => [lens.lens, `${lens.solved} of ${lens.drills}`, String(lens.unaided)]),
          );
          console.log();
          printTable(
            ['exam domain', '', 'solved', 'hints', 'median repair'],
            report.domains.map((row) => [
              row.domain,
              row.title,
              `${row.solved} of ${row.drills}`,
              String(row.hints),
              row.medianRepairMs === null ? '' : duration(row.medianRepairMs),
            ]),
          );
          if (paper.answered > 0) {
            console.log(`\nOn paper: ${paper.answered} drills answered, ${paper.rightAtOnce} right at once.`);
          }
        }
      }, options.json ?? false),
    );
}
