/**
 * What a right fix must not do besides: each damage is done to the healthy project, and the project's contract refuses it.
 * The proof of the drills tries the careless fixes that need a broken project first (test/support/drills/prove-drills.ts).
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import type { ProjectDrill, Undo } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import type { Incident } from '../../../lib/lab/drills/journal.ts';
import { check, injectFault, restore } from '../../../lib/lab/drills/run-drill.ts';
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
import { type Besides, besidesOf, type TriedOn } from '../careless/model.ts';
import { triedOnServerlessApi } from '../careless/serverless-api.ts';
import { eighthOnServerlessApi } from '../careless/serverless-api-eighth.ts';
import { fifthOnServerlessApi } from '../careless/serverless-api-fifth.ts';
import { fourthOnServerlessApi } from '../careless/serverless-api-fourth.ts';
import { seventhOnServerlessApi } from '../careless/serverless-api-seventh.ts';
import { sixthOnServerlessApi } from '../careless/serverless-api-sixth.ts';
import { thirdOnServerlessApi } from '../careless/serverless-api-third.ts';
import { unlimitedOnEventPipeline, unlimitedOnServerlessApi } from '../careless/unlimited.ts';

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

/** What is refused by what was there before a fault, and done to the account: no other project is asked meanwhile. */
const TRIED_SINCE = {
  'serverless-api': unlimitedOnServerlessApi,
  'event-pipeline': unlimitedOnEventPipeline,
} as const;

const perProject = await Promise.all(
  Object.entries(TRIED).map(async ([slug, damagesOf]) => {
    const { project, drills } = CURRICULUM.find((entry) => entry.project.slug === slug) ?? {};
    const all = (await drills?.()) ?? [];
    const since = besidesOf(all, TRIED_SINCE[slug as keyof typeof TRIED_SINCE] as TriedOn<string>);
    return { project, first: all[0] as ProjectDrill, damages: damagesOf(all), since };
  }),
);

type PerProject = Pick<(typeof perProject)[number], 'project' | 'first'>;

function contractOf({ project, first }: PerProject, notes: string) {
  const deployment = {
    aws: awsClients(clientConfigOf(target)),
    outputs: target.outputs[project?.stackName ?? ''] ?? {},
    notes: join(target.stateFolder, notes),
  };
  const contractOnly = { ...first, check: [] as unknown as ProjectDrill['check'] };
  const failures = async () => (await check(contractOnly, deployment)).probes.filter(({ verdict }) => verdict !== 'ok');
  const refuses = async ({ damage }: Besides<string>) => {
    const undo: Undo[] = [];
    try {
      await damage(contextToFix(deployment, undo));
      const { verdict } = await check(contractOnly, deployment, { untilDecided: true });
      expect(verdict).toBe('not-yet');
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  };
  return { contractOnly, deployment, failures, refuses };
}

describe.concurrent.each(perProject)('$project.slug', ({ damages, ...entry }) => {
  // The contract alone: no drill is open.
  const { failures, refuses } = contractOf(entry, 'careless');

  test('is healthy', { concurrent: false }, async () => expect(await failures()).toEqual([]));

  test.for(damages)('refuses that somebody $besides.title', { concurrent: false }, ({ besides }) => refuses(besides));

  test('is healthy after all', { concurrent: false }, async () => expect(await failures()).toEqual([]));
});

describe.each(perProject)('$project.slug, while a drill is open', ({ since, ...entry }) => {
  const { contractOnly, deployment, failures, refuses } = contractOf(entry, `careless-since-${entry.project?.slug}`);
  let open: Incident;
  // A fault that changes nothing: what was there before it is remembered, and whatever fails then is what was done since.
  beforeAll(async () => {
    open = await injectFault({ ...contractOnly, fault: async () => {} }, deployment, null);
  });
  afterAll(() => restore(open, deployment.aws));

  test('is healthy', async () => expect(await failures()).toEqual([]));

  test.for(since)('refuses that somebody $besides.title', ({ besides }) => refuses(besides));

  test('is healthy after all', async () => expect(await failures()).toEqual([]));
});
