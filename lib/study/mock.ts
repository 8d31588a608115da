/**
 * Mock exams: as many questions as the exam has, in its proportions, against its clock. They are drawn from a seed and never
 * adapted to the learner, else the result would mean nothing. One file of JSON lines holds every step, so that an exam goes
 * on after a crash, with the time that really passed.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { BLUEPRINTS } from '../../lambda/shared/exams/blueprints.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { UsageError } from '../errors.ts';
import { appendLine, readLines } from '../json-lines.ts';
import { domainIn, drawItems, itemOf } from './items.ts';
import { type Answer, answerTo, type MockDone } from './log/records.ts';
import type { BlueprintCode } from './weights.ts';

const MINUTE = 60_000;

type Step =
  | {
      readonly step: 'begun';
      readonly exam: BlueprintCode;
      readonly items: readonly string[];
      readonly minutes: number;
    }
  | { readonly step: 'answered'; readonly number: number; readonly chose: readonly number[] }
  | { readonly step: 'flagged'; readonly number: number; readonly flag: boolean }
  | { readonly step: 'ended' };
type Record = Step & { readonly mock: string; readonly at: number };

/** A mock exam as its steps leave it; questions are numbered from 1. */
export interface MockExam {
  readonly id: string;
  readonly exam: BlueprintCode;
  readonly begunAt: number;
  /** When its time is over, in milliseconds since 1970. */
  readonly until: number;
  /** When it was handed in, or its time ran out; absent while it runs. */
  readonly endedAt?: number;
  readonly items: readonly string[];
  /** Places chosen, by number; the last choice counts. */
  readonly answers: ReadonlyMap<number, { readonly chose: readonly number[]; readonly at: number }>;
  readonly flags: ReadonlySet<number>;
}

/** Every step of every mock exam of a lab, read once; what is noted is added to the file and to what was read. */
export interface MockLog {
  readonly file: string;
  readonly records: Record[];
}

/** Reads the steps; a half line that a killed process left is passed over. */
export function openMocks(stateFolder: string): MockLog {
  const file = join(stateFolder, 'mock-exams.jsonl');
  return { file, records: readLines<Record>(file) };
}

function note({ file, records }: MockLog, mock: string, step: Step, at: number): void {
  const record: Record = { mock, at, ...step };
  appendLine(file, record);
  records.push(record);
}

/** Every mock exam, the oldest first, seen at `now`. */
export function mockExams({ records }: MockLog, now: number): MockExam[] {
  return [...new Set(records.map(({ mock }) => mock))].flatMap((id) => {
    const own = records.filter(({ mock }) => mock === id);
    const begun = own.find((record) => record.step === 'begun');
    return begun ? [examOf(id, begun, own, now)] : [];
  });
}

function examOf(id: string, begun: Record & { step: 'begun' }, records: readonly Record[], now: number): MockExam {
  const until = begun.at + begun.minutes * MINUTE;
  const answers = new Map<number, { chose: readonly number[]; at: number }>();
  const flags = new Set<number>();
  for (const record of records.filter(({ at }) => at <= until)) {
    if (record.step === 'answered') answers.set(record.number, { chose: record.chose, at: record.at });
    if (record.step === 'flagged') {
      if (record.flag) flags.add(record.number);
      else flags.delete(record.number);
    }
  }
  const handedIn = records.find(({ step }) => step === 'ended')?.at;
  const endedAt = handedIn ?? (now >= until ? until : undefined);
  return {
    ...{ id, exam: begun.exam, begunAt: begun.at, until, items: begun.items, answers, flags },
    ...(endedAt !== undefined && { endedAt: Math.min(endedAt, until) }),
  };
}

/** The one that runs; undefined where none does. */
export const runningMock = (log: MockLog, now: number): MockExam | undefined =>
  mockExams(log, now).findLast(({ endedAt }) => endedAt === undefined);

/**
 * Begins a mock exam.
 * @throws UsageError `WrongValue` where one runs already
 */
export function beginMock(log: MockLog, exam: BlueprintCode, seed: number, now: number): MockExam {
  const running = runningMock(log, now);
  if (running) {
    throw new UsageError(
      'WrongValue',
      `A mock exam of ${running.exam} is running. Go on with it, or hand it in with --end.`,
    );
  }
  const { minutes, questions } = BLUEPRINTS[exam];
  const items = drawItems({ exam }, questions.total, seed).map(({ id }) => id);
  const id = randomUUID();
  note(log, id, { step: 'begun', exam, items, minutes }, now);
  return runningMock(log, now) as MockExam;
}

