import { Command } from 'commander';
import type { TargetOptions } from '../../target.ts';
import { refuseForeignStacks } from '../aws/aws-guards.ts';
import { chooseProjects, type Lab } from '../lab.ts';
import { formatLogLine, matches, readLogs } from '../observed/logs.ts';
import { statusOf } from '../stacks/stacks.ts';
import { openTarget } from '../target.ts';
import { complain, runToExit } from '../terminal/output.ts';
import { screenWidth } from '../terminal/screen.ts';
import { parseMinutes, withTargetOptions } from './shared-options.ts';

interface LogsOptions extends TargetOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly since: number;
  readonly filter?: string;
}

/** `lab logs [project…]`: what the functions wrote; with `--json` one object per line. */
export function logsCommand(lab: Lab): Command {
  return withTargetOptions(new Command('logs'))
    .description("what the projects' functions log")
    .argument('[project...]', 'slugs of projects; all that are deployed by default')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('--filter <text>', 'only lines that have this text in them, in capitals or not')
    .option('--since <minutes>', 'how far back', parseMinutes, 10)
    .action((slugs: string[], options: LogsOptions) =>
      runToExit(async () => {
        const target = await openTarget(options, lab.stateFolder);
        const chosen = chooseProjects(lab, slugs);
        if (target.name === 'aws') await refuseForeignStacks(target, chosen);
        const statuses = await statusOf(chosen, target);
        const deployed = chosen.filter((_, index) => statuses[index]?.state !== 'not-deployed');
        if (deployed.length === 0) complain('nothing is deployed, so nothing logs. `npm run lab -- up` deploys.');
        const stop = new AbortController();
        process.once('SIGINT', () => stop.abort());
        process.stdout.once('error', () => stop.abort());
        const since = new Date(Date.now() - options.since * 60_000);
        for await (const line of readLogs(deployed, target, {
          since,
          follow: options.follow ?? false,
          signal: stop.signal,
        })) {
          if (!matches(line, options.filter)) continue;
          console.log(options.json ? JSON.stringify(line) : formatLogLine(line, screenWidth()));
        }
      }, options.json ?? false),
    );
}
