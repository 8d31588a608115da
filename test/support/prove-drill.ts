/** The proof of one drill, on whatever deployment it is given. */
import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Deployment } from '../../lib/lab/deployment.ts';
import type { Fix, ProjectDrill, Undo } from '../../lib/lab/drill.ts';
import { contextToFix } from '../../lib/lab/drill-context.ts';
import type { Verdict } from '../../lib/lab/journal.ts';
import { check, injectFault, type ProbeResult, restore } from '../../lib/lab/run-drill.ts';

/** Seconds that each part took, the longest of each. */
export interface Proof {
  readonly break: number;
  readonly check: number;
  readonly restore: number;
  readonly whole: number;
}

/**
 * Green → fault → red → each shortcut, each still red → restore → green → restore again → green → fault → each right fix,
 * each green → restore → green; and everything put back in the end, whatever failed. Between two fixes what the first
 * did is undone, so that the fault is injected twice and not once for each. A fix that replaces a resource cannot be
 * undone, and comes last.
 */
export async function proveDrill(drill: ProjectDrill, deployment: Deployment): Promise<Proof> {
  const seconds = { break: 0, check: 0, restore: 0 };
  const timed = async <Answer>(part: keyof typeof seconds, run: () => Promise<Answer>): Promise<Answer> => {
    const start = performance.now();
    const answer = await run();
    seconds[part] = Math.max(seconds[part], (performance.now() - start) / 1_000);
    return answer;
  };
  // Collected, so that one run tells of every fix that is judged wrongly.
  const wrong: { readonly when: string; readonly verdict: Verdict; readonly probes: readonly ProbeResult[] }[] = [];
  const expectGreen = async (when: string) => {
    const { verdict, probes } = await timed('check', () => check(drill, deployment));
    if (verdict !== 'fixed') wrong.push({ when, verdict, probes: probes.filter((probe) => probe.verdict !== 'ok') });
  };
  const expectRed = async (when: string) => {
    const { verdict, probes } = await check(drill, deployment, { untilDecided: true });
    if (verdict !== 'not-yet') wrong.push({ when, verdict, probes });
  };
  /** Applies a fix, looks what the checks say of it, and leads back to the state before. */
  const tried = async ({ apply }: Pick<Fix, 'apply'>, look: () => Promise<void>) => {
    const undo: Undo[] = [];
    try {
      await apply(contextToFix(deployment, undo));
      await look();
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  };
  const injected = () => timed('break', () => injectFault(drill, deployment, null));
  const start = performance.now();

  await expectGreen('before');
  let incident = await injected();
  try {
    await expectRed('after the fault');
    const { probes } = await check(drill, deployment);
    for (const word of givenAway(drill, probes))
      wrong.push({ when: `the check says ${word}`, verdict: 'not-yet', probes });
    for (const shortcut of drill.shortcuts) {
      await tried(shortcut, () => expectRed(`after the shortcut "${shortcut.title}"`));
    }
    await timed('restore', () => restore(incident, deployment.aws));
    await expectGreen('after restore');
    await restore(incident, deployment.aws);
    await expectGreen('after restoring again');

    incident = await injected();
    for (const fix of [{ ...drill.solution, title: 'the reference fix' }, ...drill.otherFixes]) {
      await tried(fix, () => expectGreen(`after the fix "${fix.title}"`));
    }
    await restore(incident, deployment.aws);
    await expectGreen('after all');
  } finally {
    await restore(incident, deployment.aws);
    rmSync(deployment.notes, { recursive: true, force: true });
  }
  expect(wrong).toEqual([]);
  return { ...seconds, whole: (performance.now() - start) / 1_000 };
}

/**
 * Technical words of the reference fix, an action, a call, a name in code, that a check shows although neither ticket
 * nor title has them: with them it would say the cause before the learner has found it.
 */
function givenAway(drill: ProjectDrill, probes: readonly ProbeResult[]): string[] {
  const known = JSON.stringify([drill.title, drill.ticket]);
  const words = [...drill.solution.steps, drill.hints.at(-1)]
    .join(' ')
    .match(/[a-z]+:[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+|[A-Z]+_[A-Z_]+|[a-z]+-[a-z]+-[a-z-]+|\$\w+/g);
  const shown = probes.map(({ promise, verdict, saw, wanted }) =>
    verdict === 'ok' ? promise : `${promise} ${saw} ${wanted}`,
  );
  return [...new Set(words)].filter((word) => !known.includes(word) && shown.some((text) => text.includes(word)));
}
