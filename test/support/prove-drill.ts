/** The proof of one drill, on whatever deployment it is given. */
import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import type { Deployment } from '../../lib/lab/deployment.ts';
import type { Fix, ProjectDrill, Undo } from '../../lib/lab/drill.ts';
import { contextToFix } from '../../lib/lab/drill-context.ts';
import { check, injectFault, restore } from '../../lib/lab/run-drill.ts';

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
 * did is undone, so that the fault is injected twice and not once for each. The last fix may replace a resource.
 */
export async function proveDrill(drill: ProjectDrill, deployment: Deployment): Promise<Proof> {
  const seconds = { break: 0, check: 0, restore: 0 };
  const timed = async <Answer>(part: keyof typeof seconds, run: () => Promise<Answer>): Promise<Answer> => {
    const start = performance.now();
    const answer = await run();
    seconds[part] = Math.max(seconds[part], (performance.now() - start) / 1_000);
    return answer;
  };
  const expectGreen = async (when: string) => {
    const { verdict, probes } = await timed('check', () => check(drill, deployment));
    expect({ when, verdict, probes: probes.filter((probe) => probe.verdict !== 'ok') }).toEqual({
      when,
      verdict: 'fixed',
      probes: [],
    });
  };
  const expectRed = async (when: string) => {
    const { verdict, probes } = await check(drill, deployment, { untilDecided: true });
    expect({ when, verdict }, JSON.stringify(probes)).toEqual({ when, verdict: 'not-yet' });
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
    for (const shortcut of drill.shortcuts) {
      await tried(shortcut, () => expectRed(`after the shortcut "${shortcut.title}"`));
    }
    await timed('restore', () => restore(incident, deployment.aws));
    await expectGreen('after restore');
    await restore(incident, deployment.aws);
    await expectGreen('after restoring again');

    incident = await injected();
    for (const fix of [{ ...drill.solution, title: 'the reference fix' }, ...drill.otherFixes.slice(0, -1)]) {
      await tried(fix, () => expectGreen(`after the fix "${fix.title}"`));
    }
    for (const { title, apply } of drill.otherFixes.slice(-1)) {
      await apply(contextToFix(deployment));
      await expectGreen(`after the fix "${title}"`);
    }
    await restore(incident, deployment.aws);
    await expectGreen('after all');
  } finally {
    await restore(incident, deployment.aws);
    rmSync(deployment.notes, { recursive: true, force: true });
  }
  return { ...seconds, whole: (performance.now() - start) / 1_000 };
}
