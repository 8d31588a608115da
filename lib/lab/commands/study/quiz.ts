import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Item } from '../../../../lambda/shared/questions/model.ts';
import { letterOf } from '../../../../lambda/shared/questions/shown.ts';
import { UsageError } from '../../../errors.ts';
import { misconceptionsOf } from '../../../study/cards.ts';
import { doneBy, dueItems, dueKeys } from '../../../study/due.ts';
import { deviceOf, noteEvidence, readEvidence } from '../../../study/evidence.ts';
import { drawItems, type ItemFilter } from '../../../study/items.ts';
import { answerTo, type Sureness } from '../../../study/log/records.ts';
import { EXAMS } from '../../../study/weights.ts';
import type { Lab } from '../../lab.ts';
import { learnerLog } from '../../learner.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { answerText, questionText } from '../../terminal/question.ts';
import { wrap } from '../../terminal/screen.ts';
import { jsonOption, parseSeed } from '../shared-options.ts';
import { placesOf } from './answer.ts';
import { misconceptionLine } from './readiness.ts';
import { reportText } from './report-item.ts';

interface QuizOptions extends ItemFilter {
  readonly due?: boolean;
  readonly count: number;
  readonly seed?: number;
  readonly json?: boolean;
}

/**
 * `lab quiz`: questions one at a time on a terminal. With `--json`, or where nobody types, they are printed without their
 * key, `{questions: [{id, tasks, stem, code?, choose, options}]}`, for `lab answer`.
 */
export function quizCommand(lab: Lab): Command {
  return new Command('quiz')
    .description('questions whose keys are proven, with a reason for every option')
    .addOption(new Option('--exam <code>', 'in the proportions of this exam').choices(EXAMS))
    .option('--task <task>', 'of this task, for example 1.1')
    .option('--due', 'what is due to be asked again')
    .option('--count <number>', 'how many', parseCount, 5)
    .option('--seed <number>', 'the same questions for the same seed', parseSeed)
    .addOption(jsonOption())
    .action((options: QuizOptions) =>
      runToExit(async () => {
        const seed = options.seed ?? Date.now();
        const items = options.due
          ? dueItems(doneBy(await learnerLog(lab)), options, options.count, seed, Date.now())
          : drawItems(options, options.count, seed);
        if (options.json) printJson({ questions: items.map(asked) });
        else if (items.length === 0) console.log(wrap(nothingDue(readEvidence(lab.stateFolder).length)));
        else if (process.stdin.isTTY) await askAll(lab, items);
        else {
          for (const [at, item] of items.entries())
            console.log(`${questionText(item, `${at + 1} of ${items.length}: ${item.id}`)}\n`);
          console.log(wrap(`Answer: \`npm run lab -- answer ${items[0]?.id} A --sure\``));
        }
      }, options.json ?? false),
    );
}

const nothingDue = (answered: number) =>
  answered === 0
    ? 'Nothing is due, because nothing was answered yet. `npm run lab -- quiz` asks.'
    : 'Nothing is due. `npm run lab -- quiz` asks something new.';

/** A question as it is handed out: without key, reasons and misconceptions. */
export const asked = ({ id, tasks, level, kind, stem, code, choose, options }: Item) => ({
  id,
  tasks,
  level,
  kind,
  stem,
  ...(code && { code }),
  choose,
  options: options.map(({ text }, place) => ({ letter: letterOf(place), text })),
});

async function askAll(lab: Lab, items: readonly Item[]): Promise<void> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-D ends the quiz as `q` does: what was answered is kept.
  const ended = new Promise<undefined>((resolve) => prompt.once('close', () => resolve(undefined)));
  const ask = (question: string) => Promise.race([prompt.question(question), ended]);
  let right = 0;
  let answered = 0;
  const chosen = new Set<string>();
  for (const [at, item] of items.entries()) {
    console.log(`\n${questionText(item, `${at + 1} of ${items.length}: ${item.id}`)}\n`);
    const from = Date.now();
    const chose = await askFor(ask, 'Your choice (q ends): ', (text) => placesOf(item, text));
    if (chose === undefined) break;
    const sureness = await askFor(ask, 'Sure, unsure or guess (s, u, g): ', surenessOf);
    if (sureness === undefined) break;
    const answer = answerTo(item, chose, sureness, {
      milliseconds: Date.now() - from,
      device: deviceOf(lab.stateFolder),
    });
    noteEvidence(lab.stateFolder, answer);
    answered++;
    right += Number(answer.right);
    for (const id of answer.misconceptions) chosen.add(id);
    console.log(`\n${answerText(item, chose)}\n`);
    const goesOn = await askFor(
      ask,
      'Enter goes on (r reports this question, q ends): ',
      () => true,
      () => console.log(`\n${reportText(lab, item)}`),
    );
    if (goesOn === undefined) break;
  }
  prompt.close();
  const done = doneBy(await learnerLog(lab));
  const due = dueKeys(done, Date.now()).length;
  console.log(
    `\n${wrap(`${right} of ${answered} right.${due > 0 ? ` ${due} due: \`npm run lab -- quiz --due\`` : ''}`)}`,
  );
  const worst = misconceptionsOf(done.answers).find(({ id }) => chosen.has(id));
  if (worst) console.log(misconceptionLine(worst));
}

/** Asks until the answer can be read; `r` reports the question where that may be. Undefined where the learner ends it. */
async function askFor<T>(
  ask: (question: string) => Promise<string | undefined>,
  question: string,
  read: (text: string) => T,
  report?: () => void,
): Promise<T | undefined> {
  for (;;) {
    const text = (await ask(question))?.trim();
    if (text === undefined || text.toLowerCase() === 'q') return undefined;
    if (report && text.toLowerCase() === 'r') {
      report();
      continue;
    }
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      console.log(wrap(error.message));
    }
  }
}

/** @throws UsageError `WrongValue` */
function surenessOf(text: string): Sureness {
  const said = { s: 'sure', u: 'unsure', g: 'guess' } as const;
  const sureness = said[text.slice(0, 1).toLowerCase() as keyof typeof said];
  if (sureness === undefined) throw new UsageError('WrongValue', 'Type s, u or g.');
  return sureness;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 65)
    throw new InvalidArgumentError('Needs a number from 1 to 65.');
  return count;
}
