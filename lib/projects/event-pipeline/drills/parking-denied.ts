import { defineDrill } from '../../../lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lab/drills/policy-fixes.ts';
import { allowing, inlinePolicy, without } from '../../../lab/drills/probes.ts';
import { parkedWithReason } from '../health/parked.ts';
import { brokenOnesWait, purge } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { arrive, type Output, queueArn, roleNameOf } from './event-pipeline.ts';

const lost: LostPermission<Output> = {
  role: async (lab) => lab.outputs.ActivityWorkerRoleName,
  bystander: (lab) => roleNameOf(lab, lab.outputs.CardWorkerName),
  action: 'sqs:SendMessage',
  resources: async (lab) => [await queueArn(lab, lab.outputs.ActivityDeadLetterQueueUrl)],
};

export const parkingDenied = defineDrill(eventPipeline, {
  name: 'parking-denied',
  title: 'Bad events come back again and again before they give up',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'A partner sends broken events now and then. They used to be in the dead-letter queue within a second, with the ' +
      'reason. Now they arrive there after five minutes, without a word on why, and support cannot answer the partner.',
    impact: 'Support, and the bill: each bad event is now worked on five times. Good events are on time.',
    evidence:
      'Each bad event is in the worker\'s log five times, as "not parked", with the error of a refused call. Good ' +
      'events in the same batch are fine.',
  },
  evidence: [
    { command: 'lab logs event-pipeline --filter parked', finds: /not parked.*(AccessDenied|not authorized)/ },
  ],
  exam: ['SAA-C03/1.1', 'SAA-C03/2.2', 'DVA-C03/2.1', 'DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'],
  hints: [
    'Two ways lead into the dead-letter queue: the worker parks at once, SQS moves after five receives. Which is taken?',
    "The worker's log has the error of the way that fails: which action, and which role was refused it?",
    "Read the inline policy of ActivityWorkerRoleName and look for the worker's one permission to send.",
    'Allow sqs:SendMessage on the ARN of the dead-letter queue: on that queue, and on no other.',
  ],
  lesson: {
    architect:
      'A dead-letter queue is for what retries did not heal. What can be known to be hopeless should be parked at ' +
      'once, with a reason: retries cost money, and hold up whatever waits behind them.',
    developer:
      'The path for bad input is code too, with permissions of its own, and it runs rarely: exactly the kind that ' +
      'breaks unseen. Send a bad event through after each release.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, lab.outputs.ActivityWorkerRoleName);
    await lab.change('role-policy', policy, (document) => without(document, 'sqs:SendMessage', ':sqs:'));
  },
  backlog: brokenOnesWait,
  check: [
    {
      expects: 'A bad event is parked at once, with its reason',
      look: (lab) => parkedWithReason(lab, 'SchemaBroken'),
    },
    { expects: 'Good events count', look: (lab) => arrive(lab, ['DrillSolved'], 20) },
  ],
  solution: {
    steps: ["Add to the worker role's policy: Allow sqs:SendMessage on the ARN of the dead-letter queue."],
    async apply(lab) {
      const policy = await inlinePolicy(lab.aws, lab.outputs.ActivityWorkerRoleName);
      const arn = await queueArn(lab, lab.outputs.ActivityDeadLetterQueueUrl);
      await lab.set('role-policy', policy, allowing(await lab.get('role-policy', policy), 'sqs:SendMessage', arn));
    },
  },
  otherFixes: grantedOtherwise(lost),
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Allows the worker to send to every queue of the account',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ActivityWorkerRoleName, (document) => allowing(document, 'sqs:SendMessage', '*')),
    },
    {
      kind: 'elsewhere',
      title: 'Allows the worker to send to the dead-letter queue of the review cards',
      async apply(lab) {
        const arn = await queueArn(lab, lab.outputs.CardDeadLetterQueueUrl);
        await editPolicy(lab, lab.outputs.ActivityWorkerRoleName, (document) =>
          allowing(document, 'sqs:SendMessage', arn),
        );
      },
    },
    {
      kind: 'hidden',
      title: 'Lets a message be received once only, so that bad events are in the dead-letter queue sooner',
      async apply(lab) {
        const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'RedrivePolicy' } as const;
        const policy = JSON.parse(await lab.get('queue-attribute', target));
        await lab.set('queue-attribute', target, JSON.stringify({ ...policy, maxReceiveCount: 1 }));
      },
    },
    {
      kind: 'too-narrow',
      title: 'Allows it to look into the dead-letter queue',
      async apply(lab) {
        const arn = await queueArn(lab, lab.outputs.ActivityDeadLetterQueueUrl);
        await editPolicy(lab, lab.outputs.ActivityWorkerRoleName, (document) =>
          allowing(document, ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], arn),
        );
      },
    },
    ...grantedCarelessly(lost),
    {
      kind: 'hidden',
      title: 'Allows it again, and empties both queues of what kept failing',
      destroys: true,
      async apply(lab) {
        const arn = await queueArn(lab, lab.outputs.ActivityDeadLetterQueueUrl);
        await editPolicy(lab, lab.outputs.ActivityWorkerRoleName, (document) =>
          allowing(document, 'sqs:SendMessage', arn),
        );
        await purge(lab, 'ActivityQueueUrl', 'ActivityDeadLetterQueueUrl');
      },
    },
  ],
});
