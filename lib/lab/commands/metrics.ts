import { Command } from 'commander';
import type { TargetOptions } from '../../target.ts';
import { refuseForeignStacks } from '../aws/aws-guards.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import type { AlarmView } from '../observed/alarms.ts';
import { type Measured, measure } from '../observed/measure.ts';
import { deployedSlugs } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { sparkline, totalText } from '../terminal/chart.ts';
import { complain, printJson, runToExit } from '../terminal/output.ts';
import { paint, wrap } from '../terminal/screen.ts';
import { printTable } from '../terminal/table.ts';
import { parseMinutes, withTargetOptions } from './shared-options.ts';

/** Of the chart, so that it stands beside the names on 80 columns. */
const PARTS = 20;

/**
 * `lab metrics [project…]`: what was invoked, how long it took, what failed, what waits, and what the alarms say. With `--json`
 * `{from, to, projects: [{project, series, queues, tables, alarms}]}`.
 */
export function metricsCommand(lab: Lab): Command {
  return withTargetOptions(new Command('metrics'))
    .description('how much was called, how long it took, what failed, and what waits in the queues')
    .argument('[project...]', 'slugs of projects; all that are deployed by default')
    .option('--since <minutes>', 'how far back', parseMinutes, 10)
    .action((slugs: string[], options: TargetOptions & { json?: boolean; since: number }) =>
      runToExit(async () => {
        const chosen = chooseProjects(lab, slugs);
        const target = await openTarget(options, lab.stateFolder);
        if (target.name === 'aws') await refuseForeignStacks(target, chosen);
        const there = await deployedSlugs(chosen, target);
        if (there.length === 0) complain('nothing is deployed, so nothing is measured. `npm run lab -- up` deploys.');
        const to = Date.now();
        const window = { from: to - options.since * 60_000, to, parts: PARTS };
        const projects = await Promise.all(
          chosen.filter(({ slug }) => there.includes(slug)).map((project) => measure(project, target, window)),
        );
        if (options.json) {
          printJson({ from: new Date(window.from).toISOString(), to: new Date(to).toISOString(), projects });
          return;
        }
        for (const project of projects) print(project, options.since);
      }, options.json ?? false),
    );
}

function print({ project, series, queues, tables, alarms }: Measured, minutes: number): void {
  console.log(`\n${paint('bold', project)}, the last ${minutes} min`);
  if (series.length === 0) console.log('  Nobody called it. Call it, and look again.');
  else {
    printTable(
      ['who', 'what', 'over time', 'all'],
      series.map((each) => [each.source, each.metric, sparkline(each.points), totalText(each)]),
    );
  }
  if (queues.length > 0) {
    console.log();
    printTable(
      ['queue', 'waiting', 'in flight', 'delayed'],
      queues.map(({ queue, waiting, inFlight, delayed }) => [queue, ...[waiting, inFlight, delayed].map(String)]),
    );
  }
  if (tables.length > 0) {
    console.log();
    printTable(
      ['table', 'items'],
      tables.map(({ table, items }) => [table, String(items)]),
    );
  }
  printAlarms(alarms);
}

function printAlarms(alarms: readonly AlarmView[]): void {
  const told = alarms.filter(({ state }) => state !== null);
  if (told.length > 0) {
    console.log();
    printTable(
      ['alarm', 'says', 'rings at'],
      told.map(({ alarm, state, when }) => [alarm, state === 'ALARM' ? paint('red', 'ALARM') : String(state), when]),
    );
  }
  const silent = alarms.filter(({ state }) => state === null).map(({ alarm }) => alarm);
  if (silent.length > 0) console.log(wrap(`Of these alarms the emulator measures nothing: ${silent.join(', ')}.`));
}
