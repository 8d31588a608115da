/**
 * Every drill on a cloud whose settings take effect as late as AWS lets them, and by turns, whose counts are approximate
 * and in an account that may run ten calls at once: in fake time, with the patience that the lab has on AWS. Neither a
 * ticket before its fault shows, nor a refusal of a fix that is right and has not spread yet, and none that hangs.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BundleOptions } from '../../../lib/bundle.ts';
import type { FaultContext, Probe, ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { contextToFix } from '../../../lib/lab/drills/drill-context.ts';
import { PATIENCE, SETTLES_WITHIN_SECONDS } from '../../../lib/lab/drills/incidents.ts';
import { breakProject, check, leftDifferent, restore } from '../../../lib/lab/drills/run-drill.ts';
import { taskVariable } from '../../../lib/lab/settings/ecs.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { promises } from '../../../lib/projects/web-app/health/contract.ts';
import { webApp } from '../../../lib/projects/web-app/project.ts';
import { fakeCloud, makeCloud } from '../../support/fakes/fake-cloud.ts';
import { healthyCloud, ON_FAKE_CLOUD, outputsOf } from '../../support/fakes/healthy-cloud.ts';
import { type Defect, lateApi } from '../../support/fakes/late/late-api.ts';
import { lateEventPipeline } from '../../support/fakes/late/late-event-clients.ts';
import { LateQueue } from '../../support/fakes/late/late-queue.ts';
import { lateWebApp } from '../../support/fakes/late/late-web-app.ts';

// What waits, waits in fake time: Vitest's own clock does not reach the promises of this module.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise<void>((done) => globalThis.setTimeout(done, ms)),
}));

// The build of a defect is its sources here: that they become a function, is proven on the emulator, and takes seconds.
vi.mock('../../../lib/bundle.ts', async (original) => ({
  ...(await original<typeof import('../../../lib/bundle.ts')>()),
  bundleHandlers: async ({ workbenches = [], bundles }: BundleOptions) => {
    for (const { folder: sources, handler } of workbenches) {
      cpSync(join(sources, 'lambda', handler.split('/')[0] as string), join(bundles as string, handler), {
        recursive: true,
      });
      cpSync(join(sources, 'lambda', 'shared', 'http'), join(bundles as string, handler, 'http'), { recursive: true });
    }
  },
}));

const MINUTE = 60_000;
/** As long as somebody takes to read a ticket: what was changed before has spread by then. */
const A_WHILE = 10 * MINUTE;
/** Longer than any change takes, an index included, together with the patience of the checks. */
const NEVER_LONGER = 15 * MINUTE;
const UNKIND = { lateMs: MINUTE, concurrentExecutions: 10 };

const folder = mkdtempSync(join(tmpdir(), 'certlab-late-cloud-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
});
afterEach(() => vi.useRealTimers());

/** The fakes are of one region each: what is in two is proven on the emulator alone. */
const inOneRegion = CURRICULUM.filter(({ project }) => project.stacks === undefined);

/** The fakes have no templates: contracts that read them are proven on the emulator. Of the exam room's the rest is asked. */
const contractOf = ({ project }: ProjectDrill) =>
  project.slug === webApp.slug ? (promises as unknown as readonly Probe[]) : [];
const drills = (await Promise.all(inOneRegion.map(async (entry) => (await entry.drills?.()) ?? [])))
  .flat()
  .map((drill) => ({ ...drill, contract: contractOf(drill) }));

function lateDeployment({ name, project }: ProjectDrill): Deployment {
  const all = outputsOf(project);
  const notes = mkdtempSync(join(folder, name));
  const asOnAws = { notes, patience: PATIENCE.aws, settlesWithin: SETTLES_WITHIN_SECONDS.aws };
  if (ON_FAKE_CLOUD.includes(name)) {
    const cloud = join(notes, 'cloud.json');
    makeCloud(cloud, healthyCloud());
    return { ...asOnAws, ...fakeCloud(cloud, UNKIND), outputs: all };
  }
  const late =
    project.slug === webApp.slug
      ? lateWebApp()
      : project.slug === 'event-pipeline'
        ? lateEventPipeline()
        : lateApi(name as Defect);
  return { ...asOnAws, ...late, outputs: { ...all, ...late.outputs } };
}

/** How long something takes in fake time, and what came of it. */
async function timed<Answer>(work: () => Promise<Answer>): Promise<{ answer: Answer; took: number }> {
  const began = Date.now();
  const answer = await work();
  return { answer, took: Date.now() - began };
}

