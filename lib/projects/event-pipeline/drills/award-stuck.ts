import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lab/drills/policy-fixes.ts';
import { allowing, inlinePolicy, without } from '../../../lab/drills/probes.ts';
import { milestonesPark, milestonesWait, pipeFromNow, purge } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { awarded, type Output, roleNameOf, tableArn } from './event-pipeline.ts';

const startPipe = (lab: FixContext<Output>) =>
  lab.set('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'RUNNING');

/** Lets the task of the workflow update the milestones, and what is named besides. */
async function allowUpdates(lab: FixContext<Output>, ...besides: readonly Output[]): Promise<void> {
  const names = ['MilestonesTableName', ...besides] as const;
  const tables = await Promise.all(names.map((name) => tableArn(lab, lab.outputs[name])));
  const role = await roleNameOf(lab, lab.outputs.AwardFunctionName);
  await editPolicy(lab, role, (document) => allowing(document, 'dynamodb:UpdateItem', tables));
}

const lost: LostPermission<Output> = {
  role: (lab) => roleNameOf(lab, lab.outputs.AwardFunctionName),
  bystander: async (lab) => lab.outputs.ActivityWorkerRoleName,
  action: 'dynamodb:UpdateItem',
  resources: async (lab) => [await tableArn(lab, lab.outputs.MilestonesTableName)],
  besides: startPipe,
};

export const awardStuck = defineDrill(eventPipeline, {
  name: 'award-stuck',
  title: 'No milestone has been awarded since Friday',
  level: 3,
  causes: 2,
  ticket: {
    report:
      'No milestone has been awarded since Friday. The colleague on the weekend shift wrote: "found a pipe that is ' +
      'stopped, did not dare to start it, something failed behind it before". Monday morning it is yours.',
    impact: 'Everybody who reached a milestone. After 24 hours the stream begins to forget.',
    evidence:
      'Workflow: no executions since Friday afternoon, and before that an hour in which everything it was given ended ' +
      'in the dead-letter queue of milestones. Anyone who stopped the pipe did so on purpose.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      finds: /^(?![\s\S]*MilestonesTask\s+Invocations)[\s\S]*ApiAccess\s+Requests/,
    },
  ],
  exam: ['SAA-C03/2.2', 'SAA-C03/1.1', 'DVA-C03/1.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'],
  hints: [
    'Why would somebody stop a pipe on purpose? Find what failed behind it before you let it run again.',
    'The workflow has one task that does something: AwardFunctionName. What does it need to be allowed?',
    'Compare the policy of its role with award-milestone.ts: one call, one action, one table.',
    'Allow dynamodb:UpdateItem on the milestones table first, and start the pipe second.',
  ],
  lesson: {
    architect:
      'Order matters in a repair: fix from the back to the front, so that what begins to flow meets something that ' +
      'works. The other way round every message burns its retries on the second fault.',
    developer:
      'A workflow that catches errors and parks the record has a green error rate. Look at where the catch leads, and ' +
      'put an alarm there.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, await roleNameOf(lab, lab.outputs.AwardFunctionName));
    await lab.change('role-policy', policy, (document) => without(document, 'dynamodb:UpdateItem', ':table/'));
    await lab.spread();
    // Of the hour before somebody stopped the pipe.
    await milestonesPark(lab);
    await lab.change('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'STOPPED');
  },
  backlog: milestonesWait,
  check: [{ expects: 'Who reaches a hundred points is awarded the milestone', look: awarded }],
  solution: {
    steps: [
      "Allow dynamodb:UpdateItem on the milestones table in the role of the workflow's task.",
      'pipes start-pipe with the name MilestonePipeName.',
    ],
    async apply(lab) {
      await allowUpdates(lab);
      await startPipe(lab);
    },
  },
  otherFixes: grantedOtherwise(lost),
  shortcuts: [
    { kind: 'too-narrow', title: 'Starts the pipe, and is pleased that it runs', apply: startPipe },
    {
      kind: 'too-narrow',
      title: 'Allows the task what it needs, and leaves the pipe as the weekend shift left it',
      apply: (lab) => allowUpdates(lab),
    },
    {
      kind: 'hidden',
      title: 'Starts the pipe, and lets the workflow go past the task that fails',
      async apply(lab) {
        await startPipe(lab);
        const machine = { arn: lab.outputs.MilestoneMachineArn };
        const definition = await lab.get('state-machine', machine);
        const skipping = JSON.stringify(definition).replace('"Next":"Award"', '"Next":"TellTheLearner"');
        // Step Functions refuses a state that no other one leads to.
        const left = ['Award', 'AwardedToThisExecution'];
        const whole = JSON.parse(skipping, (name, value) => (left.includes(name) ? undefined : value));
        await lab.set('state-machine', machine, whole);
      },
    },
    {
      kind: 'too-wide',
      title: 'Starts the pipe, and allows the task to change standings as well as milestones',
      async apply(lab) {
        await startPipe(lab);
        await allowUpdates(lab, 'StandingsTableName');
      },
    },
    ...grantedCarelessly(lost),
    {
      kind: 'hidden',
      title: 'Allows the task what it needs, starts the pipe, and empties the dead-letter queue for the alarm to end',
      destroys: true,
      async apply(lab) {
        await allowUpdates(lab);
        await startPipe(lab);
        await purge(lab, 'MilestoneDeadLetterQueueUrl');
      },
    },
    {
      kind: 'hidden',
      title: 'Allows the task what it needs, and recreates the pipe to begin with what comes now',
      destroys: true,
      async apply(lab) {
        await allowUpdates(lab);
        await pipeFromNow(lab);
      },
    },
  ],
});
