/** Exams that were sat, and how far what had been said of them before held. */

import { isCalendarDay } from '../../lambda/shared/content/calendar.ts';
import { examStatusOn } from '../../lambda/shared/exams/status.ts';
import { UsageError } from '../errors.ts';
import { countedEvidence, type DrillEnd } from './counted.ts';
import { deviceOf, noteEvidence, readSittings } from './evidence.ts';
import { type Answer, newId, type Sitting } from './log/records.ts';
import { readinessFor } from './readiness.ts';
import type { BlueprintCode } from './weights.ts';

const DAY = 86_400_000;

/**
 * Notes that an exam was sat.
 * @param day `YYYY-MM-DD`, as the calendar where it was sat had it
 * @throws UsageError `WrongValue` where that cannot be, or is noted already
 */
export function noteSitting(
  stateFolder: string,
  exam: BlueprintCode,
  passed: boolean,
  day: string,
  now: number,
): Sitting {
  if (!isCalendarDay(day)) throw wrong(`"${day.slice(0, 20)}" is no day of the calendar; write it as 2026-12-01.`);
  const from = Date.parse(`${day}T00:00:00Z`);
  // Somewhere it is tomorrow already.
  if (from > now + DAY) throw wrong(`${day} has not come yet: an exam is noted once it has been sat.`);
  const { status } = examStatusOn(exam, day);
  if (status === 'scheduled' || status === 'retired')
    throw wrong(
      `${exam} could not be sat on ${day}: it was ${status === 'retired' ? 'retired by then' : 'still to come'}. Look at --exam and --date.`,
    );
  const at = from + DAY - 1;
  const same = readSittings(stateFolder).find((one) => one.exam === exam && one.at === at);
  if (same) throw wrong(`${exam} on ${day} is noted already, as ${same.passed ? 'passed' : 'failed'}.`);
  const sitting: Sitting = { kind: 'sat', id: newId(now, deviceOf(stateFolder)), at, exam, passed };
  noteEvidence(stateFolder, sitting);
  return sitting;
}

const wrong = (sentence: string) => new UsageError('WrongValue', sentence);

/** A sitting beside what was said before it. */
export interface Held {
  readonly exam: BlueprintCode;
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly passed: boolean;
  /** The chance of passing by the evidence of before that day; absent where there was not enough of it. */
  readonly told?: number;
}

/** Every sitting with what the evidence of before its day says: what was learned by the exam itself must not count. */
export function figuresHeld(
  sittings: readonly Sitting[],
  answers: readonly Answer[],
  drills: readonly DrillEnd[],
): Held[] {
  return sittings.map(({ exam, at, passed }) => {
    const before = at + 1 - DAY;
    const evidence = countedEvidence(
      answers.filter((answer) => answer.at < before),
      drills.filter((drill) => drill.at < before),
      before,
    );
    const { passing, missing } = readinessFor(exam, evidence);
    const on = new Date(at).toISOString().slice(0, 10);
    return { exam, on, passed, ...(missing.length === 0 && { told: passing }) };
  });
}
