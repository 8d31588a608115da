/** `lab rehearse`: the delivery pipeline, rehearsed where no CodePipeline runs. */
import { Command, Option } from 'commander';
import { jsonOption } from '../lab/commands/shared-options.ts';
import type { Lab } from '../lab/lab.ts';
import { openTarget } from '../lab/target.ts';
import { withExamples } from '../lab/terminal/help.ts';
import { EXIT, printJson, runToExit } from '../lab/terminal/output.ts';
import { printTable } from '../lab/terminal/table.ts';
import { BREAKS, type Break } from './commits.ts';
import type { Rehearsal } from './rehearse.ts';

interface Options {
  readonly break?: Break;
  readonly quick?: boolean;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Exits with 0 when the pipeline did what it is there for: a good commit delivered, or a bad one kept from callers. */
export function rehearseCommand(lab: Lab): Command {
  const command = new Command('rehearse')
    .description(
      'rehearse the delivery pipeline on the emulator: build, publish, update, beta, approval, canary, and the way back',
    )
    .addOption(new Option('--break <what>', 'deliver a commit with a defect').choices(BREAKS))
    .option('--quick', 'build without `npm ci` and checks, and run few unit tests')
    .option('--keep', 'leave the stacks of the pipeline, beta and production for a look at them')
    .addOption(jsonOption())
    .action((options: Options) => runToExit(() => run(lab, options), options.json ?? false));
  return withExamples(command, ['lab rehearse --break tests', 'a commit whose tests fail']);
}

async function run(lab: Lab, options: Options): Promise<number> {
  // Opening the target takes the machine's own settings from this process; npm needs them to reach a registry.
  const machine = { ...process.env };
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const [{ Listr }, { clearAway, rehearse, succeeded }] = await Promise.all([
    import('listr2'),
    import('./rehearse.ts'),
  ]);
  const renderer = options.json ? 'silent' : process.stdout.isTTY ? 'default' : 'simple';
  const quick = options.quick ?? false;
  const rehearsal = await rehearse({ lab, target, machine, quick, broken: options.break }, async (name, work) => {
    const stage = {
      title: name,
      task: async (_: unknown, task: { title: string; output: string }) => {
        const say = (line: string) => {
          task.output = line;
        };
        task.title = `${name}: ${await work(say)}`;
      },
    };
    await new Listr([stage], { renderer }).run();
  });
  if (!options.keep) await clearAway(lab, target);
  if (options.json) printJson(rehearsal);
  else report(rehearsal);
  return succeeded(rehearsal) ? 0 : EXIT.failed;
}

function report({ stages, outcome, because, afterwards, after }: Rehearsal): void {
  console.log('\nThis was a rehearsal: the pipeline’s own commands, templates and hooks, without CodePipeline.\n');
  printTable(
    ['stage', 'seconds', 'outcome'],
    stages.map(({ name, seconds, passed }) => [name, seconds.toFixed(1), passed ? 'passed' : 'stopped the run']),
  );
  const failed = afterwards.filter((served) => served.failed).length;
  console.log(
    `\n${outcome === 'delivered' ? 'Delivered' : outcome === 'stopped' ? 'Stopped' : 'Rolled back'}: ${because.split('\n')[0]}`,
  );
  console.log(`Callers of production get version ${after} now; of ${afterwards.length} requests ${failed} failed.`);
}
