/** Study activity to send through the pipeline: the same seed gives the same events, ids included. */
import { randomUUID } from 'node:crypto';

/** What is put on the bus: `kind` becomes the detail-type. */
export interface SampleEvent {
  readonly kind: string;
  readonly detail: {
    readonly schemaVersion: number;
    readonly eventId: string;
    readonly learnerId: string;
    readonly at: string;
    readonly [field: string]: unknown;
  };
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A version 4 UUID drawn from `random`. */
export function randomId(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '89ab'[Math.floor(random() * 4)] as string;
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const TASKS = ['SAA-C03/1.1', 'SAA-C03/2.1', 'SAA-C03/3.2', 'SAA-C03/4.2', 'DVA-C03/1.1', 'DVA-C03/2.1'] as const;

/** What each kind of the bus says of its own. */
const SAYS = {
  LessonRead: { lessonId: 'lesson-1' },
  DrillSolved: { drillId: 'event-pipeline/sample', hintsUsed: 0 },
  QuizAnswered: { questionId: 'question-1', correct: true },
} as const;

/** The kinds that the worker of the bus knows. */
export type Kind = keyof typeof SAYS;

/** A good event of this kind, with an id of its own: 5 points for a lesson, 20 for a drill, 10 for a question. */
export function goodEvent(kind: Kind, learnerId: string, change: Readonly<Record<string, unknown>> = {}): SampleEvent {
  return {
    kind,
    detail: {
      schemaVersion: 1,
      eventId: randomUUID(),
      learnerId,
      task: 'SAA-C03/2.1',
      at: new Date().toISOString(),
      ...SAYS[kind],
      ...change,
    },
  };
}

/** A good event for this learner, drawn from `random`. */
export function sampleActivity(random: () => number, learnerId: string, at = new Date()): SampleEvent {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const common = { eventId: randomId(random), task: pick(TASKS), at: at.toISOString() };
  const kind = pick(Object.keys(SAYS) as Kind[]);
  const says = {
    LessonRead: () => ({ lessonId: `lesson-${Math.floor(random() * 40)}` }),
    DrillSolved: () => ({ hintsUsed: Math.floor(random() * 4) }),
    QuizAnswered: () => ({ questionId: `question-${Math.floor(random() * 99)}`, correct: random() < 0.7 }),
  }[kind]();
  return goodEvent(kind, learnerId, { ...common, ...says });
}

/** The same event with one thing wrong that no retry can help. */
export function poisoned(random: () => number, event: SampleEvent): SampleEvent {
  const { detail } = event;
  const ways: readonly SampleEvent[] = [
    { ...event, detail: { ...detail, learnerId: '<script>alert(1)</script>' } },
    { ...event, detail: { ...detail, schemaVersion: 9 } },
    { ...event, detail: { ...detail, task: 'SAA-C03/9.9' } },
    { ...event, kind: 'LessonForgotten' },
  ];
  return ways[Math.floor(random() * ways.length)] as SampleEvent;
}
