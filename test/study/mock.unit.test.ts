import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keyOf } from '../../lambda/shared/questions/family.ts';
import { itemOf } from '../../lib/study/items.ts';
import {
  answerMock,
  beginMock,
  endMock,
  evidenceOf,
  flagMock,
  mockExams,
  mockItem,
  openMocks,
  resultOf,
  runningMock,
} from '../../lib/study/mock.ts';
import { domainOf } from '../../lib/study/seats.ts';
import { weightsOf } from '../../lib/study/weights.ts';

const MINUTE = 60_000;
const begun = Date.UTC(2026, 10, 27, 9);
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'certlab-mock-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}
const state = () => openMocks(folder());

describe('a mock exam', () => {
  it('has 65 questions in the proportions of the exam, the same for the same seed', () => {
    const [one, other] = [beginMock(state(), 'SAA-C03', 7, begun), beginMock(state(), 'SAA-C03', 7, begun)];
    expect(one.items).toEqual(other.items);
    expect(one.items).toHaveLength(65);
    expect(one.until - one.begunAt).toBe(130 * MINUTE);
    const shares = new Map<string, number>();
    for (const [task, weight] of weightsOf('SAA-C03'))
      shares.set(domainOf(task), (shares.get(domainOf(task)) ?? 0) + weight);
    const counts = resultOf(one).slice(1);
    expect(counts.map(({ of }) => of)).toEqual([...shares.keys()].sort());
    for (const { of, questions } of counts)
      expect(Math.abs(questions / 65 - (shares.get(of) as number) / 100), of).toBeLessThan(0.02);
  });

  it('goes on after a crash, with the time that really passed', () => {
    const log = state();
    beginMock(log, 'DVA-C03', 1, begun);
    answerMock(log, 3, [1], begun + MINUTE);
    appendFileSync(log.file, '{"mock":"x","at":1,"step":"answ');
    const later = begun + 100 * MINUTE;
    const again = openMocks(dirname(log.file));
    answerMock(again, 4, [0], later);
    expect(openMocks(dirname(log.file)).records).toEqual(again.records);
    const mock = runningMock(again, later);
    expect([...(mock?.answers.keys() ?? [])]).toEqual([3, 4]);
    expect((mock?.until ?? 0) - later).toBe(30 * MINUTE);
  });

  it('takes the last answer, and a flag twice is none', () => {
    const log = state();
    beginMock(log, 'SAA-C03', 1, begun);
    answerMock(log, 1, [0], begun + 1);
    answerMock(log, 1, [2], begun + 2);
    expect(flagMock(log, 1, begun + 3)).toBe(true);
    expect(runningMock(log, begun + 4)?.flags).toEqual(new Set([1]));
    answerMock(log, 1, [2], begun + 4);
    expect(runningMock(log, begun + 4)?.flags).toEqual(new Set([1]));
    expect(flagMock(log, 1, begun + 4)).toBe(false);
    const mock = runningMock(log, begun + 5);
    expect(mock?.answers.get(1)?.chose).toEqual([2]);
    expect(mock?.flags.size).toBe(0);
  });

  it('ends by the clock, and takes nothing after that', () => {
    const log = state();
    beginMock(log, 'SAA-C03', 1, begun);
    const over = begun + 130 * MINUTE;
    expect(() => answerMock(log, 1, [0], over)).toThrow(/its time is over, or none was begun/);
    expect(() => flagMock(log, 1, over)).toThrow(/its time is over/);
    expect(() => endMock(log, over)).toThrow(/its time is over/);
    expect(mockExams(log, over)[0]).toMatchObject({ endedAt: over });
    expect(beginMock(log, 'SAA-C03', 2, over).begunAt).toBe(over);
  });

  it('is one at a time, and refuses numbers that it does not have', () => {
    const log = state();
    expect(() => mockItem(log, 1, begun)).toThrow(/none was begun/);
    beginMock(log, 'SAA-C03', 1, begun);
    expect(() => beginMock(log, 'DVA-C03', 1, begun)).toThrow(/A mock exam of SAA-C03 is running\. Go on with it/);
    for (const number of [0, 66]) expect(() => answerMock(log, number, [0], begun)).toThrow(/has questions 1 to 65/);
  });

  it('counts what is not answered as wrong, and becomes evidence once', () => {
    const log = state();
    const mock = beginMock(log, 'SAA-C03', 5, begun);
    for (let number = 1; number <= 40; number++)
      answerMock(log, number, keyOf(itemOf(mock.items[number - 1] as string)), begun + number);
    const ended = endMock(log, begun + 90 * MINUTE);
    const [all] = resultOf(ended);
    expect(all).toMatchObject({ of: 'SAA-C03', right: 40, questions: 65 });
    expect(all?.low).toBeGreaterThan(0.5);
    expect(all?.high).toBeLessThan(0.7);
    expect(evidenceOf(ended).map(({ id }) => id)).toEqual(evidenceOf(ended).map(({ id }) => id));
    expect(evidenceOf(ended).filter(({ kind }) => kind === 'answer')).toHaveLength(40);
    expect(evidenceOf(ended).every(({ right }) => right)).toBe(true);
    expect(evidenceOf(ended).at(-1)).toMatchObject({
      kind: 'mock',
      id: ended.id,
      at: ended.endedAt,
      answered: 40,
      right: 40,
    });
  });

  it('is read from its file once', () => {
    const log = state();
    beginMock(log, 'SAA-C03', 1, begun);
    rmSync(log.file);
    answerMock(log, 2, [1], begun + 1);
    flagMock(log, 3, begun + 2);
    const ended = endMock(log, begun + 3);
    expect([...ended.answers.keys()]).toEqual([2]);
    expect(ended.flags).toEqual(new Set([3]));
    expect(openMocks(dirname(log.file)).records.map(({ step }) => step)).toEqual(['answered', 'flagged', 'ended']);
  });

  it.each([0, 1, 33, 40, 64, 65])('says of %i right what share that may be, by Wilson’s interval', (right) => {
    const log = state();
    const { items } = beginMock(log, 'SAA-C03', 5, begun);
    for (let number = 1; number <= right; number++)
      answerMock(log, number, keyOf(itemOf(items[number - 1] as string)), begun + number);
    const [all, ...domains] = resultOf(endMock(log, begun + MINUTE));
    expect(all).toMatchObject({ right, questions: 65 });
    for (const { low, high, right: own, questions } of [...domains, ...(all ? [all] : [])]) {
      const share = own / questions;
      expect(low).toBeLessThanOrEqual(share + 1e-12);
      expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      // What the interval is defined by: at either end the share lies 1.2816 standard deviations away.
      for (const end of [low, high])
        expect(Math.abs(share - end)).toBeCloseTo(1.2816 * Math.sqrt((end * (1 - end)) / questions), 7);
      expect(high - low).toBeGreaterThan(0);
    }
  });

  it('takes no step that was written after its time, and ends when it was over at the latest', () => {
    const log = state();
    const mock = beginMock(log, 'SAA-C03', 1, begun);
    const late = mock.until + 1;
    const steps = [
      { mock: mock.id, at: mock.until, step: 'answered', number: 1, chose: [2] },
      { mock: mock.id, at: late, step: 'answered', number: 2, chose: [1] },
      { mock: mock.id, at: late, step: 'flagged', number: 3, flag: true },
      { mock: mock.id, at: late, step: 'ended' },
      // The beginning of another was lost.
      { mock: 'other', at: late, step: 'answered', number: 4, chose: [1] },
    ];
    appendFileSync(log.file, steps.map((step) => `${JSON.stringify(step)}\n`).join(''));
    const all = mockExams(openMocks(dirname(log.file)), late + MINUTE);
    expect(all).toHaveLength(1);
    expect([...(all[0]?.answers.keys() ?? [])]).toEqual([1]);
    expect(all[0]?.flags.size).toBe(0);
    expect(all[0]?.endedAt).toBe(mock.until);
  });
});
