import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lab/drills/policy-fixes.ts';
import { allowing, inlinePolicy, without } from '../../../lab/drills/probes.ts';
import { redriveParked } from '../health/replayed.ts';
import { hundredsWait, purge } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { arrive, firstMilestone, type Output, purgeParked, roleNameOf, tableArn } from './event-pipeline.ts';

const lost: LostPermission<Output> = {
  role: async (lab) => lab.outputs.ActivityWorkerRoleName,
  bystander: (lab) => roleNameOf(lab, lab.outputs.CardWorkerName),
  action: 'dynamodb:PutItem',
  resources: async (lab) => [await tableArn(lab, lab.outputs.MilestonesTableName)],
  besides: redriveParked,
};

async function allowOnMilestones(lab: FixContext<Output>, action: string): Promise<void> {
  const table = await tableArn(lab, lab.outputs.MilestonesTableName);
  await editPolicy(lab, lab.outputs.ActivityWorkerRoleName, (document) => allowing(document, action, table));
}

export const milestoneDenied = defineDrill(eventPipeline, {
  name: 'milestone-denied',
  title: 'Some learners are stuck just below a hundred points',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'A handful of learners write that their points stopped at 80 or 95 and that nothing they do counts any more. ' +
      'Most learners see no problem. Support found no pattern in what they did.',
    impact: 'Few learners, but each day more, and always those who study most. They want the points that are missing.',
    evidence:
      'The error rate of the worker is a few per cent. The same messages fail five times and end in the dead-letter ' +
      'queue without a reason. Events of other learners in the same batches are applied.',
  },
  evidence: [{ command: 'lab metrics event-pipeline', finds: /ActivityWorker\s+EventFailed/ }],
  exam: ['SAA-C03/1.1', 'SAA-C03/2.1', 'DVA-C03/1.3', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/1.3', 'DVA-C02/4.1'],
  hints: [
    'The learners have something in common that is not what they did, but where they stand. What happens at 100?',
    'Read apply.ts in lambda/event-pipeline/worker: an event that fills a hundred writes one item more than the others.',
    'All of a transaction is refused if one part is. The log of the worker names the action; which table?',
    "Allow dynamodb:PutItem on the milestones table in the worker's role. Then redrive the dead-letter queue.",
  ],
  lesson: {
    architect:
      'Rare paths are where permissions rot: the release is fine, the dashboards are green, and the best customers ' +
      'meet the defect first. Alarm on the dead-letter queue, not on the error rate alone.',
    developer:
      'A transaction asks for the permission of each of its parts, and fails as one. That is what saved the data here: ' +
      'no standing went over the hundred without its milestone, so everything can be applied later.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, lab.outputs.ActivityWorkerRoleName);
    const { MilestonesTableName } = lab.outputs;
    await lab.change('role-policy', policy, (document) => without(document, 'dynamodb:PutItem', MilestonesTableName));
  },
  backlog: hundredsWait,
  check: [
    {
      expects: 'A learner can get to a hundred points, and past it',
      look: (lab) =>
        arrive(
          lab,
          Array.from({ length: 6 }, () => 'DrillSolved' as const),
          120,
        ),
    },
  ],
  solution: {
    steps: [
      "Add to the worker role's policy: Allow dynamodb:PutItem on the ARN of the milestones table.",
      'Send through again what was given up meanwhile: lab events redrive.',
    ],
    async apply(lab) {
      await allowOnMilestones(lab, 'dynamodb:PutItem');
      await redriveParked(lab);
    },
  },
  otherFixes: grantedOtherwise(lost),
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Allows every action on both tables of the project',
      async apply(lab) {
        const tables = [
          await tableArn(lab, lab.outputs.MilestonesTableName),
          await tableArn(lab, lab.outputs.StandingsTableName),
        ];
        await editPolicy(lab, lab.outputs.ActivityWorkerRoleName, (document) =>
          allowing(document, 'dynamodb:*', tables),
        );
      },
    },
    {
      kind: 'too-narrow',
      title: 'Allows UpdateItem on the milestones, as it is allowed on the standings',
      apply: (lab) => allowOnMilestones(lab, 'dynamodb:UpdateItem'),
    },
    {
      kind: 'too-narrow',
      title: 'Allows PutItem on the milestones, and leaves what was given up where it lies',
      apply: (lab) => allowOnMilestones(lab, 'dynamodb:PutItem'),
    },
    { kind: 'hidden', title: 'Empties the dead-letter queue, and the alarm is quiet', apply: purgeParked },
    {
      kind: 'hidden',
      title: 'Writes the milestone of the learner who complained by hand',
      async apply(lab) {
        const TableName = lab.outputs.MilestonesTableName;
        const Key = firstMilestone(`by-hand-${lab.nonce()}`);
        lab.undoBy(() => lab.aws.dynamodb.deleteItem({ TableName, Key }));
        await lab.aws.dynamodb.putItem({ TableName, Item: Key });
      },
    },
    ...grantedCarelessly(lost),
    {
      kind: 'hidden',
      title: 'Empties both queues of what kept failing, and allows it again',
      destroys: true,
      async apply(lab) {
        // In this order: once it is allowed, what waits goes through by itself.
        await purge(lab, 'ActivityQueueUrl', 'ActivityDeadLetterQueueUrl');
        await allowOnMilestones(lab, 'dynamodb:PutItem');
      },
    },
    {
      kind: 'hidden',
      title: 'Allows it again, and empties the dead-letter queue of what was given up',
      destroys: true,
      async apply(lab) {
        await allowOnMilestones(lab, 'dynamodb:PutItem');
        await purge(lab, 'ActivityDeadLetterQueueUrl');
      },
    },
  ],
});
