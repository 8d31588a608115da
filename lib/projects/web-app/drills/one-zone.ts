import type { CheckContext } from '../../../lab/drills/drill.ts';
import { defineDrill } from '../../../lab/drills/drill.ts';
import { ofService, tasksAreInTwoZones } from '../health/service.ts';
import { webApp } from '../project.ts';
import { balancerGroups, type Fixing, type Output, tcp, wantTasks } from './web-app.ts';

/** The subnets of the web tier as the gateway endpoint's routes name them: one in each zone. */
async function webSubnets(lab: CheckContext<Output>): Promise<readonly string[]> {
  const now = await lab.get('service-network', ofService(lab));
  const { Subnets: [of] = [] } = await lab.aws.ec2.describeSubnets({ SubnetIds: [...now.subnets] });
  const { Subnets = [] } = await lab.aws.ec2.describeSubnets({
    Filters: [{ Name: 'vpc-id', Values: [of?.VpcId ?? ''] }],
  });
  // Those of a tier have blocks of one size, and no other tier has it.
  const size = (block = '') => block.split('/')[1];
  return Subnets.filter(({ CidrBlock }) => size(CidrBlock) === size(of?.CidrBlock)).map(
    ({ SubnetId = '' }) => SubnetId,
  );
}

async function put(lab: Fixing, subnets: readonly string[]): Promise<void> {
  const network = await lab.get('service-network', ofService(lab));
  await lab.set('service-network', ofService(lab), { ...network, subnets: [...subnets].sort() });
}

export const oneZone = defineDrill(webApp, {
  name: 'one-zone',
  title: 'When a zone had trouble, all of the exam room had it',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Last night AWS had trouble in one Availability Zone for twenty minutes, and nobody could sit an exam. The exam room was ' +
      'built to survive that. The review asks why it did not.',
    impact: 'Everybody, for those twenty minutes; and again at the next time.',
    evidence:
      'There were as many tasks as there should be, all of them healthy until that minute. Then all were gone together, and ' +
      'new ones could not be started before the zone was back.',
  },
  evidence: [
    {
      command: 'lab aws ecs describe-services --cluster {ClusterName} --services {ServiceName}',
      finds: /"subnets": \[\s+"subnet-\w+"\s+\]/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/3.2', 'SAA-C03/3.4'],
  hints: [
    'Where were the tasks? A number of tasks says nothing of their places.',
    'Fargate puts the tasks of a service into its subnets, and a subnet is in one zone: ecs describe-services.',
    'The network of the web tier has a subnet in each of two zones: ec2 describe-subnets. Which of them has the service?',
    'Update the service with both subnets of the web tier. It spreads its tasks when they are replaced.',
  ],
  lesson: {
    architect:
      'Capacity is counted by what is left after a zone is lost. Balancer, tasks, database and cache have to be in two zones ' +
      'each: the tier that is in one decides for all.',
    developer:
      'A list of subnets in a deployment looks like a detail of the network, and is the availability of the service. Take it ' +
      'from the VPC by tier and never by id, so that it cannot lose one.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('service-network', ofService(lab), (before) => ({
      ...before,
      subnets: before.subnets.slice(0, 1),
    }));
  },
  check: [tasksAreInTwoZones],
  solution: {
    steps: [
      'ecs update-service with a network configuration that has both subnets of the web tier, and the same group.',
    ],
    apply: async (lab) => put(lab, await webSubnets(lab)),
  },
  otherFixes: [
    {
      title: 'Puts it into both zones with four tasks, so that two are left when a zone is lost',
      async apply(lab) {
        await wantTasks(lab, 4);
        await put(lab, await webSubnets(lab));
      },
    },
    {
      title: 'Puts it into both zones, and replaces one task at a time from now on',
      async apply(lab) {
        await put(lab, await webSubnets(lab));
        const rollout = await lab.get('service-rollout', ofService(lab));
        await lab.set('service-rollout', ofService(lab), { ...rollout, maximumPercent: 150 });
      },
    },
  ],
  shortcuts: [
    { kind: 'elsewhere', title: 'Runs four tasks instead of two', apply: (lab) => wantTasks(lab, 4) },
    {
      kind: 'elsewhere',
      title: 'Moves all tasks to the other zone, which had no trouble',
      async apply(lab) {
        const { subnets } = await lab.get('service-network', ofService(lab));
        await put(lab, (await webSubnets(lab)).filter((id) => !subnets.includes(id)).slice(0, 1));
      },
    },
    {
      kind: 'hidden',
      title: 'Lets a release begin before its replacement is there, so that it is over sooner',
      async apply(lab) {
        const rollout = await lab.get('service-rollout', ofService(lab));
        await lab.set('service-rollout', ofService(lab), { ...rollout, minimumHealthyPercent: 0 });
      },
    },
    {
      kind: 'too-wide',
      title: 'Lets the whole network into the tasks, in case the other zone was kept out',
      async apply(lab) {
        const target = { groupId: lab.outputs.WebSecurityGroupId, way: 'ingress' } as const;
        await lab.set('group-rules', target, [...(await lab.get('group-rules', target)), tcp('10.20.0.0/16')]);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Lets the balancer out to the tasks of both zones',
      async apply(lab) {
        const [groupId = ''] = await balancerGroups(lab);
        const target = { groupId, way: 'egress' } as const;
        await lab.set('group-rules', target, [...(await lab.get('group-rules', target)), tcp('10.20.0.0/16')]);
      },
    },
  ],
});
