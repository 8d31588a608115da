import { Command, InvalidArgumentError, Option } from 'commander';
import { BLUEPRINTS } from '../../../../lambda/shared/exams/blueprints.ts';
import { letterOf } from '../../../../lambda/shared/questions/shown.ts';
import {
  answerMock,
  beginMock,
  endMock,
  flagMock,
  itemIn,
  mockExams,
  mockItem,
  openMocks,
  resultOf,
  runningMock,
} from '../../../study/mock.ts';
import type { MockExam } from '../../../study/mock-steps.ts';
import { type BlueprintCode, EXAMS } from '../../../study/weights.ts';
import type { Lab } from '../../lab.ts';
import { gatherEvidence } from '../../learner.ts';
import { duration } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { answerText, questionText } from '../../terminal/question.ts';
import { paint, wrap } from '../../terminal/screen.ts';
import { printTable } from '../../terminal/table.ts';
import { jsonOption, parseSeed } from '../shared-options.ts';
import { placesOf } from './answer.ts';
import { asked } from './quiz.ts';

interface MockOptions {
  readonly exam?: BlueprintCode;
  readonly seed?: number;
  readonly answer?: string;
  readonly flag?: boolean;
  readonly review?: boolean;
  readonly end?: boolean;
  readonly json?: boolean;
}

/**
 * `lab mock [number]`: begins a mock exam, or goes on with the one that runs: shows a question, takes an answer, flags it,
 * lists all, hands in. The clock runs on whatever happens to the terminal. Reasons come when it has ended.
 */
export function mockCommand(lab: Lab): Command {
  return new Command('mock')
    .description(
      'a mock exam against the clock: the exam’s number of questions, in its proportions, no reasons until it ends',
    )
    .argument('[number]', 'the question to show; the first without an answer by default', parseNumber)
    .addOption(new Option('--exam <code>', 'begin one of this exam').choices(EXAMS))
    .option('--seed <number>', 'the same questions for the same seed', parseSeed)
    .option('--answer <letters>', 'your answer to it; the last one counts')
    .option('--flag', 'mark it for later, or take the mark away')
    .option('--review', 'all questions: answered, flagged, open; reasons, once it has ended')
    .option('--end', 'hand in')
    .addOption(jsonOption())
    .action((number: number | undefined, options: MockOptions) =>
      runToExit(async () => {
        const now = Date.now();
        const log = openMocks(lab.stateFolder);
        await gatherEvidence(lab);
        if (options.end) {
          const ended = endMock(log, now);
          await gatherEvidence(lab);
          printResult(ended, options.json ?? false);
          return;
        }
        const last = mockExams(log, now).at(-1);
        const asksForOne = options.answer !== undefined || options.flag || (number !== undefined && !options.review);
        if (!runningMock(log, now) && asksForOne && !options.exam) mockItem(log, number ?? 1, now);
        if (!runningMock(log, now) && last && !options.exam) {
          if (options.review && number !== undefined) printReasons(last, number);
          else printResult(last, options.json ?? false);
          return;
        }
        const begun = options.exam && beginMock(log, options.exam, options.seed ?? now, now);
        const mock = begun ?? runningMock(log, now) ?? beginMock(log, 'SAA-C03', options.seed ?? now, now);
        const at = number ?? firstOpen(mock);
        if (options.answer !== undefined)
          answerMock(log, at, placesOf(mockItem(log, at, now).item, options.answer), now);
        if (options.flag) flagMock(log, at, now);
        const changed = runningMock(log, now) as MockExam;
        if (options.review) printReview(changed, now, options.json ?? false);
        else
          show(changed, options.answer === undefined ? at : (number ?? firstOpen(changed)), now, options.json ?? false);
      }, options.json ?? false),
    );
}

const firstOpen = ({ items, answers }: MockExam) => items.findIndex((_, at) => !answers.has(at + 1)) + 1 || 1;

const clock = (mock: MockExam, now: number) =>
  `${mock.answers.size} of ${mock.items.length} answered, ${duration(mock.until - now)} left`;

function show(mock: MockExam, number: number, now: number, json: boolean): void {
  const item = itemIn(mock, number);
  const chosen = mock.answers.get(number)?.chose.map(letterOf).join('');
  if (json) {
    printJson({
      exam: mock.exam,
      until: new Date(mock.until).toISOString(),
      answered: mock.answers.size,
      number,
      of: mock.items.length,
      ...(chosen && { chosen }),
      flagged: mock.flags.has(number),
      question: asked(item),
    });
    return;
  }
  console.log(
    `${questionText(item, `${mock.exam}, question ${number} of ${mock.items.length}${mock.flags.has(number) ? ', flagged' : ''}`)}\n`,
  );
  if (chosen) console.log(`You chose ${chosen}.`);
  console.log(
    wrap(`${clock(mock, now)}. Answer: \`npm run lab -- mock ${number} --answer ${item.choose === 1 ? 'A' : 'AC'}\``),
  );
}

function printReview(mock: MockExam, now: number, json: boolean): void {
  const rows = mock.items.map((_, at) => ({
    number: at + 1,
    chosen:
      mock.answers
        .get(at + 1)
        ?.chose.map(letterOf)
        .join('') ?? null,
    flagged: mock.flags.has(at + 1),
  }));
  if (json) {
    printJson({ exam: mock.exam, until: new Date(mock.until).toISOString(), questions: rows });
    return;
  }
  const list = (some: typeof rows) => rangesOf(some.map(({ number }) => number)) || 'none';
  console.log(`${paint('bold', mock.exam)}: ${clock(mock, now)}`);
  console.log(wrap(`open: ${list(rows.filter(({ chosen }) => chosen === null))}`, '    ', undefined, '  '));
  console.log(wrap(`flagged: ${list(rows.filter(({ flagged }) => flagged))}`, '    ', undefined, '  '));
  console.log('Hand in: `npm run lab -- mock --end`');
}

/** Numbers in ascending order, three or more that follow each other as one: `2, 4–65`. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => [...new Set([from, to])].join(to - from > 1 ? '–' : ', ')).join(', ');
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

function printResult(mock: MockExam, json: boolean): void {
  const result = resultOf(mock);
  if (json) {
    printJson({ exam: mock.exam, endedAt: new Date(mock.endedAt ?? 0).toISOString(), result });
    return;
  }
  console.log(
    `${paint('bold', `${mock.exam}, mock exam`)}, ${duration((mock.endedAt ?? 0) - mock.begunAt)} of ${BLUEPRINTS[mock.exam].minutes} min\n`,
  );
  printTable(
    ['', 'right', 'of', 'share', 'from', 'to'],
    result.map(({ of, right, questions, low, high }) => [
      of === mock.exam ? 'all' : `domain ${of.split('/')[1]}`,
      String(right),
      String(questions),
      percent(right / questions),
      percent(low),
      percent(high),
    ]),
  );
  console.log(
    `\n${wrap(`The true share lies between "from" and "to" four times of five. Reasons: \`npm run lab -- mock 1 --review\`. Another: \`npm run lab -- mock --exam ${mock.exam}\``)}`,
  );
}

function printReasons(mock: MockExam, number: number): void {
  const item = itemIn(mock, number);
  console.log(
    `${questionText(item, `${mock.exam}, question ${number} of ${mock.items.length}`)}\n\n${answerText(item, mock.answers.get(number)?.chose ?? [])}`,
  );
}

function parseNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Needs a whole number.');
  return Number(text);
}
