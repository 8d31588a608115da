/** The proof of one drill, on whatever deployment it is given. */
import { rmSync } from 'node:fs';
import type { Fix, ProjectDrill, Undo } from '../drills/drill.ts';
import { contextToFix } from '../drills/drill-context.ts';
import { type Incident, readIncidents, type Verdict } from '../drills/journal.ts';
import { check, injectFault, type ProbeResult, restore } from '../drills/run-drill.ts';
import type { Deployment } from '../stacks/deployment.ts';
import { givenAway } from './given-away.ts';

/** One judgement of the checks, and the one that would be right. */
export interface ProofStep {
  /** For example `after the shortcut "Allows everything"`. */
  readonly when: string;
  readonly wanted: 'fixed' | 'not-yet';
  /** `threw`: what was to be judged could not be done. */
  readonly got: Verdict | 'threw';
  readonly holds: boolean;
  /** Where it does not hold: the probes that decided, or why it could not be done. */
  readonly because: readonly string[];
}

/** What a proof found. */
export interface Proof {
  readonly steps: readonly ProofStep[];
  /** Words for the cause that the checks show before the learner has found it. */
  readonly givenAway: readonly string[];
  /** Seconds that each part took, the longest of each. */
  readonly seconds: {
    readonly break: number;
    readonly check: number;
    readonly restore: number;
    readonly whole: number;
  };
}

export const holds = ({ steps, givenAway }: Proof): boolean =>
  steps.every((step) => step.holds) && givenAway.length === 0;

/**
 * Green → fault → red → each shortcut, each still red → restore → green → restore again → green → fault → each right fix,
 * each green → restore → green; and everything put back in the end, whatever failed. Between two fixes what the first
 * did is undone, so that the fault is injected twice and not once for each. A fix that replaces a resource cannot be
 * undone, and comes last. Where the project is not healthy to begin with, nothing is broken, and that is all it says.
 * @param onStep hears each judgement as it is known
 * @throws LabError `FaultFailed`, `ResourceBusy` or `RestoreIncomplete`
 */
export async function proveDrill(
  drill: ProjectDrill,
  deployment: Deployment,
  onStep: (step: ProofStep) => void = () => {},
): Promise<Proof> {
  const seconds = { break: 0, check: 0, restore: 0 };
  // A proof may be impatient where something is to stay away. What has to come gets the time that a learner's check gives it:
  // that costs nothing where it comes.
  const patient = { ...deployment, patience: Math.max(1, deployment.patience ?? 1) };
  const timed = async <Answer>(part: keyof typeof seconds, run: () => Promise<Answer>): Promise<Answer> => {
    const start = performance.now();
    const answer = await run();
    seconds[part] = Math.max(seconds[part], (performance.now() - start) / 1_000);
    return answer;
  };
  // Collected, so that one run tells of every fix that is judged wrongly.
  const steps: ProofStep[] = [];
  const note = (step: Omit<ProofStep, 'holds' | 'because'>, because: readonly string[]): boolean => {
    const right = step.got === step.wanted;
    steps.push({ ...step, holds: right, because: right ? [] : because });
    onStep(steps.at(-1) as ProofStep);
    return right;
  };
  const expectGreen = async (when: string) => {
    const { verdict, probes } = await timed('check', () => check(drill, patient));
    return note({ when, wanted: 'fixed', got: verdict }, reasons(probes));
  };
  const expectRed = async (when: string) => {
    const { verdict, probes } = await check(drill, deployment, { untilDecided: true });
    const because = verdict === 'fixed' ? ['every check passed'] : reasons(probes);
    return note({ when, wanted: 'not-yet', got: verdict }, because);
  };
  /** Applies a fix, looks what the checks say of it, and leads back to the state before. */
  const tried = async ({ title, apply }: Fix, kind: 'fix' | 'shortcut') => {
    const when = `after the ${kind} "${title}"`;
    const undo: Undo[] = [];
    try {
      try {
        await apply(contextToFix(deployment, undo));
      } catch (error) {
        note({ when, wanted: kind === 'fix' ? 'fixed' : 'not-yet', got: 'threw' }, [(error as Error).message]);
        return;
      }
      await (kind === 'fix' ? expectGreen(when) : expectRed(when));
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  };
  const injected = () => timed('break', () => injectFault(drill, deployment, null));
  const start = performance.now();
  const proof = (givenAway: readonly string[]): Proof => ({
    steps,
    givenAway,
    seconds: { ...seconds, whole: (performance.now() - start) / 1_000 },
  });

  // A proof that was killed has left its journal: what it broke is put back before anything is looked at.
  for (const left of readIncidents(deployment.notes).toReversed()) await restore(left, deployment.aws);
  if (!(await expectGreen('before'))) return proof([]);
  let incident: Incident | undefined;
  let said: string[] = [];
  try {
    incident = await injected();
    await expectRed('after the fault');
    said = givenAway(drill, (await check(drill, deployment)).probes, incident.changes);
    for (const shortcut of drill.shortcuts.filter(({ destroys }) => !destroys)) await tried(shortcut, 'shortcut');
    for (const shortcut of drill.shortcuts.filter(({ destroys }) => destroys)) {
      // What waited may have been let through by the others, or thrown away by the last.
      await restore(incident, deployment.aws);
      incident = await injected();
      await tried(shortcut, 'shortcut');
    }
    const first = incident;
    await timed('restore', () => restore(first, deployment.aws));
    await expectGreen('after restore');
    await restore(first, deployment.aws);
    await expectGreen('after restoring again');

    incident = await injected();
    const reference = { ...drill.solution, title: 'the reference fix' };
    for (const fix of [reference, ...drill.otherFixes]) await tried(fix, 'fix');
    await restore(incident, deployment.aws);
    await expectGreen('after all');
  } finally {
    if (incident) await restore(incident, deployment.aws);
    rmSync(deployment.notes, { recursive: true, force: true });
  }
  return proof(said);
}

const reasons = (probes: readonly ProbeResult[]): string[] =>
  probes
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ expects, saw, wanted }) => `${expects}: saw ${saw}, wanted ${wanted}`);
