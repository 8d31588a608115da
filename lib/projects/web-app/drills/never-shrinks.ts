import { defineDrill } from '../../../lab/drills/drill.ts';
import { shrinksAfterThem } from '../health/scaling.ts';
import { webApp } from '../project.ts';
import { byRequests, ofService, scaleOtherwise, trackOtherwise, wantTasks } from './web-app.ts';

const RUNS = { in: false, out: false, scheduled: false };

export const neverShrinks = defineDrill(webApp, {
  name: 'never-shrinks',
  title: 'The bill of a quiet month is that of its busiest morning',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'Tasks are added within minutes when a cohort begins, as they should be. They are not removed any more: after the first ' +
      'busy morning six of them ran for the rest of the month. Somebody set two by hand, and after the next cohort there were six again.',
    impact: 'Nobody who sits an exam. The bill of the tasks is three times what it was.',
    evidence:
      'By night a task gets fewer than a hundred requests a minute. The alarm that says so has been in ALARM for weeks, and nothing ' +
      'follows from it.',
  },
  evidence: [
    {
      command:
        'lab aws application-autoscaling describe-scaling-policies --service-namespace ecs --resource-id service/{ClusterName}/{ServiceName}',
      finds: /"DisableScaleIn": true/,
    },
  ],
  exam: ['SAA-C03/4.2', 'SAA-C03/3.2'],
  hints: [
    'The same thing adds tasks and removes them. What could keep it from one half of its work?',
    'A policy may be told only to add; and somebody who must not be disturbed suspends a direction for a while, and forgets it.',
    'application-autoscaling describe-scaling-policies has the one, describe-scalable-targets the other: SuspendedState.',
    'Put the policy with DisableScaleIn false, and register the target with DynamicScalingInSuspended false.',
  ],
  lesson: {
    architect:
      'Scaling in is half of what elasticity is bought for, and the half that nobody misses for a month. Put a budget, or an alarm on ' +
      'the tasks by night, beside the alarms on errors.',
    developer:
      'What is suspended for an event needs a date on which it ends, in the same change. Tasks that may go at any moment are safe ' +
      'to remove: they drain, and keep nothing of their own.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change(
      'service-scaling',
      ofService(lab),
      (before) =>
        before && {
          ...before,
          suspended: { ...before.suspended, in: true },
          policies: before.policies.map(({ name, tracking }) => ({
            name,
            tracking: { ...tracking, DisableScaleIn: true } as typeof tracking,
          })),
        },
    );
  },
  check: [shrinksAfterThem],
  solution: {
    steps: [
      'application-autoscaling put-scaling-policy as it is, with DisableScaleIn false,',
      'and register-scalable-target with DynamicScalingInSuspended false.',
    ],
    async apply(lab) {
      await trackOtherwise(lab, byRequests(lab));
      await scaleOtherwise(lab, { suspended: RUNS });
    },
  },
  otherFixes: [
    {
      title: 'Resumes it, and tracks the requests by a policy of another name in place of the one that was there',
      apply: (lab) =>
        scaleOtherwise(lab, { suspended: RUNS, policies: [{ name: 'by-requests', tracking: byRequests(lab) }] }),
    },
    {
      title: 'Resumes it first, and removes tasks a minute after the last ones',
      async apply(lab) {
        await scaleOtherwise(lab, { suspended: RUNS });
        await trackOtherwise(lab, { ...byRequests(lab), ScaleInCooldown: 60 });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Lets the policy remove tasks',
      apply: (lab) => trackOtherwise(lab, byRequests(lab)),
    },
    {
      kind: 'too-narrow',
      title: 'Resumes what was suspended',
      apply: (lab) => scaleOtherwise(lab, { suspended: RUNS }),
    },
    { kind: 'hidden', title: 'Sets two tasks by hand', apply: (lab) => wantTasks(lab, 2) },
    {
      kind: 'elsewhere',
      title: 'Lets it have three tasks at most, so that it cannot cost more',
      apply: (lab) => scaleOtherwise(lab, { most: 3 }),
    },
    {
      kind: 'too-wide',
      title: 'Resumes it, and expects four times as much of each task',
      async apply(lab) {
        await scaleOtherwise(lab, { suspended: RUNS });
        await trackOtherwise(lab, { ...byRequests(lab), TargetValue: 2_400 });
      },
    },
    {
      kind: 'hidden',
      title: 'Takes the policy away, and sets two tasks',
      async apply(lab) {
        await scaleOtherwise(lab, { suspended: RUNS, policies: [] });
        await wantTasks(lab, 2);
      },
    },
  ],
});
