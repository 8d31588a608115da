import { Command } from 'commander';
import type { Project } from '../../project.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { refuseForeignStacks } from '../aws/aws-guards.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { queueDepths, tableSizes } from '../observed/depths.ts';
import { readLogs } from '../observed/logs.ts';
import { type Series, seriesOf, type Window } from '../observed/metrics.ts';
import { workflowMeasurements } from '../observed/workflows.ts';
import { deployedSlugs } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { sparkline } from '../terminal/chart.ts';
import { complain, printJson, runToExit } from '../terminal/output.ts';
import { paint } from '../terminal/screen.ts';
import { printTable } from '../terminal/table.ts';
import { parseMinutes, withTargetOptions } from './shared-options.ts';

/** Of the chart, so that it stands beside the names on 80 columns. */
const PARTS = 20;

/**
 * `lab metrics [project…]`: what was invoked, how long it took, what failed, what waits. With `--json`
 * `{from, to, projects: [{project, series, queues, tables}]}`.
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

async function measure(project: Project, target: Target, window: Window) {
  const aws = awsClients(target.clientConfig);
  const lines = [];
  for await (const line of readLogs([project], target, { since: new Date(window.from), follow: false })) {
    lines.push(line);
  }
  const [queues, tables, workflows] = await Promise.all([
    queueDepths(project, aws),
    tableSizes(project, aws),
    workflowMeasurements(project, aws, new Date(window.from)),
  ]);
  return { project: project.slug, series: seriesOf(lines, window, workflows), queues, tables };
}

type Measured = Awaited<ReturnType<typeof measure>>;

function print({ project, series, queues, tables }: Measured, minutes: number): void {
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
}

/** What is counted as its sum; what is measured as the greatest. */
function totalText({ unit, sum, max }: Series): string {
  const short = (value: number) => String(Math.round(value * 10) / 10);
  if (unit === 'Count') return short(sum);
  return `max ${short(max)}${{ Milliseconds: ' ms', Megabytes: ' MB', Other: '' }[unit]}`;
}
