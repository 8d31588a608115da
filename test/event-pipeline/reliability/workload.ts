/**
 * Events whose effects can be told apart, and the verdict on what became of each of them. A learner gets at most one
 * event for each counter in each exam domain, so that every event id has a counter of its own: 0 is lost, 1 is right,
 * 2 is done twice, and no loss can hide behind a double.
 */
import {
  poisoned,
  randomId,
  type SampleEvent,
  seededRandom,
} from '../../../lib/projects/event-pipeline/sample-activity.ts';
import type { Pipeline } from './pipeline.ts';

const DOMAINS = [
  'SAA-C03/1',
  'SAA-C03/2',
  'SAA-C03/3',
  'SAA-C03/4',
  'DVA-C03/1',
  'DVA-C03/2',
  'DVA-C03/3',
  'DVA-C03/4',
];
const COUNTERS = ['lessonsRead', 'drillsSolved', 'questionsAnswered'] as const;
const PER_LEARNER = DOMAINS.length * COUNTERS.length;

/** An event with the counter that it alone raises. */
interface Tracked {
  readonly event: SampleEvent;
  readonly key: string;
  readonly counter: (typeof COUNTERS)[number];
  readonly poison: boolean;
}

export interface Workload {
  /** Begins every learner's id. */
  readonly prefix: string;
  readonly tracked: readonly Tracked[];
  /** What is sent, in this order: every event once, duplicates after the first ones of their kind. */
  readonly sends: readonly SampleEvent[];
}

export interface WorkloadShape {
  readonly events: number;
  /** Shares, from 0 to 1. */
  readonly duplicates: number;
  readonly poison: number;
}

/** The same seed and prefix give the same workload. */
export function makeWorkload(seed: number, prefix: string, shape: WorkloadShape): Workload {
  const random = seededRandom(seed);
  const at = new Date().toISOString();
  const tracked = Array.from({ length: shape.events }, (_, index): Tracked => {
    const learnerId = `${prefix}-${Math.floor(index / PER_LEARNER)}`;
    const domain = DOMAINS[Math.floor((index % PER_LEARNER) / COUNTERS.length)] as string;
    const counter = COUNTERS[index % COUNTERS.length] as Tracked['counter'];
    const detail = { schemaVersion: 1, eventId: randomId(random), learnerId, task: `${domain}.1`, at };
    const event: SampleEvent = {
      lessonsRead: { kind: 'LessonRead', detail: { ...detail, lessonId: 'vpc' } },
      drillsSolved: { kind: 'DrillSolved', detail: { ...detail, drillId: 'event-pipeline/sample', hintsUsed: 0 } },
      questionsAnswered: { kind: 'QuizAnswered', detail: { ...detail, questionId: 'q-1', correct: true } },
    }[counter];
    // The first always, so that a small workload has its poison, too.
    const poison = random() < shape.poison || (shape.poison > 0 && index === 0);
    const key = `LEARNER#${learnerId} STANDING#${domain}`;
    return { event: poison ? poisoned(random, event) : event, key, counter, poison };
  });
  const once = tracked.map(({ event }) => event);
  const again = once.filter(() => random() < shape.duplicates);
  return { prefix, tracked, sends: [...once, ...again] };
}

/** Another order, the same for the same seed (Fisher–Yates). */
export function shuffled<T>(seed: number, list: readonly T[]): T[] {
  const random = seededRandom(seed);
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** What became of a workload, by event id. All four lists empty is the only good end. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Good events in the dead-letter queue. */
  readonly parkedWrongly: readonly string[];
  /** Poison that is not in the dead-letter queue. */
  readonly poisonMissing: readonly string[];
}

/** Looks every event up where its effect has to be, and prints the counts in one line. */
export async function judge(
  { pipeline, seed }: { readonly pipeline: Pipeline; readonly seed: number },
  scenario: string,
  workload: Workload,
): Promise<Verdict> {
  const standings = await pipeline.items('StandingsTableName', `LEARNER#${workload.prefix}-`);
  const parked = await pipeline.parkedIds('activity');
  const ids = (keep: (tracked: Tracked, raised: number) => boolean) =>
    workload.tracked
      .filter((tracked) => keep(tracked, Number(standings.get(tracked.key)?.[tracked.counter] ?? 0)))
      .map(({ event }) => event.detail.eventId);

  const verdict = {
    lost: ids(({ poison, event }, raised) => !poison && raised === 0 && !parked.has(event.detail.eventId)),
    doubled: ids(({ poison }, raised) => raised > (poison ? 0 : 1)),
    parkedWrongly: ids(({ poison, event }) => !poison && parked.has(event.detail.eventId)),
    poisonMissing: ids(({ poison, event }) => poison && !parked.has(event.detail.eventId)),
  };
  const poison = workload.tracked.filter((tracked) => tracked.poison).length;
  const counts = {
    sent: workload.sends.length,
    unique: workload.tracked.length,
    duplicates: workload.sends.length - workload.tracked.length,
    poison,
    applied: ids((tracked, raised) => !tracked.poison && raised === 1).length,
    lost: verdict.lost.length,
    doubled: verdict.doubled.length,
    parked: parked.size,
  };
  say(scenario, seed, counts);
  return verdict;
}

/** One line per scenario, with the seed that runs it again. */
export function say(scenario: string, seed: number, counts: Readonly<Record<string, number | string>>): void {
  const figures = Object.entries(counts).map(([name, value]) => `${name} ${value}`);
  console.log(`${scenario}: ${figures.join(', ')} (RELIABILITY_SEED=${seed})`);
}

export const GOOD_END: Verdict = { lost: [], doubled: [], parkedWrongly: [], poisonMissing: [] };
