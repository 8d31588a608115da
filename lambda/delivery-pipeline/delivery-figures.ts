/**
 * What an event of the pipeline changes in what is known of its run, and the figures that follow. Pure: an event
 * delivered again, or before one that happened earlier in the same run, leads to the same figures, each of them once.
 */

/** What EventBridge delivers: the start or success of a run, or a failed deployment to production (the rules' patterns). */
export interface PipelineEvent {
  readonly 'detail-type': 'CodePipeline Pipeline Execution State Change' | 'CodePipeline Action Execution State Change';
  readonly time: string;
  readonly detail: {
    readonly pipeline: string;
    readonly 'execution-id': string;
    readonly state: 'STARTED' | 'SUCCEEDED' | 'FAILED';
  };
}

/** What is remembered of one run; times are the events' own, as EventBridge writes them (UTC, whole seconds). */
export interface Run {
  readonly startedAt?: string;
  /** The first failure: a stage that is retried and fails again is still one failed change. */
  readonly failedAt?: string;
  readonly succeededAt?: string;
  /** The invocation that counted the failure, and the one that counted the success. */
  readonly failureBy?: string;
  readonly successBy?: string;
  /** Since when production had been broken that this run repaired, and the invocation that says so. */
  readonly restoredSince?: string;
  readonly restoredBy?: string;
}

/** Counts of one, and seconds. */
export interface Figures {
  readonly deployments?: number;
  readonly failures?: number;
  readonly leadTime?: number;
  readonly timeToRestore?: number;
}

export interface Recorded {
  readonly run: Run;
  /** Since when production is broken; undefined while it works. */
  readonly brokenSince: string | undefined;
  readonly figures: Figures;
}

const earlier = (one: string | undefined, other: string) => (one !== undefined && one < other ? one : other);
const secondsBetween = (from: string, to: string) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

/**
 * Records one event.
 * @param invocation id of the Lambda request: Lambda repeats it when it runs the same event again after an error, so
 * that figures which an interrupted invocation had written down but not published are published by its repetition
 */
export function record(
  { time, detail: { state } }: PipelineEvent,
  invocation: string,
  before: { readonly run: Run; readonly brokenSince: string | undefined },
): Recorded {
  let { brokenSince } = before;
  let run: Run = { ...before.run };
  if (state === 'STARTED') run = { ...run, startedAt: earlier(run.startedAt, time) };
  if (state === 'FAILED') run = { ...run, failedAt: earlier(run.failedAt, time) };
  if (state === 'SUCCEEDED') run = { ...run, succeededAt: earlier(run.succeededAt, time) };

  const { startedAt, failedAt, succeededAt } = run;
  // A run whose beginning was never seen began before there was anyone to record it, and has no lead time.
  if (!startedAt) return { run, brokenSince, figures: {} };
  let figures: Figures = {};

  if (failedAt && (run.failureBy ?? invocation) === invocation) {
    if (!run.failureBy) {
      if (!run.successBy) brokenSince = earlier(brokenSince, failedAt);
      // A success of the same run that came in first has ended this failure already.
      else if (!run.restoredBy) run = { ...run, restoredSince: failedAt, restoredBy: invocation };
      run = { ...run, failureBy: invocation };
    }
    figures = { deployments: 0, failures: 1 };
  }
  if (succeededAt && (run.successBy ?? invocation) === invocation) {
    if (!run.successBy) {
      if (brokenSince) run = { ...run, restoredSince: brokenSince, restoredBy: invocation };
      brokenSince = undefined;
      run = { ...run, successBy: invocation };
    }
    figures = { failures: 0, ...figures, deployments: 1, leadTime: secondsBetween(startedAt, succeededAt) };
  }
  if (succeededAt && run.restoredSince && run.restoredBy === invocation) {
    figures = { ...figures, timeToRestore: secondsBetween(run.restoredSince, succeededAt) };
  }
  return { run, brokenSince, figures };
}
