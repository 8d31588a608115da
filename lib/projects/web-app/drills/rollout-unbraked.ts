import { defineDrill } from '../../../lab/drills/drill.ts';
import type { ServiceRollout } from '../../../lab/settings/ecs.ts';
import { releasesAreCareful } from '../health/service.ts';
import { webApp } from '../project.ts';
import { checkOtherwise, type Fixing, ofService, wantTasks } from './web-app.ts';

async function rollOut(lab: Fixing, changed: Partial<ServiceRollout>): Promise<void> {
  const target = ofService(lab);
  await lab.set('service-rollout', target, { ...(await lab.get('service-rollout', target)), ...changed });
}

const BRAKE = { enable: true, rollback: true };

export const rolloutUnbraked = defineDrill(webApp, {
  name: 'rollout-unbraked',
  title: 'A release that never started took half of the exam room with it for an hour',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'Last night a release went out whose container ends at once. For an hour new tasks were started and ended, until ' +
      'somebody looked, and meanwhile one task served everybody. A release like that used to be gone within minutes, with ' +
      'nothing lost.',
    impact: 'Everybody for that hour: slow pages. Releases are frozen until this cannot happen again.',
    evidence:
      'In that hour the service stopped a good task before a new one was well, and started forty that ended. Nothing gave up, ' +
      'and nobody was told.',
  },
  evidence: [
    {
      command: 'lab aws ecs describe-services --cluster {ClusterName} --services {ServiceName}',
      finds: /"minimumHealthyPercent": 50/,
    },
  ],
  exam: ['SAA-C03/2.2', 'DVA-C03/3.3', 'DVA-C03/3.1'],
  hints: [
    'Two things went wrong: capacity was given away before its replacement was well, and nothing ended the release.',
    'Both are how the service rolls out: ecs describe-services, deploymentConfiguration.',
    'Which percent of the tasks has to stay while a release goes on? And what ends one that never gets healthy?',
    'Set minimumHealthyPercent to 100, and deploymentCircuitBreaker to enable and rollback.',
  ],
  lesson: {
    architect:
      'A release is a planned failure: it needs room beside what runs (100 and 200 percent), a sign that says whether it ' +
      'is well, and something that ends it. The circuit breaker counts tasks that fail, and goes back by itself.',
    developer:
      'Deploy a version that cannot start, on purpose, once: what happens then is what happens one night. Without a brake ' +
      'ECS goes on forever, since a service wants its tasks.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('service-rollout', ofService(lab), (before) => ({
      ...before,
      minimumHealthyPercent: 50,
      circuitBreaker: { enable: false, rollback: false },
    }));
  },
  check: [releasesAreCareful],
  solution: {
    steps: [
      'ecs update-service with deploymentConfiguration: minimumHealthyPercent 100,',
      'and deploymentCircuitBreaker with enable and rollback true.',
    ],
    apply: (lab) => rollOut(lab, { minimumHealthyPercent: 100, circuitBreaker: BRAKE }),
  },
  otherFixes: [
    {
      title: 'Keeps all of them and replaces one at a time, with the brake on',
      apply: (lab) => rollOut(lab, { minimumHealthyPercent: 100, maximumPercent: 150, circuitBreaker: BRAKE }),
    },
    {
      title: 'Turns the brake on first, and keeps all tasks by a second call',
      async apply(lab) {
        await rollOut(lab, { circuitBreaker: BRAKE });
        await rollOut(lab, { minimumHealthyPercent: 100 });
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Turns the brake on', apply: (lab) => rollOut(lab, { circuitBreaker: BRAKE }) },
    {
      kind: 'too-narrow',
      title: 'Keeps all tasks that run',
      apply: (lab) => rollOut(lab, { minimumHealthyPercent: 100 }),
    },
    {
      kind: 'hidden',
      title: 'Keeps all tasks, and lets a release that fails stand still where it is',
      apply: (lab) => rollOut(lab, { minimumHealthyPercent: 100, circuitBreaker: { enable: true, rollback: false } }),
    },
    {
      kind: 'hidden',
      title: 'Brakes, and takes every task away before the new ones come',
      apply: (lab) => rollOut(lab, { minimumHealthyPercent: 0, circuitBreaker: BRAKE }),
    },
    { kind: 'elsewhere', title: 'Runs four tasks, of which half are enough', apply: (lab) => wantTasks(lab, 4) },
    {
      kind: 'elsewhere',
      title: 'Finds sick tasks out within four seconds',
      apply: (lab) => checkOtherwise(lab, { interval: 5, timeout: 2, unhealthyThreshold: 2, healthyThreshold: 5 }),
    },
  ],
});
