import { defineDrill } from '../../../lab/drills/drill.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { lessonsWait, purge } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { goodEvent } from '../sample-activity.ts';
import {
  activityMapping,
  arrive,
  failuresAreReported,
  openQueue,
  queueIsClosed,
  replaceMapping,
  updateMapping,
} from './event-pipeline.ts';

export const consumerAsleep = defineDrill(eventPipeline, {
  name: 'consumer-asleep',
  title: 'Standings stand still, and there is not one error',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Learners write that nothing they did since lunch shows in their standing. The app confirms every activity as ' +
      'before. It is the same for everybody.',
    impact: 'All learners. Nothing is lost so far, but the queue keeps messages for four days only.',
    evidence:
      'No alarm on errors. The queue in front of the worker gets longer in a straight line, and the age of its oldest ' +
      'message grows by a minute a minute. The worker was last invoked at lunch.',
  },
  evidence: [{ command: 'lab metrics event-pipeline', finds: /ActivityQueue\s+[1-9]/ }],
  exam: ['DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1', 'SAA-C03/2.1'],
  hints: [
    'The messages wait in a queue, and nobody takes them. Who was supposed to?',
    'Lambda does not look at a queue by itself: an event source mapping polls it. Ask for its state.',
    'lambda get-event-source-mapping with the id ActivityMappingId: read State and StateTransitionReason.',
    'Enable the mapping. The backlog then works itself off.',
  ],
  lesson: {
    architect:
      'A queue turns a dead consumer into a delay, as long as somebody looks at the age of the oldest message. That is ' +
      'the alarm to have: depth says how much, age says how bad.',
    developer:
      'Disabling the mapping is the right way to stop a consumer for a while: the messages wait, and nothing counts as ' +
      'received. The wrong way is to set its concurrency to 0, where throttled receives walk to the dead-letter queue.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const mapping = await activityMapping(lab);
    await lab.change('event-source', mapping, (before) => ({ ...before, enabled: false }));
  },
  backlog: lessonsWait,
  check: [
    {
      expects: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved'], 25),
    },
    failuresAreReported,
    queueIsClosed,
  ],
  solution: {
    steps: ['lambda update-event-source-mapping --uuid <ActivityMappingId> --enabled'],
    async apply(lab) {
      const mapping = await activityMapping(lab);
      await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
    },
  },
  otherFixes: [
    {
      title: 'Enables it and lets it take smaller batches, until the backlog is gone',
      apply: (lab) => updateMapping(lab, { Enabled: true, BatchSize: 5 }),
    },
    {
      title: 'Deletes the mapping and recreates it, as the template has it',
      apply: (lab) => replaceMapping(lab),
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Works a waiting message off by hand, by invoking the worker with it',
      async apply(lab) {
        const { kind, detail } = goodEvent('LessonRead', `by-hand-${lab.nonce()}`);
        const record = {
          messageId: detail.eventId,
          body: JSON.stringify({ 'detail-type': kind, detail }),
          attributes: { ApproximateReceiveCount: '1' },
        };
        const Payload = JSON.stringify({ Records: [{ ...record, eventSource: 'aws:sqs' }] });
        await lab.aws.lambda.invoke({ FunctionName: lab.outputs.ActivityWorkerName, Payload });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Enables the mapping of the review cards',
      async apply(lab) {
        await lab.aws.lambda.updateEventSourceMapping({ UUID: lab.outputs.CardMappingId, Enabled: true });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Gives the worker three times as much memory, so that it catches up',
      apply: (lab) =>
        lab.set(
          'function-setting',
          { functionName: lab.outputs.ActivityWorkerName, field: 'MemorySize' },
          liveAndLatest(1536),
        ),
    },
    {
      kind: 'too-narrow',
      title: 'Enables it for lessons alone, to work off the backlog piece by piece',
      async apply(lab) {
        const mapping = await activityMapping(lab);
        const filters = [JSON.stringify({ body: { 'detail-type': ['LessonRead'] } })];
        await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true, filters });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Enables it, and takes what was reported as failed for done, so that the backlog drains faster',
      async apply(lab) {
        const mapping = await activityMapping(lab);
        const before = await lab.get('event-source', mapping);
        await lab.set('event-source', mapping, { ...before, enabled: true, reportsBatchItemFailures: false });
      },
    },
    {
      kind: 'too-wide',
      title: 'Enables it, and lets everybody send to the queue in case somebody could not',
      async apply(lab) {
        const mapping = await activityMapping(lab);
        await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
        await openQueue(lab);
      },
    },
    {
      kind: 'hidden',
      title: 'Empties the queue, so that its age is nought again, and enables the mapping',
      destroys: true,
      async apply(lab) {
        await purge(lab, 'ActivityQueueUrl');
        await updateMapping(lab, { Enabled: true });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Takes what waits out of the queue to look at it, and enables the mapping',
      destroys: true,
      async apply(lab) {
        const QueueUrl = lab.outputs.ActivityQueueUrl;
        const { Messages = [] } = await lab.aws.sqs.receiveMessage({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 3,
        });
        for (const { ReceiptHandle } of Messages) await lab.aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
        await updateMapping(lab, { Enabled: true });
      },
    },
  ],
});
