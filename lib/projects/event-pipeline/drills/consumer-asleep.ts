import { defineDrill } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';
import { arrive, eventOf } from './event-pipeline.ts';

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
    const mapping = { uuid: lab.outputs.ActivityMappingId };
    await lab.change('event-source', mapping, (before) => ({ ...before, enabled: false }));
  },
  check: [
    {
      promise: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved'], 25),
    },
  ],
  solution: {
    steps: ['lambda update-event-source-mapping --uuid <ActivityMappingId> --enabled'],
    async apply(lab) {
      const mapping = { uuid: lab.outputs.ActivityMappingId };
      await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
    },
  },
  shortcuts: [
    {
      title: 'Works a waiting message off by hand, by invoking the worker with it',
      async apply(lab) {
        const { kind, detail } = eventOf('LessonRead', `by-hand-${lab.nonce()}`);
        const record = {
          messageId: detail.eventId,
          body: JSON.stringify({ 'detail-type': kind, detail }),
          attributes: { ApproximateReceiveCount: '1' },
        };
        const Payload = JSON.stringify({ Records: [{ ...record, eventSource: 'aws:sqs' }] });
        await lab.aws.lambda.invoke({ FunctionName: lab.outputs.ActivityWorkerName, Payload });
      },
    },
  ],
});
