import { Command, Option } from 'commander';
import type { TargetOptions } from '../../../target.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { allIncidents } from '../../drills/incidents.ts';
import { paperAnswers, paperTally } from '../../drills/paper.ts';
import type { Lab } from '../../lab.ts';
import { openTarget } from '../../target.ts';
import { duration } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { reportMarkdown, reportOf } from '../../terminal/report.ts';
import { printTable } from '../../terminal/table.ts';
import { withTargetOptions } from '../shared-options.ts';

interface ReportOptions extends TargetOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly push?: string;
}

/** `lab report`: what was solved, with how much help and in what time, by exam domain and by lens. */
export function reportCommand(lab: Lab): Command {
  return withTargetOptions(new Command('report'))
    .description('what you have solved, by exam domain and by lens')
    .addOption(new Option('--markdown', 'as Markdown, for notes or a pull request').conflicts('json'))
    .addOption(
      new Option('--push <email>', 'append the drills that ended to this account of the site').conflicts('markdown'),
    )
    .action((options: ReportOptions) =>
      runToExit(async () => {
        if (options.push !== undefined) return pushed(lab, options.push, options);
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

async function pushed(lab: Lab, email: string, options: ReportOptions): Promise<undefined> {
  const { askPassword, pushDrills } = await import('../../account.ts');
  const target = await openTarget(options, lab.stateFolder);
  const sent = await pushDrills(lab, target, email, await askPassword(email));
  if (options.json) printJson({ account: email, sent });
  else console.log(sent === 0 ? `${email} has every drill that ended here.` : `${sent} sent to ${email}.`);
}
