/** The proof of one drill, as the tests need it: everything that does not hold fails them. */
import { expect } from 'vitest';
import { type Proof, proveDrill as prove } from '../../../lib/lab/author/prove-drill.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';

/** Seconds that each part took, the longest of each. */
export type ProofSeconds = Proof['seconds'];

/** Proves a drill, as lib/lab/author/prove-drill.ts says. */
export async function proveDrill(drill: ProjectDrill, deployment: Deployment): Promise<ProofSeconds> {
  const { steps, givenAway, seconds } = await prove(drill, deployment);
  expect({ wrong: steps.filter(({ holds }) => !holds), givenAway }).toEqual({ wrong: [], givenAway: [] });
  // Every part of it was judged: before, after the fault, twice after restore, the reference fix, after all.
  expect(steps.length).toBe(6 + drill.shortcuts.length + drill.otherFixes.length);
  return seconds;
}
