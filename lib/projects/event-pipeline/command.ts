/** `lab events …`: what a learner does to the pipeline by hand. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { idPattern, LONGEST_LEARNER_ID } from '../../../lambda/event-pipeline/activity/ids.ts';
import { parseTime } from '../../../lambda/event-pipeline/activity/time.ts';
import { UsageError } from '../../errors.ts';
import { withTargetOptions } from '../../lab/commands/shared-options.ts';
import type { Deployed, Lab } from '../../lab/lab.ts';
import { outputsOf } from '../../lab/stacks/stacks.ts';
import { openTarget } from '../../lab/target.ts';
import { withExamples } from '../../lab/terminal/help.ts';
import { printJson, runToExit } from '../../lab/terminal/output.ts';
import { printTable } from '../../lab/terminal/table.ts';
import type { TargetOptions } from '../../target.ts';
import type { Flow } from './operate.ts';
import { eventPipeline } from './project.ts';

type Options<T = object> = TargetOptions & { readonly json?: boolean } & T;

/** The project's own commands; the SDK is loaded by the one that runs. */
export async function eventsCommand(lab: Lab): Promise<Command> {
  const pipeline = withExamples(
    new Command('events').description('send activity through the event pipeline, and bring it back'),
    ['lab events publish --count 100', 'a hundred events of one learner'],
  );
  pipeline.addCommand(
    withExamples(publishCommand(lab), ['lab events publish --count 100 --poison 5', 'five in a hundred are broken']),
  );
  pipeline.addCommand(
    withExamples(replayCommand(lab), ['lab events replay --from 2026-11-23T10:00:00Z', 'from then until now']),
  );
  pipeline.addCommand(withExamples(redriveCommand(lab), ['lab events redrive --flow cards', 'what the cards parked']));
  pipeline.addCommand(withExamples(drainReportCommand(lab), ['lab events drain-report', 'what is parked, and why']));
  return pipeline;
}

function publishCommand(lab: Lab): Command {
  return withTargetOptions(new Command('publish'))
    .description('put study activity on the bus, as any producer could')
    .option('--count <n>', 'events to make', wholeNumber(1, 100_000), 10)
    .option('--learner <id>', 'whose activity it is', learnerId, 'ada')
    .option('--seed <n>', 'the same seed makes the same events', wholeNumber(0, 2 ** 32 - 1))
    .option('--duplicates <percent>', 'share of the events to send twice', wholeNumber(0, 100), 0)
    .option('--poison <percent>', 'share of the events to break', wholeNumber(0, 100), 0)
    .action((options: Options<{ count: number; learner: string; seed?: number; duplicates: number; poison: number }>) =>
      run(
        lab,
        options,
        async (deployed) => {
          const { publish } = await import('./operate.ts');
          const { poisoned, sampleActivity, seededRandom } = await import('./sample-activity.ts');
          const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
          const random = seededRandom(seed);
          const events = Array.from({ length: options.count }, () => {
            const event = sampleActivity(random, options.learner);
            return random() * 100 < options.poison ? { ...poisoned(random, event), broken: true } : event;
          });
          const again = events.filter(() => random() * 100 < options.duplicates);
          await publish(deployed, [...events, ...again]);
          const broken = events.filter((event) => 'broken' in event).length;
          const result = { seed, learner: options.learner, events: events.length, duplicates: again.length, broken };
          return {
            json: result,
            say: () => {
              console.log(
                `Published ${events.length} events and ${again.length} of them again; ${broken} are broken. Seed ${seed}.`,
              );
              console.log(`Standing: curl ${deployed.outputs.ApiUrl}/v1/standings/${options.learner}`);
            },
          };
        },
        { asks: 'Publish activity to' },
      ),
    );
}

function replayCommand(lab: Lab): Command {
  return withTargetOptions(new Command('replay'))
    .description('send what the archive holds through the pipeline again')
    .option('--from <time>', 'with its zone, such as 2026-11-23T10:00:00Z; a day before --to by default', moment)
    .option('--to <time>', 'with its zone; now by default', moment)
    .action((options: Options<{ from?: Date; to?: Date }>) =>
      run(
        lab,
        options,
        async (deployed) => {
          const { replay } = await import('./operate.ts');
          const to = options.to ?? new Date();
          const from = options.from ?? new Date(to.getTime() - 86_400_000);
          if (from >= to) {
            throw new UsageError(
              'InvalidTimes',
              `${from.toISOString()} is not before ${to.toISOString()}, so there is nothing to replay. Swap --from and --to.`,
            );
          }
          const { archive } = await replay(deployed, from, to);
          return {
            json: { archive, from: from.toISOString(), to: to.toISOString() },
            say: () => {
              console.log(`Replayed ${archive} from ${from.toISOString()} to ${to.toISOString()}.`);
              console.log('On AWS an event reaches the archive some minutes late: replay again for what is newer.');
            },
          };
        },
        { asks: 'Replay the archive of' },
      ),
    );
}

