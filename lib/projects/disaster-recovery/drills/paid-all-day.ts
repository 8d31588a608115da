import { defineDrill } from '../../../lab/drills/drill.ts';
import type { Capacity } from '../../../lab/settings/rds.ts';
import { clustersOf, databaseCostsNoMore, databaseIsReady } from '../health/price.ts';
import type { Lab } from '../health/regions.ts';
import { OURS, PROGRESS_TABLE } from '../names.ts';
import { disasterRecovery, STANDBY_REGION } from '../project.ts';
import type { Fixing } from './disaster-recovery.ts';

/** As the stack has it: lib/projects/disaster-recovery/stack.ts. */
const DEPLOYED: Capacity = { least: 0.5, most: 2 };
/** As small as it is large: what a busy morning needs, by day and night. */
const RAISED: Capacity = { least: 2, most: 2 };
const READER = `${OURS}-reports`;

const ofReader = async (lab: Lab) => ({ ...(await clustersOf(lab)).standby, instance: READER });

async function capacities(lab: Fixing, first: Capacity, other: Capacity = first): Promise<void> {
  const { primary, standby: there } = await clustersOf(lab);
  await lab.set('cluster-capacity', primary, first);
  await lab.set('cluster-capacity', there, other);
}

const deleteReader = async (lab: Fixing) => lab.set('cluster-instance', await ofReader(lab), null);

export const paidAllDay = defineDrill(disasterRecovery, {
  name: 'paid-all-day',
  title: 'The database costs six times what it did in spring, and does the same',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'Finance asks what happened to the database in May: it was 88 dollars a month for both regions, storage aside, and has been 526 ever ' +
      'since. There are as many candidates as before, and no promise to anybody has changed.',
    impact:
      'More than 5,000 dollars a year. The first proposal of finance was to give up the other region; recovery has to stay as it is promised.',
    evidence:
      'The bill has capacity units by the hour, in two regions, where it had one. Their number is the same at noon and at three in the night. ' +
      'In the other region not one connection was opened since May; before, there was nothing that could have opened one.',
  },
  evidence: [
    { command: 'lab aws rds describe-db-clusters', finds: /"MinCapacity": 2\b/ },
    {
      command: `lab aws rds describe-db-instances --region ${STANDBY_REGION}`,
      finds: /"DBInstanceIdentifier": "[\w-]*certlab-recovery-reports"/,
    },
  ],
  exam: ['SAA-C03/4.3', 'SAA-C03/3.3', 'SAA-C03/2.2'],
  hints: [
    'What is paid by the hour is the number of instances times their capacity. Which of the two has changed, and where?',
    'rds describe-db-instances, with --region us-east-1 and with us-west-2: who asks each of them? A region that follows by its storage needs ' +
      'none before it takes over.',
    'rds describe-db-clusters: how small may an instance be while nobody comes, and how large in the busiest hour? Only one of the two is ' +
      'paid at night.',
    'In us-west-2 rds delete-db-instance for the one that nobody asks; in both regions rds modify-db-cluster with MinCapacity 0.5 and ' +
      'MaxCapacity 2.',
  ],
  lesson: {
    architect:
      'A secondary cluster of a global database follows by its storage: an instance there is paid for reads in that region, or for minutes of ' +
      'recovery, and for nothing else. Write beside each strategy what waits and what it costs, and let a bill that differs be an alarm. What ' +
      'is saved is the idle, never the promise: zones, ceiling and backups stay.',
    developer:
      'Of a serverless capacity the least is the bill of the night, and the most is the bill of the busiest hour. Raise the least for a load test, ' +
      'and put it down with the test: in a template, since what is changed by hand is found by finance.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const { primary, standby: there } = await clustersOf(lab);
    await lab.change('cluster-capacity', primary, RAISED);
    await lab.change('cluster-capacity', there, RAISED);
    await lab.change('cluster-instance', await ofReader(lab), { class: 'db.serverless', tier: 15 });
  },
  check: [databaseCostsNoMore, databaseIsReady],
  solution: {
    title: 'Lets both be as small as they were while nobody comes, and deletes the instance of the other region',
    steps: [
      'rds delete-db-instance in us-west-2 for the instance that nobody asks: its cluster goes on following without one;',
      'rds modify-db-cluster in both regions, with a least capacity of 0.5 and the most as it is.',
    ],
    async apply(lab) {
      await capacities(lab, DEPLOYED);
      await deleteReader(lab);
    },
  },
  otherFixes: [
    {
      title: 'Does both, and lets them grow twice as far in the busiest hour',
      async apply(lab) {
        await capacities(lab, { ...DEPLOYED, most: 2 * DEPLOYED.most });
        await deleteReader(lab);
      },
    },
    {
      title:
        'Deletes the instance, and lowers the first region alone: the other begins large, once there is something to begin with',
      async apply(lab) {
        await capacities(lab, DEPLOYED, RAISED);
        await deleteReader(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Lets both be as small as they were',
      apply: (lab) => capacities(lab, DEPLOYED),
    },
    { kind: 'too-narrow', title: 'Deletes the instance that nobody asks', apply: deleteReader },
    {
      kind: 'hidden',
      title: 'Deletes the instance, and lets the database pause while nobody comes',
      async apply(lab) {
        await capacities(lab, { ...DEPLOYED, least: 0 });
        await deleteReader(lab);
      },
    },
    {
      kind: 'hidden',
      title: 'Deletes the instance, and never lets the database be larger than it is at night',
      async apply(lab) {
        await capacities(lab, { least: DEPLOYED.least, most: 1 });
        await deleteReader(lab);
      },
    },
    {
      kind: 'too-wide',
      title: 'Does both, and lets them grow to 64 units, since it is only paid when it is needed',
      async apply(lab) {
        await capacities(lab, { ...DEPLOYED, most: 64 });
        await deleteReader(lab);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Does both, and keeps backups of the database for a day in place of seven',
      async apply(lab) {
        await capacities(lab, DEPLOYED);
        await deleteReader(lab);
        await lab.set('cluster-backups', (await clustersOf(lab)).primary, 1);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Does both, and gives up the recovery of the table to a point in time, which is paid for as well',
      async apply(lab) {
        await capacities(lab, DEPLOYED);
        await deleteReader(lab);
        const table = { tableName: PROGRESS_TABLE };
        await lab.set('table-recovery', table, false);
      },
    },
  ],
});
