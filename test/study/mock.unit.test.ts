import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
  resultOf,
  runningMock,
} from '../../lib/study/mock.ts';
import { domainOf, weightsOf } from '../../lib/study/weights.ts';

const MINUTE = 60_000;
const begun = Date.UTC(2026, 10, 27, 9);
const state = () => mkdtempSync(join(tmpdir(), 'certlab-'));

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
    const folder = state();
    beginMock(folder, 'DVA-C03', 1, begun);
    answerMock(folder, 3, [1], begun + MINUTE);
    appendFileSync(join(folder, 'mock-exams.jsonl'), '{"mock":"x","at":1,"step":"answ');
    const later = begun + 100 * MINUTE;
    answerMock(folder, 4, [0], later);
    const mock = runningMock(folder, later);
    expect([...(mock?.answers.keys() ?? [])]).toEqual([3, 4]);
    expect((mock?.until ?? 0) - later).toBe(30 * MINUTE);
  });

  it('takes the last answer, and a flag twice is none', () => {
    const folder = state();
    beginMock(folder, 'SAA-C03', 1, begun);
    answerMock(folder, 1, [0], begun + 1);
    answerMock(folder, 1, [2], begun + 2);
    expect(flagMock(folder, 1, begun + 3)).toBe(true);
    expect(runningMock(folder, begun + 4)?.flags).toEqual(new Set([1]));
    expect(flagMock(folder, 1, begun + 4)).toBe(false);
    const mock = runningMock(folder, begun + 5);
    expect(mock?.answers.get(1)?.chose).toEqual([2]);
    expect(mock?.flags.size).toBe(0);
  });

  it('ends by the clock, and takes nothing after that', () => {
    const folder = state();
    beginMock(folder, 'SAA-C03', 1, begun);
    const over = begun + 130 * MINUTE;
    expect(() => answerMock(folder, 1, [0], over)).toThrow(/its time is over, or none was begun/);
    expect(() => flagMock(folder, 1, over)).toThrow(/its time is over/);
    expect(() => endMock(folder, over)).toThrow(/its time is over/);
    expect(mockExams(folder, over)[0]).toMatchObject({ endedAt: over });
    expect(beginMock(folder, 'SAA-C03', 2, over).begunAt).toBe(over);
  });

  it('is one at a time, and refuses numbers that it does not have', () => {
    const folder = state();
    expect(() => mockItem(folder, 1, begun)).toThrow(/none was begun/);
    beginMock(folder, 'SAA-C03', 1, begun);
    expect(() => beginMock(folder, 'DVA-C03', 1, begun)).toThrow(/A mock exam of SAA-C03 is running\. Go on with it/);
    for (const number of [0, 66]) expect(() => answerMock(folder, number, [0], begun)).toThrow(/has questions 1 to 65/);
  });

  it('counts what is not answered as wrong, and becomes evidence once', () => {
    const folder = state();
    const mock = beginMock(folder, 'SAA-C03', 5, begun);
    for (let number = 1; number <= 40; number++)
      answerMock(folder, number, keyOf(itemOf(mock.items[number - 1] as string)), begun + number);
    const ended = endMock(folder, begun + 90 * MINUTE);
    const [all] = resultOf(ended);
    expect(all).toMatchObject({ of: 'SAA-C03', right: 40, questions: 65 });
    expect(all?.low).toBeGreaterThan(0.5);
    expect(all?.high).toBeLessThan(0.7);
    expect(evidenceOf(ended).map(({ id }) => id)).toEqual(evidenceOf(ended).map(({ id }) => id));
    expect(evidenceOf(ended)).toHaveLength(40);
    expect(evidenceOf(ended).every(({ right }) => right)).toBe(true);
  });
});
