import { Command, Option } from 'commander';
import { BLUEPRINTS } from '../../../../lambda/shared/exams/blueprints.ts';
import { misconceptionsOf } from '../../../study/cards.ts';
import { countedEvidence, type DrillEnd } from '../../../study/counted.ts';
import { readEvidence } from '../../../study/evidence.ts';
import { hasQuestions, misconceptionText } from '../../../study/items.ts';
import { type Readiness, readinessFor } from '../../../study/readiness.ts';
import { type BlueprintCode, EXAMS } from '../../../study/weights.ts';
import { allDrills } from '../../drills/catalogue.ts';
import { allIncidents } from '../../drills/incidents.ts';
import type { Lab } from '../../lab.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { paint, wrap } from '../../terminal/screen.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonOption } from '../shared-options.ts';

/** `lab readiness`: what your answers and drills say about an exam. With `--json` the `Readiness` and `misconceptions`. */
export function readinessCommand(lab: Lab): Command {
  return new Command('readiness')
    .description('how likely you would pass, on questions like ours, and which tasks would tell more')
    .addOption(new Option('--exam <code>', 'the exam; SAA-C03 by default').choices(EXAMS).default('SAA-C03'))
    .addOption(jsonOption())
    .action(({ exam, json }: { exam: BlueprintCode; json?: boolean }) =>
      runToExit(async () => {
        const answers = readEvidence(lab.stateFolder);
        const readiness = readinessFor(exam, countedEvidence(answers, await drillEnds(lab), Date.now()));
        const misconceptions = misconceptionsOf(answers).slice(0, 5);
        if (json) printJson({ ...readiness, misconceptions });
        else {
          print(readiness);
          if (misconceptions.length > 0) {
            console.log(`\n${paint('bold', 'What you chose although it is false')}`);
            for (const { id, chosen, offered } of misconceptions)
              console.log(wrap(`${chosen} of ${offered} times: ${misconceptionText(id)}`, '    ', undefined, '  '));
          }
        }
      }, json ?? false),
    );
}

/** Drills that were solved, or whose solution was looked at. */
async function drillEnds(lab: Lab): Promise<DrillEnd[]> {
  const drills = await allDrills(lab);
  return allIncidents(lab).flatMap(({ drill: id, solvedAt, solutionShown, hintsTaken, openedAt }) => {
    const drill = drills.find((one) => one.id === id);
    if (!drill || (solvedAt === undefined && !solutionShown)) return [];
    return [{ at: solvedAt ?? openedAt, tasks: drill.exam, hints: hintsTaken, solutionShown }];
  });
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

function print({ exam, tasks, share, passing, counted, missing, askNext }: Readiness): void {
  console.log(paint('bold', `${exam}, ${BLUEPRINTS[exam].name}`));
  if (missing.length > 0) {
    console.log(wrap('Not enough evidence.'));
    for (const sentence of missing) console.log(wrap(sentence, '  '));
    const next = askNext.find(hasQuestions);
    if (next)
      console.log(wrap(`What would tell most: npm run lab -- quiz --exam ${exam} --task ${next.split('/')[1]}`));
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
      `${Math.floor(counted)} answers count. AWS does not publish how 720 of 1,000 comes about; here the mark is 72 % give or take ` +
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