describe('on a late cloud', () => {
  test.for(drills)('$id is broken, fixed and restored', { timeout: 120_000 }, async (drill, { expect }) => {
    const deployment = lateDeployment(drill);

    const broken = await timed(() => breakProject(drill, deployment));
    // The ticket is there: so is the fault, once it has spread for good, and a look at it is refused.
    await sleep(A_WHILE);
    const refused = await timed(() => check(drill, deployment));
    const fixing = await timed(() => drill.solution.apply(contextToFix(deployment)));
    const fixed = await timed(() => check(drill, deployment));
    await sleep(A_WHILE);
    const restoring = await timed(() => restore(broken.answer, deployment.aws));
    const restored = await timed(() => check(drill, deployment));

    expect(refused.answer.verdict).toBe('not-yet');
    expect(fixed.answer).toMatchObject({ verdict: 'fixed' });
    expect(restored.answer).toMatchObject({ verdict: 'fixed' });
    expect(await leftDifferent(broken.answer, deployment.aws)).toEqual([]);
    for (const { took } of [broken, refused, fixing, fixed, restoring, restored])
      expect(took).toBeLessThan(NEVER_LONGER);
  });
});

describe('what this test would notice', () => {
  /** One for each way in which AWS is late: permissions, mappings, rules, pipes, counts; groups, targets, buckets. */
  const LATE = new RegExp(
    [
      ...['query-denied', 'consumer-asleep', 'rule-mismatch', 'pipe-stopped', 'silent-loss', 'milestone-denied'],
      ...['wrong-caller', 'packets-dropped', 'health-check-blind', 'assets-open'],
    ].join('|'),
  );

  test('an impatient check refuses fixes that are right', { timeout: 60_000 }, async () => {
    const refused: string[] = [];
    for (const drill of drills.filter(({ name }) => LATE.test(name))) {
      const deployment = lateDeployment(drill);
      await breakProject(drill, deployment);
      await sleep(A_WHILE);
      await drill.solution.apply(contextToFix(deployment));
      const impatient = { ...deployment, patience: 1, settlesWithin: 0 };
      if ((await check(drill, impatient)).verdict === 'not-yet') refused.push(drill.name);
    }
    expect(refused).toEqual(
      expect.arrayContaining([
        // Not those whose fix itself waits, until what was lost meanwhile has come.
        ...['query-denied', 'wrong-caller'],
        ...['packets-dropped', 'health-check-blind', 'assets-open'],
      ]),
    );
  });

  test.for(['secret-denied', 'assets-open'])('%s would not come to be if it did not wait for AWS', async (name) => {
    const drill = drills.find((each) => each.name === name) as ProjectDrill;
    const hurried = { ...drill, fault: (lab: FaultContext) => drill.fault({ ...lab, spread: async () => {} }) };
    await expect(breakProject(hurried, lateDeployment(drill))).rejects.toMatchObject({ code: 'FaultFailed' });
  });

  test('a service that has just been told of a release is described as it was, and is not taken for rolled over', async () => {
    const drill = drills.find(({ name }) => name === 'cold-cache') as ProjectDrill;
    const { aws, outputs } = lateDeployment(drill);
    const [cluster, service] = [outputs.ClusterName as string, outputs.ServiceName as string];
    const endpoint = { cluster, service, name: 'CACHE_ENDPOINT' };
    const began = Date.now();
    await taskVariable.write(aws, endpoint, 'elsewhere:6379');
    expect(Date.now() - began).toBeGreaterThan(MINUTE);
    await taskVariable.write(aws, { ...endpoint, name: 'CACHE_TLS' }, 'off');
    expect(await taskVariable.read(aws, endpoint)).toBe('elsewhere:6379');
  });

  test('a fault that is handed out before it has spread is hidden by what a function has read', async () => {
    const drill = drills.find(({ name }) => name === 'query-denied') as ProjectDrill;
    const deployment = lateDeployment(drill);
    const hurried = { ...drill, fault: (lab: FaultContext) => drill.fault({ ...lab, spread: async () => {} }) };
    await expect(breakProject(hurried, deployment)).rejects.toMatchObject({ code: 'FaultNotSeen' });
  });

  test('counts of a queue that are old at first, and right after a minute', async () => {
    const queue = new LateQueue();
    queue.send('message');
    queue.receive(1, 300);
    const counts = () => Array.from({ length: 5 }, () => queue.approximately().inFlight);
    await sleep(10_000);
    expect(new Set(counts())).toEqual(new Set([0, 1]));
    await sleep(MINUTE);
    expect(new Set(counts())).toEqual(new Set([1]));
  });
});
