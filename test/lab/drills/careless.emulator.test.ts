/**
 * What a right fix must not do besides: each damage is done to the healthy project, and the project's contract refuses it.
 * The proof of the drills tries the careless fixes that need a broken project first (test/support/drills/prove-drills.ts).
 */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import type { ProjectDrill, Undo } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { check } from '../../../lib/lab/drills/run-drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { otherwiseOnEventPipeline, otherwiseOnServerlessApi } from '../careless/changed-otherwise.ts';
import { triedOnEventPipeline } from '../careless/event-pipeline.ts';
import { eighthOnEventPipeline } from '../careless/event-pipeline-eighth.ts';
import { fifthOnEventPipeline } from '../careless/event-pipeline-fifth.ts';
import { fourthOnEventPipeline } from '../careless/event-pipeline-fourth.ts';
import { ninthOnEventPipeline } from '../careless/event-pipeline-ninth.ts';
import { seventhOnEventPipeline } from '../careless/event-pipeline-seventh.ts';
import { sixthOnEventPipeline } from '../careless/event-pipeline-sixth.ts';
import { thirdOnEventPipeline } from '../careless/event-pipeline-third.ts';
import { besidesOf } from '../careless/model.ts';
import { triedOnServerlessApi } from '../careless/serverless-api.ts';
import { eighthOnServerlessApi } from '../careless/serverless-api-eighth.ts';
import { fifthOnServerlessApi } from '../careless/serverless-api-fifth.ts';
import { fourthOnServerlessApi } from '../careless/serverless-api-fourth.ts';
import { seventhOnServerlessApi } from '../careless/serverless-api-seventh.ts';
import { sixthOnServerlessApi } from '../careless/serverless-api-sixth.ts';
import { thirdOnServerlessApi } from '../careless/serverless-api-third.ts';

const target = await deployedTarget();
/** By project: what its lists have, one after the other. */
const TRIED = {
  'serverless-api': (drills: readonly ProjectDrill[]) => [
    ...besidesOf(drills, triedOnServerlessApi),
    ...besidesOf(drills, thirdOnServerlessApi),
    ...besidesOf(drills, fourthOnServerlessApi),
    ...besidesOf(drills, fifthOnServerlessApi),
    ...besidesOf(drills, sixthOnServerlessApi),
    ...besidesOf(drills, seventhOnServerlessApi),
    ...besidesOf(drills, eighthOnServerlessApi),
    ...besidesOf(drills, otherwiseOnServerlessApi),
  ],
  'event-pipeline': (drills: readonly ProjectDrill[]) => [
    ...besidesOf(drills, triedOnEventPipeline),
    ...besidesOf(drills, thirdOnEventPipeline),
    ...besidesOf(drills, fourthOnEventPipeline),
    ...besidesOf(drills, fifthOnEventPipeline),
    ...besidesOf(drills, sixthOnEventPipeline),
    ...besidesOf(drills, seventhOnEventPipeline),
    ...besidesOf(drills, eighthOnEventPipeline),
    ...besidesOf(drills, ninthOnEventPipeline),
    ...besidesOf(drills, otherwiseOnEventPipeline),
  ],
};

const perProject = await Promise.all(
  Object.entries(TRIED).map(async ([slug, damagesOf]) => {
    const { project, drills } = CURRICULUM.find((entry) => entry.project.slug === slug) ?? {};
    const all = (await drills?.()) ?? [];
    return { project, first: all[0] as ProjectDrill, damages: damagesOf(all) };
  }),
);

describe.concurrent.each(perProject)('$project.slug', ({ project, first, damages }) => {
  const deployment = {
    aws: awsClients(clientConfigOf(target)),
    outputs: target.outputs[project?.stackName ?? ''] ?? {},
    notes: join(target.stateFolder, 'careless'),
  };
  /** The contract alone: no drill is open. */
  const contractOnly = { ...first, check: [] as unknown as ProjectDrill['check'] };
  const failures = async () => (await check(contractOnly, deployment)).probes.filter(({ verdict }) => verdict !== 'ok');

  test('is healthy', { concurrent: false }, async () => expect(await failures()).toEqual([]));

  test.for(damages)('refuses that somebody $besides.title', { concurrent: false }, async ({ besides }) => {
    const undo: Undo[] = [];
    try {
      await besides.damage(contextToFix(deployment, undo));
      const { verdict } = await check(contractOnly, deployment, { untilDecided: true });
      expect(verdict).toBe('not-yet');
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  });

  test('is healthy after all', { concurrent: false }, async () => expect(await failures()).toEqual([]));
});
