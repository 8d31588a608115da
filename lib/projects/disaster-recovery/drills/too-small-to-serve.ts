import { defineDrill } from '../../../lab/drills/drill.ts';
import type { ServiceScaling } from '../../../lab/settings/autoscaling.ts';
import { ofOtherService, otherRegionCanGrow } from '../health/size.ts';
import { disasterRecovery } from '../project.ts';
import type { Fixing } from './disaster-recovery.ts';

/** As the stack has it: lib/projects/disaster-recovery/strategy.ts. */
const MOST = 6;
const MOVES = { in: false, out: false, scheduled: false };

async function scaleThere(lab: Fixing, change: Partial<ServiceScaling>): Promise<void> {
  const service = await ofOtherService(lab);
  const now = await lab.get('service-scaling', service);
  if (now) await lab.set('service-scaling', service, { ...now, ...change });
}

export const tooSmallToServe = defineDrill(disasterRecovery, {
  name: 'too-small-to-serve',
  title: 'The failover took a minute, and then nobody could work all morning',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'In the exercise of Monday the other region took over within a minute, as it does in every exercise. This time it was nine in ' +
      'the morning and not Sunday night. From the tenth school on, pages took half a minute, and it stayed so until we went back.',
    impact:
      'Every candidate of a morning on which the first region is lost. On Sundays there are two testers, and all is well.',
    evidence:
      'The tasks that the failover had asked for ran all the time, each at its limit. No task was added in two hours, by ' +
      'nothing and nobody, and no activity of scaling is listed, not even one that failed.',
  },
  evidence: [
    {
      command: 'lab aws application-autoscaling describe-scalable-targets --service-namespace ecs --region us-west-2',
      finds: /"MaxCapacity": 1\b/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.2', 'SAA-C03/4.2'],
  hints: [
    'What does the first region do at nine that the other did not? Compare what the two may do, not what they do while nobody comes.',
    'application-autoscaling describe-scalable-targets with --service-namespace ecs, once for each region: two bounds, and what is ' +
      'suspended.',
    'A bound is one cause; a service that is not allowed to move would stay where it is under a higher bound as well.',
    'register-scalable-target in us-west-2 with MaxCapacity 6, MinCapacity as it is, and SuspendedState with all three false.',
  ],
  lesson: {
    architect:
      'A standby is as large as its smallest limit: bounds of scaling, capacity of the database, quotas of the account in that region. ' +
      'What waits costs nothing with a high bound, so that it has the bound of the first region. An exercise on a quiet night ' +
      'tries the switch, and not the size.',
    developer:
      'Take bounds of both regions from one constant. What somebody suspends by hand for a migration is drift that no deployment ' +
      'puts right, as long as the template does not change: list it, or let an alarm say that the service wants more than it may have.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change(
      'service-scaling',
      await ofOtherService(lab),
      (before) => before && { ...before, most: 1, suspended: { ...before.suspended, out: true } },
    );
  },
  check: [otherRegionCanGrow],
  solution: {
    title: 'Lets the other region have six tasks, and move again',
    steps: [
      'application-autoscaling register-scalable-target --region us-west-2 for its service, with MaxCapacity 6,',
      'and with SuspendedState DynamicScalingOutSuspended=false, so that the policy may add what it asks for.',
    ],
    apply: (lab) => scaleThere(lab, { most: MOST, suspended: MOVES }),
  },
  otherFixes: [
    {
      title: 'Lets it have eight, so that it bears also those who come twice because they were thrown out',
      apply: (lab) => scaleThere(lab, { most: 8, suspended: MOVES }),
    },
    {
      title: 'Takes its scaling away whole, and registers it again as the first region has it',
      async apply(lab) {
        const service = await ofOtherService(lab);
        const { least = 0, policies = [] } = (await lab.get('service-scaling', service)) ?? {};
        await lab.set('service-scaling', service, null);
        await lab.set('service-scaling', service, { least, most: MOST, suspended: MOVES, policies });
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Lets it have six tasks', apply: (lab) => scaleThere(lab, { most: MOST }) },
    { kind: 'too-narrow', title: 'Lets it move again', apply: (lab) => scaleThere(lab, { suspended: MOVES }) },
    {
      kind: 'too-wide',
      title: 'Runs six tasks there by day and night, which then wait ready',
      apply: (lab) => scaleThere(lab, { least: MOST, most: MOST, suspended: MOVES }),
    },
    {
      kind: 'too-wide',
      title: 'Lets it have a hundred tasks, so that nobody has to think of it again',
      apply: (lab) => scaleThere(lab, { most: 100, suspended: MOVES }),
    },
    {
      kind: 'hidden',
      title: 'Lets the first region have no more than the other, so that every exercise is as every day',
      async apply(lab) {
        const service = { cluster: lab.outputs.ClusterName, service: lab.outputs.ServiceName };
        const now = await lab.get('service-scaling', service);
        if (now) await lab.set('service-scaling', service, { ...now, most: now.least });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Lets the first region have twelve tasks',
      async apply(lab) {
        const service = { cluster: lab.outputs.ClusterName, service: lab.outputs.ServiceName };
        const now = await lab.get('service-scaling', service);
        if (now) await lab.set('service-scaling', service, { ...now, most: 2 * MOST });
      },
    },
    {
      kind: 'hidden',
      title: 'Takes its scaling away, so that the failover may set whatever it wants',
      async apply(lab) {
        await lab.set('service-scaling', await ofOtherService(lab), null);
      },
    },
  ],
});
