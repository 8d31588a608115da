import { defineDrill } from '../../../lab/drills/drill.ts';
import type { Tracking } from '../../../lab/settings/autoscaling.ts';
import { growsWithItsRequests } from '../health/scaling.ts';
import { webApp } from '../project.ts';
import { byRequests, ofService, scaleOtherwise, trackOtherwise, wantTasks } from './web-app.ts';

const byMemory: Tracking = {
  ...{ TargetValue: 80, ScaleOutCooldown: 30, ScaleInCooldown: 300, DisableScaleIn: false },
  PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
};

export const doesNotGrow = defineDrill(webApp, {
  name: 'does-not-grow',
  title: 'At nine five times as many come, and two tasks serve them all',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'At nine the cohorts begin, and pages take ten seconds until eleven. Until last week more tasks were there within five ' +
      'minutes. Now there are two, all morning; somebody set five by hand yesterday, and soon there were two again.',
    impact: 'Every candidate of the morning. Two schools have asked for their money back.',
    evidence:
      'Both tasks are well. Their processors and their memory are at a third: they wait for the few connections that each has. ' +
      'Nothing says that it tried to add a task.',
  },
  evidence: [
    {
      command:
        'lab aws application-autoscaling describe-scalable-targets --service-namespace ecs --resource-ids service/{ClusterName}/{ServiceName}',
      finds: /"MaxCapacity": 2\b/,
    },
  ],
  exam: ['SAA-C03/3.2', 'SAA-C03/4.2', 'SAA-C03/2.1'],
  hints: [
    'A service does not count its own requests. What does, and how many tasks may it ask for?',
    'Application Auto Scaling keeps two things of a service: its bounds, and the policies that move it between them.',
    'application-autoscaling describe-scalable-targets and describe-scaling-policies, with --service-namespace ecs.',
    'Track ALBRequestCountPerTarget of the balancer and its target group at 600, and let the service have six tasks.',
  ],
  lesson: {
    architect:
      'Scale by what grows with the load and shrinks when tasks are added. Memory does neither here, and a processor that waits ' +
      'says nothing. The most is a bound on the bill, and an alarm belongs on reaching it.',
    developer:
      'Bounds and policies are part of the stack, and are tried as code is: send five times the load once, and look at the ' +
      'scaling activities, with those that were not scaled and why.',
  },
  runsOn: ['emulator', 'aws'],
  fault: (lab) =>
    lab.change(
      'service-scaling',
      ofService(lab),
      (before) =>
        before && {
          ...before,
          most: before.least,
          policies: before.policies.map((policy) => ({ ...policy, tracking: byMemory })),
        },
    ),
  check: [growsWithItsRequests],
  solution: {
    steps: [
      'application-autoscaling put-scaling-policy under the same name, with ALBRequestCountPerTarget at 600,',
      'and register-scalable-target with MaxCapacity 6.',
    ],
    async apply(lab) {
      await trackOtherwise(lab, byRequests(lab));
      await scaleOtherwise(lab, { most: 6 });
    },
  },
  otherFixes: [
    {
      title: 'Tracks 500 requests for each task, and lets it have eight',
      async apply(lab) {
        await trackOtherwise(lab, { ...byRequests(lab), TargetValue: 500 });
        await scaleOtherwise(lab, { most: 8 });
      },
    },
    {
      title: 'Lets it have six, and tracks the requests by a second policy beside the first',
      async apply(lab) {
        const { policies = [] } = (await lab.get('service-scaling', ofService(lab))) ?? {};
        const second = { name: 'by-requests', tracking: byRequests(lab) };
        await scaleOtherwise(lab, { most: 6, policies: [...policies, second] });
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Lets it have six tasks', apply: (lab) => scaleOtherwise(lab, { most: 6 }) },
    {
      kind: 'too-narrow',
      title: 'Tracks the requests again',
      apply: (lab) => trackOtherwise(lab, byRequests(lab)),
    },
    {
      kind: 'elsewhere',
      title: 'Tracks the processor of the tasks, and lets it have six',
      async apply(lab) {
        const PredefinedMetricSpecification = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } as const;
        await trackOtherwise(lab, { ...byMemory, PredefinedMetricSpecification });
        await scaleOtherwise(lab, { most: 6 });
      },
    },
    {
      kind: 'too-wide',
      title: 'Runs six tasks by day and night',
      apply: (lab) => scaleOtherwise(lab, { least: 6, most: 6 }),
    },
    {
      kind: 'too-wide',
      title: 'Tracks the requests, lets it have six, and takes none away any more, so that none is missing tomorrow',
      async apply(lab) {
        await trackOtherwise(lab, { ...byRequests(lab), DisableScaleIn: true });
        await scaleOtherwise(lab, { most: 6 });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Lets it have six, and tracks ten times the requests that a task bears',
      async apply(lab) {
        await trackOtherwise(lab, { ...byRequests(lab), TargetValue: 6_000 });
        await scaleOtherwise(lab, { most: 6 });
      },
    },
    { kind: 'hidden', title: 'Sets three tasks by hand', apply: (lab) => wantTasks(lab, 3) },
  ],
});
