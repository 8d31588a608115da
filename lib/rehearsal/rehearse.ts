/** The delivery pipeline rehearsed on the emulator: stage after stage, until one stops the run or all have passed. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../lab/lab.ts';
import type { Target } from '../target.ts';
import { Callers, type Served } from './callers.ts';
import type { Break } from './commits.ts';
import { deployStage, destroyStage, PIPELINE, stageStacks } from './deploy.ts';
import { PIPELINE_MADE, type RehearsalOptions, type Run, RunStopped } from './run.ts';
import { planFor, STAGES } from './run-stages.ts';
import { aliasOf, type ReleaseOutcome } from './stand-ins/code-deploy.ts';

/** What is known when a rehearsal has ended. */
export interface Rehearsal {
  readonly broken?: Break | undefined;
  /** `stopped` before anything reached production, or `rolled back` from there. */
  readonly outcome: 'delivered' | 'stopped' | 'rolled back';
  /** Why it ended as it did; the first line is a sentence. */
  readonly because: string;
  readonly revision: string;
  /** What the approver would have read; empty where it did not come to that. */
  readonly approval: string;
  /** Versions that callers of production reached before and after. */
  readonly before: string;
  readonly after: string;
  /** What callers of production got when everything was over: a minute's worth of requests. */
  readonly afterwards: readonly Served[];
  /** How the traffic moved, where it came to that. */
  readonly release?: ReleaseOutcome | undefined;
  /** Lambda's own hash of the code that answered, by stack. */
  readonly codeSha256: Readonly<Record<string, string>>;
  /** Hash over the built assembly: when it was built, and after each deployment from it. */
  readonly assemblySha256: readonly string[];
  /** What the pipeline's roles were asked for by simulation; what they called, the emulator has held to their policies. */
  readonly asked: Run['asked'];
  readonly stages: readonly { readonly name: string; readonly seconds: number; readonly passed: boolean }[];
}

/**
 * Runs the stages. The stacks they made stay; see {@link clearAway}.
 * @param follow runs one stage for someone who watches: calls `work`, once, and passes its errors on
 */
export async function rehearse(
  options: RehearsalOptions,
  follow: (name: string, work: (say: (line: string) => void) => Promise<string>) => Promise<void>,
): Promise<Rehearsal> {
  const run = openRun(options);
  const stages: { name: string; seconds: number; passed: boolean }[] = [];
  let because = 'every stage passed.';
  for (const { name, work } of STAGES) {
    const began = Date.now();
    const note = (passed: boolean) => stages.push({ name, seconds: (Date.now() - began) / 1000, passed });
    try {
      await follow(name, (say) => work(run, say));
      note(true);
    } catch (error) {
      if (!(error instanceof RunStopped)) throw error;
      note(false);
      because = error.message;
      break;
    }
  }
  const plan = await planFor(run.baseline, options.target);
  const passed = stages.every((stage) => stage.passed);
  return {
    broken: options.broken,
    outcome: passed ? 'delivered' : run.outcome ? 'rolled back' : 'stopped',
    because,
    revision: run.revision,
    approval: run.approval,
    before: run.before,
    after: await aliasOf(plan, options.target).version(),
    afterwards: await new Callers(plan, options.target).oneMinute(),
    release: run.outcome,
    codeSha256: run.codeSha256,
    assemblySha256: run.assemblySha256,
    asked: run.asked,
    stages,
  };
}

/** A run of which no stage has begun, in an empty folder. */
export function openRun(options: RehearsalOptions): Run {
  const folder = rehearsalFolder(options.lab);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return {
    ...options,
    folder,
    baseline: join(folder, BASELINE),
    pipeline: join(folder, BASELINE),
    before: '',
    revision: '',
    artifact: '',
    approval: '',
    asked: [],
    assemblySha256: [],
    codeSha256: {},
    outcome: undefined,
  };
}

/** Whether the pipeline did what it is there for: callers get the good commit, or never hear of the bad one. */
export function succeeded({ broken, outcome, afterwards }: Rehearsal): boolean {
  if (afterwards.some(({ failed }) => failed)) return false;
  return broken
    ? outcome !== 'delivered' && afterwards.every(({ marked }) => !marked)
    : outcome === 'delivered' && afterwards.every(({ marked }) => marked);
}

/**
 * Deletes the stacks that a rehearsal deployed. The pipeline's own, where it was there before, becomes what the working
 * tree says again, as `lab up` would deploy it.
 */
export async function clearAway(lab: Lab, target: Target): Promise<void> {
  const folder = rehearsalFolder(lab);
  const baseline = join(folder, BASELINE);
  if (!existsSync(join(baseline, PIPELINE.template))) return;
  for (const stack of stageStacks(baseline).toReversed()) await destroyStage(baseline, stack, () => {});
  if (existsSync(join(folder, PIPELINE_MADE))) await destroyStage(baseline, PIPELINE, () => {});
  else await deployStage(baseline, PIPELINE, target, { method: 'direct' }, join(folder, 'adapted'), () => {});
}

const BASELINE = 'baseline';
const rehearsalFolder = ({ stateFolder }: Lab) => join(stateFolder, 'rehearsal');
