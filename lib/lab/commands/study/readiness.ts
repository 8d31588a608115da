import { Command, Option } from 'commander';
import { BLUEPRINTS } from '../../../../lambda/shared/exams/blueprints.ts';
import { UsageError } from '../../../errors.ts';
import { misconceptionsOf } from '../../../study/cards.ts';
import { countedEvidence } from '../../../study/counted.ts';
import { readSittings } from '../../../study/evidence.ts';
import { hasQuestions, misconceptionText } from '../../../study/items.ts';
import { countedDrills } from '../../../study/log/drill-ends.ts';
import { thoseCome } from '../../../study/log/log.ts';
import { answersThatCount, type Readiness, readinessFor } from '../../../study/readiness.ts';
import { figuresHeld, type Held, noteSitting } from '../../../study/sittings.ts';
import { type BlueprintCode, EXAMS } from '../../../study/weights.ts';
import type { Lab } from '../../lab.ts';
import { learnerLog } from '../../learner.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { paint, wrap } from '../../terminal/screen.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonOption } from '../shared-options.ts';

interface ReadinessOptions {
  readonly exam?: BlueprintCode;
  readonly misconceptions?: boolean;
  readonly sat?: 'pass' | 'fail';
  readonly date?: string;
  readonly json?: boolean;
}

/**
 * `lab readiness`: what your answers and drills say about an exam, and how what was said before exams that you sat held. With
 * `--json` the `Readiness`, `misconceptions` and `sat`; with `--misconceptions` these alone.
 */
export function readinessCommand(lab: Lab): Command {
  return new Command('readiness')
    .description('how likely you would pass, on questions like ours, and which tasks would tell more')
    .addOption(
      new Option('--exam <code>', 'the exam; by default the one that you chose on the site, or SAA-C03').choices(EXAMS),
    )
    .option('--misconceptions', 'every wrong idea that you chose, and how often of the times it was offered')
    .addOption(
      new Option('--sat <result>', 'note that you sat the exam').choices(['pass', 'fail']).conflicts('misconceptions'),
    )
    .option('--date <day>', 'the day you sat it, as 2026-12-01; today by default')
    .addOption(jsonOption())
    .action((options: ReadinessOptions) =>
      runToExit(async () => {
        await answer(lab, options);
      }, options.json ?? false),
    );
}

async function answer(lab: Lab, { json, ...options }: ReadinessOptions): Promise<void> {
  const now = Date.now();
  if (options.date !== undefined && options.sat === undefined)
    throw new UsageError('WrongArguments', '--date is the day of an exam that you sat: add --sat pass or --sat fail.');
  const log = await learnerLog(lab);
  const exam = options.exam ?? EXAMS.find((code) => code === log.settings.get('exam')?.value) ?? 'SAA-C03';
  if (options.sat) noteSitting(lab.stateFolder, exam, options.sat === 'pass', options.date ?? today(now), now);
  const answers = thoseCome(log.answers, now);
  const misconceptions = misconceptionsOf(answers);
  if (options.misconceptions) {
    if (json) printJson({ misconceptions });
    else printMisconceptions(misconceptions);
    return;
  }
  const drills = countedDrills(thoseCome(log.drills, now));
  const readiness = readinessFor(exam, countedEvidence(answers, drills, now));
  const sat = figuresHeld(readSittings(lab.stateFolder), answers, drills);
  if (json) {
    printJson({ ...readiness, misconceptions: misconceptions.slice(0, SHOWN), sat });
    return;
  }
  print(readiness);
  if (misconceptions.length > 0) console.log();
  if (misconceptions.length > 0) printMisconceptions(misconceptions.slice(0, SHOWN));
  if (sat.length > 0) printHeld(sat);
}

/** Misconceptions beside the readiness; all of them have an option. */
const SHOWN = 5;

const today = (now: number) => new Date(now).toISOString().slice(0, 10);

type Misconception = ReturnType<typeof misconceptionsOf>[number];

/** `3 of 4 times: What a permissions boundary allows, the role may do.` */
export const misconceptionLine = ({ id, chosen, offered }: Misconception): string =>
  wrap(`${chosen} of ${offered} times: ${misconceptionText(id)}`, '    ', undefined, '  ');

function printMisconceptions(misconceptions: readonly Misconception[]): void {
  if (misconceptions.length === 0) {
    console.log(wrap('You chose nothing that is false yet. `npm run lab -- quiz` asks.'));
    return;
  }
  console.log(paint('bold', 'What you chose although it is false'));
  for (const one of misconceptions) console.log(misconceptionLine(one));
}

/** What was said before each exam, and what came of it. */
function printHeld(sat: readonly Held[]): void {
  console.log(`\n${paint('bold', 'Exams that you sat')}`);
  printTable(
    ['exam', 'on', 'result', 'chance the day before'],
    sat.map(({ exam, on, passed, told }) => [
      exam,
      on,
      passed ? 'passed' : 'failed',
      told === undefined ? 'not enough evidence' : percent(told),
    ]),
  );
  const said = sat.flatMap(({ passed, told }) => (told === undefined ? [] : [{ passed, told }]));
  if (said.length === 0) return;
  const expected = said.reduce((sum, { told }) => sum + told, 0);
  console.log(
    wrap(
      `Of ${said.length} with a figure you passed ${said.filter(({ passed }) => passed).length}; the figures add up to ` +
        `${expected.toFixed(1)}. A few exams cannot show whether they are right, many can.`,
    ),
  );
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

function print({ exam, tasks, share, passing, counted, missing, askNext }: Readiness): void {
  console.log(paint('bold', `${exam}, ${BLUEPRINTS[exam].name}`));
  if (missing.length > 0) {
    console.log(wrap('Not enough evidence.'));
    for (const sentence of missing) console.log(wrap(sentence, '  '));
    const next = askNext.find(hasQuestions);
    if (next)
      console.log(wrap(`What would tell most: \`npm run lab -- quiz --exam ${exam} --task ${next.split('/')[1]}\``));
  } else {
    console.log(
      wrap(
        `On questions like ours you would get about ${percent(share.mean)} right (${percent(share.low)} to ${percent(share.high)}, four times of ` +
          `five), and pass with a chance of ${percent(passing)}.`,
      ),
    );
  }
  console.log(
    wrap(
      `${answersThatCount(counted)}. AWS does not publish how 720 of 1,000 comes about; here the mark is 72 % give or take ` +
        '3. If our questions are easier than the exam’s, the chance is too high.',
    ),
  );
  console.log();
  const order = new Map(askNext.map((task, at) => [task, at]));
  printTable(
    ['task', 'of the exam', 'right', 'from', 'to', 'answers', ''],
    tasks.map(({ task, weight, mean, low, high, counted: own }) => [
      task.split('/')[1] as string,
      `${Math.round(weight)} %`,
      percent(mean),
      percent(low),
      percent(high),
      own.toFixed(1),
      (order.get(task) ?? 99) < 3 ? 'would tell most' : '',
    ]),
  );
}