const flowOption = () =>
  new Option('--flow <flow>', 'which way through').choices(['activity', 'cards']).default('activity');

function redriveCommand(lab: Lab): Command {
  return withTargetOptions(new Command('redrive'))
    .description('move what lies in the dead-letter queue back to its queue')
    .addOption(flowOption())
    .option('--reason <reason>', 'only what was parked for this reason, for example FutureVersion')
    .action((options: Options<{ flow: Flow; reason?: string }>) =>
      run(
        lab,
        options,
        async (deployed) => {
          const { REASONS, redrive } = await import('./operate.ts');
          const { reason } = options;
          if (reason !== undefined && !REASONS.includes(reason)) {
            const known = REASONS.join(', ');
            throw new UsageError('WrongValue', `Nothing is parked for the reason "${reason}". There are ${known}.`);
          }
          const moved = await redrive(deployed, options.flow, reason);
          return { json: { flow: options.flow, moved }, say: () => console.log(`Moved ${moved} messages back.`) };
        },
        { asks: 'Redrive the dead-letter queue of' },
      ),
    );
}

function drainReportCommand(lab: Lab): Command {
  return withTargetOptions(new Command('drain-report'))
    .description('what waits in the queues, and what lies in the dead-letter queues and why; takes nothing away')
    .action((options: Options) =>
      run(lab, options, async (deployed) => {
        const { deadLetters, depthOf } = await import('./operate.ts');
        const flows = [
          ['activity', 'ActivityQueueUrl', 'ActivityDeadLetterQueueUrl'],
          ['cards', 'CardQueueUrl', 'CardDeadLetterQueueUrl'],
        ] as const;
        const report = await Promise.all(
          flows.map(async ([flow, queue, deadLetterQueue]) => {
            // Before we look ourselves: what somebody else has just received shows in the counts alone.
            const { inFlight: hidden } = await depthOf(deployed, deadLetterQueue);
            const parked: Record<string, number> = {};
            for (const { reason } of await deadLetters(deployed, flow)) parked[reason] = (parked[reason] ?? 0) + 1;
            return { flow, ...(await depthOf(deployed, queue)), parked, hidden };
          }),
        );
        const atRest = await depthOf(deployed, 'MilestoneDeadLetterQueueUrl');
        const milestones = atRest.waiting + atRest.inFlight;
        return {
          json: { flows: report, milestonesParked: milestones },
          say: () => {
            printTable(
              ['flow', 'waiting', 'in flight', 'parked'],
              report.map(({ flow, waiting, inFlight, parked, hidden }) => [
                flow,
                String(waiting),
                String(inFlight),
                [
                  ...Object.entries(parked).map(([reason, count]) => `${count} ${reason}`),
                  ...(hidden > 0 ? [`${hidden} more, received by someone within the last minute`] : []),
                ].join('\n') || 'none',
              ]),
            );
            console.log(`Milestones parked: ${milestones}`);
          },
        };
      }),
    );
}

/**
 * Finds the deployed project, runs `work`, and says what came of it, to a program or to a person. What changes something
 * `asks` first on an account, by these words.
 */
async function run(
  lab: Lab,
  options: Options,
  work: (deployed: Deployed) => Promise<{ readonly json: unknown; readonly say: () => void }>,
  { asks }: { asks?: string } = {},
): Promise<void> {
  await runToExit(async () => {
    const target = await openTarget(options, lab.stateFolder);
    const outputs = await outputsOf(eventPipeline, target);
    if (asks && target.name === 'aws') {
      const { confirmOnAws } = await import('../../lab/aws/aws-guards.ts');
      await confirmOnAws(target, [eventPipeline], asks);
    }
    const { json, say } = await work({ target, outputs });
    if (options.json) printJson(json);
    else say();
    return undefined;
  }, options.json ?? false);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`Needs a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** An id as the edge takes it: any other would be parked, and is no part of an address or of a command to copy. */
function learnerId(text: string): string {
  if (!idPattern(LONGEST_LEARNER_ID).test(text)) {
    throw new InvalidArgumentError(
      `Needs 1 to ${LONGEST_LEARNER_ID} letters, digits, dots, underscores or hyphens, beginning with a letter or digit.`,
    );
  }
  return text;
}

/** A time as people type it: RFC 3339 with its zone, so that it means the same on every machine. */
function moment(text: string): Date {
  const time = parseTime(text);
  if (time === undefined) {
    throw new InvalidArgumentError(
      'Needs a day of the calendar, of 2013 or later, and a time with a zone, such as 2026-11-23T10:00:00Z.',
    );
  }
  return new Date(time);
}
