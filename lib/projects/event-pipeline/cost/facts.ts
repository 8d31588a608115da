/** What the bill of the event pipeline is counted from: its template, its handlers, and what a test has measured. */
import { FAULTS } from '../../../../lambda/event-pipeline/activity/activity.ts';
import { METRICS } from '../../../../lambda/event-pipeline/env.ts';
import { gainOf, POINTS_PER_LEVEL } from '../../../../lambda/event-pipeline/worker/standing.ts';
import { documentIn, type Resources } from '../../../prices.ts';
import { sampleActivity, seededRandom } from '../sample-activity.ts';

/** Bytes, no more than which a test measures (test/event-pipeline/cost.template.test.ts). */
export const BYTES = {
  /** An event on the bus and in the queue, envelope included. */
  event: 700,
  /** A line of the access log, which holds nothing that the caller writes. */
  accessLine: 600,
  /** What a handler writes of an invocation: its line, and its metrics in the embedded format. */
  handlerLines: 900,
  /** The largest answer that anybody can read, without compression. */
  answer: 20_000,
  /** What Lambda itself writes of an invocation as JSON: START and REPORT. */
  report: 1_000,
  /** One event of a workflow's history in its log, without the data. */
  historyEvent: 500,
  /** A dedupe record with its index overhead of 100 bytes. */
  dedupeRecord: 250,
} as const;

/** Milliseconds billed of one invocation on 512 MB, assumed: the emulator's times are not AWS's. */
export const MS = { edge: 20, batch: 60, award: 30 } as const;

export interface Facts {
  /** Requests a second that the gateway lets through. */
  readonly rate: number;
  readonly memoryGb: number;
  /** Messages that a worker takes at a time, at most. */
  readonly batch: number;
  /** State transitions of an execution that awards one milestone: every state that it enters. */
  readonly transitions: number;
  /** Lines that the workflow's log gets of it. */
  readonly history: number;
  readonly archiveDays: number;
  /** Custom metrics, where every one is published: by name, and those with a reason once more by reason. */
  readonly metrics: number;
}

interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: States;
}

/** The states from the first to an end, by the first choice each time: the way of a milestone that is awarded. */
function wayThrough({ StartAt, States }: States): readonly State[] {
  const way: State[] = [];
  for (let name: string | undefined = StartAt; name !== undefined; ) {
    const state: State | undefined = States[name];
    if (!state) throw new Error(`The workflow has no state ${name}.`);
    way.push(state, ...(state.ItemProcessor ? wayThrough(state.ItemProcessor) : []));
    name = state.Choices?.[0]?.Next ?? state.Next;
  }
  return way;
}

/**
 * Events that a state leaves in the history on its way through (Step Functions API Reference, HistoryEvent): entered and
 * exited, of a task scheduled, started and succeeded, of a map its start, its end and one iteration's.
 */
const HISTORY: Readonly<Record<string, number>> = { Choice: 2, Pass: 2, Task: 5, Map: 6 };

export function factsOf(resources: Resources): Facts {
  const the = (type: string, start = '') => {
    const found = Object.entries(resources).find(([id, { Type }]) => Type === type && id.startsWith(start));
    if (!found) throw new Error(`The template has no ${type} ${start}.`);
    return found[1].Properties ?? {};
  };
  const machine = the('AWS::StepFunctions::StateMachine');
  const way = wayThrough(documentIn(machine.DefinitionString) as States);
  // Each iteration of an inline map counts for nothing; it would of a distributed one.
  const history = way.map(({ Type }) => HISTORY[Type]);
  if (history.includes(undefined)) throw new Error('Say in HISTORY what a state of this kind leaves in the log.');
  const memories = Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? [Properties?.MemorySize as number] : [],
  );
  return {
    rate: the('AWS::ApiGatewayV2::Stage').DefaultRouteSettings.ThrottlingRateLimit,
    memoryGb: Math.max(...memories) / 1_024,
    batch: the('AWS::Lambda::EventSourceMapping', 'Activity').BatchSize,
    transitions: way.length,
    // And that of the execution itself, begun and ended.
    history: 2 + history.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    archiveDays: the('AWS::Events::Archive').RetentionDays,
    metrics: Object.keys(METRICS).length + (FAULTS.length + 1) + FAULTS.length,
  };
}

/** Of ten thousand events as `lab events publish` makes them, how many milestones come of one. */
export function milestonesPerEvent(): number {
  const random = seededRandom(1);
  const gains = Array.from({ length: 10_000 }, () => {
    const { kind, detail } = sampleActivity(random, 'ada', new Date(0));
    return gainOf({ kind, ...detail } as never).points;
  });
  return gains.reduce((sum, points) => sum + points, 0) / gains.length / POINTS_PER_LEVEL;
}

/** The most that one event can bring: a drill solved without a hint. */
export const MOST_MILESTONES_PER_EVENT =
  gainOf({ kind: 'DrillSolved', hintsUsed: 0 } as never).points / POINTS_PER_LEVEL;
