/** `lab pipeline-run`: the delivery pipeline, rehearsed where no CodePipeline runs. */
import { Command, Option } from 'commander';
import { jsonOption } from '../../lab/commands/shared-options.ts';
import type { Lab } from '../../lab/lab.ts';
import { printJson, printTable, runToExit } from '../../lab/output.ts';
import { openTarget } from '../../lab/target.ts';
import type { Rehearsal } from './rehearsal/rehearse.ts';

const BREAKS = ['tests', 'hook', 'errors'] as const;

interface Options {
  readonly break?: (typeof BREAKS)[number];
  readonly quick?: boolean;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** Exit code 0 when the pipeline did what it is there for: a good commit delivered, a bad one kept from callers. */
export function pipelineRunCommand(lab: Lab): Command {
  return new Command('pipeline-run')
    .description('rehearse the delivery pipeline on the emulator: build, beta, approval, canary, and the way back')
    .addOption(new Option('--break <what>', 'deliver a commit with a defect').choices(BREAKS))
    .option('--quick', 'build with the packages that are installed here, without `npm ci`')
    .option('--keep', 'leave the stacks of beta and production for a look at them')
    .addOption(jsonOption())
    .action((options: Options) => runToExit(() => run(lab, options), options.json ?? false));
}

async function run(lab: Lab, options: Options): Promise<number> {
  // Opening the target takes the machine's own settings from this process; npm needs them to reach a registry.
  const machine = { ...process.env };
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const [{ Listr }, { clearAway, rehearse, STAGES }] = await Promise.all([
    import('listr2'),
    import('./rehearsal/rehearse.ts'),
  ]);
  const listr = new Listr([], {
    renderer: options.json ? 'silent' : process.stdout.isTTY ? 'default' : 'simple',
  });
  void listr;
  const outcome = await rehearse(
    { lab, target, machine, quick: options.quick ?? false, ...(options.break && { broken: options.break }) },
    {
      stage: async (name, work) => {
        await new Listr(
          [
            {
              title: name,
              task: async (_, task) => {
                task.title = `${name}: ${await work((line) => {
                  task.output = line;
                })}`;
              },
            },
          ],
          { renderer: options.json ? 'silent' : process.stdout.isTTY ? 'default' : 'simple' },
        ).run();
      },
    },
  );
  void STAGES;
  if (!options.keep) await clearAway({ lab }, () => {});
  if (options.json) printJson(outcome);
  else report(outcome);
  return isAsExpected(outcome) ? 0 : 1;
}

/** Whether callers were served by the right version in the end. */
function isAsExpected({ broken, outcome, afterwards }: Rehearsal): boolean {
  const delivered = outcome === 'delivered' && afterwards.every(({ marked, failed }) => marked && !failed);
  const kept = outcome !== 'delivered' && afterwards.every(({ marked, failed }) => !marked && !failed);
  return broken ? kept : delivered;
}

function report(outcome: Rehearsal): void {
  console.log('\nA rehearsal: the pipeline’s own commands, templates and hooks, run on the emulator.');
  printTable(
    ['stage', 'seconds', 'what came of it'],
    outcome.stages.map(({ name, seconds, detail }) => [name, seconds.toFixed(1), detail]),
  );
  console.log(`\n${outcome.outcome}: ${outcome.because.split('\n')[0]}`);
  const bad = outcome.afterwards.filter(({ failed }) => failed).length;
  console.log(
    `Callers of production now: ${outcome.afterwards.length} requests, ${bad} failed, version ${outcome.after}.`,
  );
}
