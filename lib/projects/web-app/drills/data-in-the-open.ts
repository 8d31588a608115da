import { defineDrill } from '../../../lab/drills/drill.ts';
import { groupOf, nobodyElseComesIn, tiersAreConnected } from '../health/tiers.ts';
import { webApp } from '../project.ts';
import { addRule, balancerGroups, type Fixing, tcp } from './web-app.ts';

const DATABASE = 5432;
const CACHE = 6379;
const VPC = '10.20.0.0/16';

const into = (groupId: string) => ({ groupId, way: 'ingress' }) as const;

/** Takes the rules out that let a peer in. */
async function shut(lab: Fixing, tier: 'database' | 'cache', isOut: (peer: string) => boolean): Promise<void> {
  const target = into(await groupOf(lab, tier));
  await lab.set(
    'group-rules',
    target,
    (await lab.get('group-rules', target)).filter(({ peer }) => !isOut(peer)),
  );
}

const isVpc = (peer: string) => peer === VPC;

export const dataInTheOpen = defineDrill(webApp, {
  name: 'data-in-the-open',
  title: 'A finding of the security team: the data can be reached from where it should not',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'The quarterly review says that anyone who gets into any machine of our network can try passwords on the exam results, ' +
      'and on the sessions too. At the last review only the tasks could. Nobody remembers a change.',
    impact: 'Nobody yet. The review is open until both are closed, and exams must go on meanwhile.',
    evidence:
      'The exam room works as always. From the subnets of the balancer both the database and the cache accept a connection, ' +
      'and ask for a password.',
  },
  evidence: [{ command: 'lab aws ec2 describe-security-groups', finds: /10\.20\.0\.0\/16/ }],
  exam: ['SAA-C03/1.2', 'SAA-C03/1.3'],
  hints: [
    'A database and a cache each have a security group, which says who may connect. There are two findings.',
    'ec2 describe-security-groups: look at the two whose description begins with "The database" and "The cache".',
    'Each should name the group of the tasks as its only source. What else is there?',
    `Revoke the rules whose source is ${VPC} in both groups, and leave those of the tasks.`,
  ],
  lesson: {
    architect:
      'Tiers are closed by groups that name the tier before, never by the block of the network: the block is everybody who ' +
      'will ever be there. A password is the second line, and not the first.',
    developer:
      'Rules that are made by hand "for a moment" outlive who made them. Whatever is not in the template is found by ' +
      'comparing with it: drift detection of CloudFormation, or a rule of AWS Config.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('group-rules', into(await groupOf(lab, 'database')), (rules) => [
      ...rules,
      { ...tcp(VPC, DATABASE), description: 'for a moment' },
    ]);
    await lab.change('group-rules', into(await groupOf(lab, 'cache')), (rules) => [
      ...rules,
      { ...tcp(VPC, CACHE), description: 'for a moment' },
    ]);
  },
  check: [nobodyElseComesIn, { ...tiersAreConnected, guards: true }],
  solution: {
    steps: [
      `Revoke TCP ${DATABASE} from ${VPC} in the group of the database,`,
      `and TCP ${CACHE} from ${VPC} in the group of the cache.`,
    ],
    async apply(lab) {
      await shut(lab, 'database', isVpc);
      await shut(lab, 'cache', isVpc);
    },
  },
  otherFixes: [
    {
      title: 'Takes out every rule of both, and lets the tasks in again',
      async apply(lab) {
        for (const [tier, port] of [
          ['database', DATABASE],
          ['cache', CACHE],
        ] as const) {
          const target = into(await groupOf(lab, tier));
          await lab.set('group-rules', target, [tcp(lab.outputs.WebSecurityGroupId, port)]);
        }
      },
    },
    {
      title: 'Revokes them one after the other, by what the groups of the tasks are not',
      async apply(lab) {
        const isForeign = (peer: string) => peer !== lab.outputs.WebSecurityGroupId;
        await shut(lab, 'cache', isForeign);
        await shut(lab, 'database', isForeign);
      },
    },
  ],
  shortcuts: [
    { kind: 'too-narrow', title: 'Closes the database', apply: (lab) => shut(lab, 'database', isVpc) },
    { kind: 'too-narrow', title: 'Closes the cache', apply: (lab) => shut(lab, 'cache', isVpc) },
    {
      kind: 'hidden',
      title: 'Takes out every rule of both',
      async apply(lab) {
        await shut(lab, 'database', () => true);
        await shut(lab, 'cache', () => true);
      },
    },
    {
      kind: 'too-wide',
      title: 'Closes both to the network, and lets the balancer in so that its health can be seen',
      async apply(lab) {
        await shut(lab, 'database', isVpc);
        await shut(lab, 'cache', isVpc);
        const [balancer = ''] = await balancerGroups(lab);
        await addRule(lab, into(await groupOf(lab, 'database')), tcp(balancer, DATABASE));
      },
    },
    {
      kind: 'too-wide',
      title: 'Lets in the lower half of the network instead of all of it',
      async apply(lab) {
        await shut(lab, 'cache', isVpc);
        await shut(lab, 'database', isVpc);
        await addRule(lab, into(await groupOf(lab, 'database')), tcp('10.20.0.0/17', DATABASE));
      },
    },
    {
      kind: 'elsewhere',
      title: 'Closes the group of the tasks to the network',
      async apply(lab) {
        const target = into(lab.outputs.WebSecurityGroupId);
        const rules = await lab.get('group-rules', target);
        await lab.set(
          'group-rules',
          target,
          rules.filter(({ peer }) => !isVpc(peer)),
        );
      },
    },
  ],
});
