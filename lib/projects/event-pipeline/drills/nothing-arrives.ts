import { defineDrill } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';
import { arrive } from './event-pipeline.ts';

export const nothingArrives = defineDrill(eventPipeline, {
  name: 'nothing-arrives',
  title: 'After the maintenance window the pipeline stays silent',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'For the maintenance at night the pipeline was stopped "at the front and at the back", and in the morning ' +
      'somebody started it again. It is noon, and no standing has moved.',
    impact: 'All learners. How much is lost and how much is only late, nobody can tell yet.',
    evidence:
      'The edge accepts and the bus counts. The queue holds what came in before the window, and nothing newer. The ' +
      'worker has not been invoked since midnight. Alarms: none.',
  },
  exam: ['SAA-C03/2.1', 'SAA-C03/2.2', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'],
  hints: [
    'Two observations want explaining: old messages that nobody takes, and new ones that do not even come.',
    'Take the back first: what polls the queue, and in which state is it?',
    'The old messages go now. Publish a new one: does it reach the queue? What decides that?',
    'Enable the mapping and the rule. Then replay from the archive what the disabled rule dropped.',
  ],
  lesson: {
    architect:
      'Stopping at the back keeps everything, stopping at the front loses everything: a disabled rule drops, a ' +
      'disabled consumer waits. A procedure for maintenance should stop at the last place that still keeps.',
    developer:
      'Check a repair with something new, end to end. A backlog that drains is a fine sight, and says nothing about ' +
      'what comes after it.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
    await lab.change('event-source', { uuid: lab.outputs.ActivityMappingId }, (now) => ({ ...now, enabled: false }));
    await lab.change('event-rule', rule, (now) => ({ ...now, enabled: false }));
  },
  check: [
    {
      promise: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['QuizAnswered', 'LessonRead'], 15),
    },
  ],
  solution: {
    steps: [
      'lambda update-event-source-mapping --uuid <ActivityMappingId> --enabled',
      'events enable-rule with the rule and its bus.',
      'lab pipeline replay, for what was dropped while the rule was disabled.',
    ],
    async apply(lab) {
      const mapping = { uuid: lab.outputs.ActivityMappingId };
      await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
      const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
      await lab.set('event-rule', rule, { ...(await lab.get('event-rule', rule)), enabled: true });
    },
  },
  shortcuts: [
    {
      title: 'Starts the consumer, watches the backlog drain, and goes home',
      async apply(lab) {
        const mapping = { uuid: lab.outputs.ActivityMappingId };
        await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
      },
    },
  ],
});