/**
 * The running exam and one of its items.
 * @throws UsageError `WrongValue` where none runs, or it has no such number
 */
export function mockItem(log: MockLog, number: number, now: number): { readonly mock: MockExam; readonly item: Item } {
  const mock = runningMock(log, now);
  if (!mock)
    throw new UsageError(
      'WrongValue',
      'No mock exam is running: its time is over, or none was begun. `lab mock` begins one.',
    );
  return { mock, item: itemIn(mock, number) };
}

/** An item of an exam by its number, whether it runs or has ended. @throws UsageError `WrongValue` for a number that it does not have */
export function itemIn({ items }: MockExam, number: number): Item {
  const id = items[number - 1];
  if (!id) throw new UsageError('WrongValue', `The exam has questions 1 to ${items.length}; got ${number}.`);
  return itemOf(id);
}

/** Notes a choice; an earlier one for the same question counts no more. @throws UsageError as `mockItem` */
export function answerMock(log: MockLog, number: number, chose: readonly number[], now: number): void {
  const { mock } = mockItem(log, number, now);
  note(log, mock.id, { step: 'answered', number, chose }, now);
}

/** Marks a question for later, or takes the mark away. @throws UsageError as `mockItem` */
export function flagMock(log: MockLog, number: number, now: number): boolean {
  const { mock } = mockItem(log, number, now);
  const flag = !mock.flags.has(number);
  note(log, mock.id, { step: 'flagged', number, flag }, now);
  return flag;
}

/** Hands the running exam in. @throws UsageError as `mockItem` */
export function endMock(log: MockLog, now: number): MockExam {
  const { mock } = mockItem(log, 1, now);
  note(log, mock.id, { step: 'ended' }, now);
  return mockExams(log, now).find(({ id }) => id === mock.id) as MockExam;
}

export interface DomainResult {
  /** `SAA-C03/1`, or the exam's code for the whole. */
  readonly of: string;
  readonly right: number;
  readonly questions: number;
  /** 80 % interval of the share right. */
  readonly low: number;
  readonly high: number;
}

/** The result of an exam that has ended: the whole first, then each domain. What was not answered is wrong. */
export function resultOf(mock: MockExam): DomainResult[] {
  const rows = mock.items.map((id, at) => {
    const item = itemOf(id);
    const chose = mock.answers.get(at + 1)?.chose ?? [];
    return { domain: domainIn(mock.exam, item) ?? mock.exam, right: answerTo(item, chose, 'unsure').right };
  });
  const tally = (of: string, own: readonly { readonly right: boolean }[]): DomainResult => {
    const right = own.filter((row) => row.right).length;
    return { of, right, questions: own.length, ...wilson(right, own.length) };
  };
  return [
    tally(mock.exam, rows),
    ...[...new Set(rows.map(({ domain }) => domain))].sort().map((domain) =>
      tally(
        domain,
        rows.filter((row) => row.domain === domain),
      ),
    ),
  ];
}

/** Wilson's score interval of a share, at 80 %. */
function wilson(right: number, count: number): { low: number; high: number } {
  const z = 1.2816;
  const share = right / count;
  const middle = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const reach = (z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))) / (1 + z ** 2 / count);
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/** What an exam that has ended is to the log, its answers and the whole, with ids of its own: noting it twice adds nothing. */
export function evidenceOf(mock: MockExam): (Answer | MockDone)[] {
  const answers = [...mock.answers].map(([number, { chose, at }]) => ({
    // How sure somebody was is not asked in an exam.
    ...answerTo(itemOf(mock.items[number - 1] as string), chose, 'unsure', { at }),
    id: `${mock.id}/${number}`,
  }));
  const at = mock.endedAt ?? mock.until;
  const { id, exam, begunAt } = mock;
  const right = answers.filter((answer) => answer.right).length;
  const counts = { answered: answers.length, right, questions: mock.items.length };
  return [...answers, { kind: 'mock', id, at, exam, milliseconds: at - begunAt, ...counts }];
}
