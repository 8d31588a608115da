/** A mock exam in this browser: its paper, written once, and its steps. Read again for each step, so that two tabs sit one exam. */

import type { Question } from '../../../lambda/shared/pages/question-view.ts';
import { type MockExam, type MockStep, mockOf, type Step } from '../../study/mock-steps.ts';
import type { Verdict } from './api.ts';

export interface Paper {
  readonly id: string;
  readonly edition: string;
  readonly questions: readonly Question[];
}

const PAPER = 'certlab-mock-paper';
const STEPS = 'certlab-mock-steps';
const VERDICTS = 'certlab-mock-verdicts';

/** What the browser would not take, until this tab is closed. */
const held = new Map<string, unknown>();

function read<T>(key: string): T | undefined {
  if (held.has(key)) return held.get(key) as T;
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether it survives this tab. */
function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    held.delete(key);
    return true;
  } catch {
    held.set(key, value);
    return false;
  }
}

export const paperHeld = (): Paper | undefined => {
  const paper = read<Paper>(PAPER);
  return Array.isArray(paper?.questions) && typeof paper?.id === 'string' ? paper : undefined;
};

/** The exam of the paper as its steps leave it; undefined where there is none. */
export function mockHeld(now: number): MockExam | undefined {
  const paper = paperHeld();
  const steps = read<MockStep[]>(STEPS) ?? [];
  const own = Array.isArray(steps) ? steps.filter(({ mock }) => mock === paper?.id) : [];
  const begun = own.find((step): step is MockStep & { step: 'begun' } => step.step === 'begun');
  return paper && begun && mockOf(paper.id, begun, own, now);
}

export const noteStep = (mock: string, step: Step, at: number): boolean =>
  write(STEPS, [...(read<MockStep[]>(STEPS) ?? []), { mock, at, ...step }]);

/** Puts a paper in the place of the last one. */
export function keepPaper(paper: Paper, begun: Step, at: number): boolean {
  write(VERDICTS, {});
  const kept = write(PAPER, paper);
  return write(STEPS, [{ mock: paper.id, at, ...begun }]) && kept;
}

/** Verdicts by number, of questions whose choice was judged. */
export const verdictsHeld = (): Readonly<Record<string, Verdict>> => read(VERDICTS) ?? {};

export const keepVerdict = (number: number, verdict: Verdict): boolean =>
  write(VERDICTS, { ...verdictsHeld(), [number]: verdict });
