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
import { drawItems, itemOf } from './items.ts';
import { type Answer, answerTo, type MockDone } from './log/records.ts';
import {
  type DomainResult,
  type MockExam,
  type MockStep,
  mockOf,
  recordsOf,
  type Step,
  tallied,
} from './mock-steps.ts';
import { domainIn } from './seats.ts';
import type { BlueprintCode } from './weights.ts';

/** Every step of every mock exam of a lab, read once; what is noted is added to the file and to what was read. */
export interface MockLog {
  readonly file: string;
  readonly records: MockStep[];
}

/** Reads the steps; a half line that a killed process left is passed over. */
export function openMocks(stateFolder: string): MockLog {
  const file = join(stateFolder, 'mock-exams.jsonl');
  return { file, records: readLines<MockStep>(file) };
}

function note({ file, records }: MockLog, mock: string, step: Step, at: number): void {
  const record: MockStep = { mock, at, ...step };
  appendLine(file, record);
  records.push(record);
}

/** Every mock exam, the oldest first, seen at `now`. */
export function mockExams({ records }: MockLog, now: number): MockExam[] {
  return [...new Set(records.map(({ mock }) => mock))].flatMap((id) => {
    const own = records.filter(({ mock }) => mock === id);
    const begun = own.find((record) => record.step === 'begun');
    return begun ? [mockOf(id, begun, own, now)] : [];
  });
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

/** The result of an exam that has ended: the whole first, then each domain. What was not answered is wrong. */
export const resultOf = (mock: MockExam): DomainResult[] =>
  tallied(
    mock.exam,
    mock.items.map((id, at) => {
      const item = itemOf(id);
      const chose = mock.answers.get(at + 1)?.chose ?? [];
      return { domain: domainIn(mock.exam, item) ?? mock.exam, right: answerTo(item, chose, 'unsure').right };
    }),
  );

/** What an exam that has ended is to the log. */
export const evidenceOf = (mock: MockExam): (Answer | MockDone)[] =>
  recordsOf(mock, (number) => itemOf(mock.items[number - 1] as string));
