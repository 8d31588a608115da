import { defineDrill } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';
import { arrive } from './event-pipeline.ts';

/** The rule's one target. */
const target = { id: 'Target0' };

export const envelopeLost = defineDrill(eventPipeline, {
  name: 'envelope-lost',
  title: 'The dead-letter queue fills with perfectly good events',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The dead-letter queue has had its alarm for an hour. What lies in it looks right to everybody who has opened a ' +
      'message: the learner, the task, the time, all as the schema requires. No standing moves.',
    impact: 'All learners. Nothing is lost: all of it is parked, and the archive has every event as it was published.',
    evidence:
      'Each parked message carries the reason UnknownType. The producers have not been released for weeks. On the bus, ' +
      'the events have their type.',
  },
  exam: ['DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1', 'SAA-C03/2.1', 'SAA-C03/3.5'],
  hints: [
    'The worker says UnknownType. Where in a message does it look for the type? (apply-activity.ts)',
    'Compare a parked message with an event as EventBridge delivers it. What is not there any more?',
    'Between bus and queue stands the target of the rule. events list-targets-by-rule: what does it make of the event?',
    'Put the target without InputPath, so that the whole event is sent. Keep its dead-letter queue and retry policy.',
  ],
  lesson: {
    architect:
      'The envelope, with its type, source, id and time, is part of the contract between producer and consumer. Who ' +
      'unwraps it on the way saves bytes and loses what routing, tracing and replay depend on.',
    developer:
      'put-targets replaces the target whole: what is not in the call is gone, the dead-letter queue included. And a ' +
      'reason on a parked message is worth more than the message.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const at = { ...target, bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
    await lab.change('event-target', at, (before) => before && { ...before, InputPath: '$.detail' });
  },
  check: [
    {
      promise: 'Every kind of activity counts',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved', 'QuizAnswered'], 35),
    },
    {
      promise: 'What cannot be delivered to the queue is still kept',
      async look(lab) {
        const at = { ...target, bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
        const kept = (await lab.get('event-target', at))?.DeadLetterConfig?.Arn;
        return { ok: Boolean(kept), saw: kept ?? 'no dead-letter queue on the target', wanted: 'a dead-letter queue' };
      },
    },
  ],
  solution: {
    steps: [
      'events list-targets-by-rule, then events put-targets with the same target less its InputPath.',
      'What is parked has lost its type, and a redrive would park it again. Send the events from the archive: lab pipeline replay.',
    ],
    async apply(lab) {
      const at = { ...target, bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
      const before = await lab.get('event-target', at);
      await lab.set('event-target', at, before && { ...before, InputPath: undefined });
    },
  },
  shortcuts: [
    {
      title: 'Writes the missing type into the message, with the one value that the first parked event has',
      async apply(lab) {
        const at = { ...target, bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
        const before = await lab.get('event-target', at);
        const InputTransformer = {
          InputPathsMap: { detail: '$.detail' },
          InputTemplate: '{"detail-type":"LessonRead","detail":<detail>}',
        };
        await lab.set('event-target', at, before && { ...before, InputPath: undefined, InputTransformer });
      },
    },
  ],
});
