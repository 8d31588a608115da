import { defineDrill } from '../../../lab/drills/drill.ts';
import { PORT } from '../app/env.ts';
import { aSittingWorks } from '../health/sitting.ts';
import { webApp } from '../project.ts';
import { addRule, balancerGroups, checkOtherwise, type Fixing, ofService, tcp, untilSick } from './web-app.ts';

const intoTasks = ({ outputs }: { readonly outputs: { readonly WebSecurityGroupId: string } }) =>
  ({ groupId: outputs.WebSecurityGroupId, way: 'ingress' }) as const;

const balancerGroup = async (lab: Parameters<typeof balancerGroups>[0]) => (await balancerGroups(lab))[0] as string;

/** A group of its own, in the network of the tasks; deleted when the fix is undone. */
async function newGroup(lab: Fixing, purpose: string): Promise<string> {
  const GroupIds = [lab.outputs.WebSecurityGroupId];
  const { SecurityGroups } = await lab.aws.ec2.describeSecurityGroups({ GroupIds });
  const { GroupId } = await lab.aws.ec2.createSecurityGroup({
    GroupName: `exam-room-${purpose}-${lab.nonce()}`,
    Description: `The exam room: ${purpose}`,
    VpcId: SecurityGroups?.[0]?.VpcId,
  });
  lab.undoBy(() => lab.aws.ec2.deleteSecurityGroup({ GroupId }));
  return GroupId as string;
}

export const packetsDropped = defineDrill(webApp, {
  name: 'packets-dropped',
  title: 'Ten seconds of nothing, then an error page, for everybody',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Since a clean-up of the network this morning the exam room does not open. The browser waits for ten seconds, and ' +
      'shows 504. It is the same for every page.',
    impact: 'Everybody: nobody can sit an exam.',
    evidence:
      'Tasks start, run without an error in their log, and are replaced after a minute. The balancer calls every one of ' +
      'them unhealthy, by Target.Timeout.',
  },
  evidence: [
    { command: 'lab aws elbv2 describe-target-health --target-group-arn {TargetGroupArn}', finds: /Target\.Timeout/ },
  ],
  exam: ['SAA-C03/1.2', 'SAA-C03/3.4', 'SAA-C03/2.2', 'DVA-C03/4.1'],
  hints: [
    'Target.Timeout says that nothing came back at all. A program that is broken refuses, or answers badly.',
    'Between balancer and tasks are two security groups: what leaves the first, and what enters the second.',
    'ec2 describe-security-groups with the id WebSecurityGroupId: who may come in, and on which port?',
    `Let the balancer's group in on port ${PORT}: authorize-security-group-ingress with the group as its source.`,
  ],
  lesson: {
    architect:
      'Security groups that name each other say who talks to whom, and go on being true when addresses change. What they ' +
      'drop they drop in silence: a time-out is a packet filter, a refusal is a program.',
    developer:
      'The reason of an unhealthy target is the first thing to read: Target.Timeout is the network, ' +
      'Target.ResponseCodeMismatch the path or the code, Target.FailedHealthChecks a connection that broke.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const balancer = await balancerGroup(lab);
    await lab.change('group-rules', intoTasks(lab), (rules) => rules.filter(({ peer }) => peer !== balancer));
    await untilSick(lab);
  },
  check: [aSittingWorks],
  solution: {
    steps: [`Authorize TCP ${PORT} into the group of the tasks, with the group of the balancer as its source.`],
    apply: async (lab) => addRule(lab, intoTasks(lab), tcp(await balancerGroup(lab))),
  },
  otherFixes: [
    {
      title: 'Gives the balancer a second group, and lets that one in',
      async apply(lab) {
        const group = await newGroup(lab, 'balancer');
        const before = [...(await balancerGroups(lab))];
        const LoadBalancerArn = lab.outputs.BalancerArn;
        lab.undoBy(() => lab.aws.elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: before }));
        await lab.aws.elbv2.setSecurityGroups({ LoadBalancerArn, SecurityGroups: [...before, group] });
        await addRule(lab, { groupId: group, way: 'egress' }, tcp(lab.outputs.WebSecurityGroupId));
        await addRule(lab, intoTasks(lab), tcp(group));
      },
    },
    {
      title: 'Gives the tasks a second group that lets the balancer in, by a deployment',
      async apply(lab) {
        const group = await newGroup(lab, 'tasks');
        const balancer = await balancerGroup(lab);
        await addRule(lab, { groupId: group, way: 'ingress' }, tcp(balancer));
        await addRule(lab, { groupId: balancer, way: 'egress' }, tcp(group));
        const network = await lab.get('service-network', ofService(lab));
        await lab.set('service-network', ofService(lab), {
          ...network,
          securityGroups: [...network.securityGroups, group].sort(),
        });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Lets everybody in on the port of the tasks',
      apply: (lab) => addRule(lab, intoTasks(lab), tcp('0.0.0.0/0')),
    },
    {
      kind: 'too-wide',
      title: 'Lets the whole network in, by its block',
      apply: (lab) => addRule(lab, intoTasks(lab), tcp('10.20.0.0/16')),
    },
    {
      kind: 'too-wide',
      title: 'Lets the balancer in on every port',
      async apply(lab) {
        const all = { protocol: 'tcp', fromPort: 0, toPort: 65_535, description: null };
        await addRule(lab, intoTasks(lab), { ...all, peer: await balancerGroup(lab) });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Lets the balancer in on port 80, on which it is called itself',
      apply: async (lab) => addRule(lab, intoTasks(lab), tcp(await balancerGroup(lab), 80)),
    },
    {
      kind: 'elsewhere',
      title: 'Lets everything out of the balancer',
      apply: async (lab) => addRule(lab, { groupId: await balancerGroup(lab), way: 'egress' }, tcp('0.0.0.0/0')),
    },
    {
      kind: 'hidden',
      title: 'Looks at the tasks every five minutes only, so that they are not replaced any more',
      apply: (lab) => checkOtherwise(lab, { interval: 300, unhealthyThreshold: 10, timeout: 120 }),
    },
  ],
});
