import { defineDrill } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';
import { arrive, eventOf, publish, takeParked } from './event-pipeline.ts';

export const ruleMismatch = defineDrill(eventPipeline, {
  name: 'rule-mismatch',
  title: 'Everything is accepted, and nothing ever arrives',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Since the naming of our events was "harmonised", no activity reaches any standing. The edge answers 202 to all ' +
      'of it. The queue is empty, and so is the dead-letter queue.',
    impact: 'All learners, and this time it is loss: what passes the bus and matches no rule is dropped.',
    evidence:
      'The bus counts as many events as always. The rule counts no matches at all, and no failed invocations either. ' +
      'The worker has not been invoked.',
  },
  exam: ['DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1', 'SAA-C03/2.1'],
  hints: [
    'Follow one event: accepted at the edge, put on the bus, and then? Where is the last place that counts it?',
    'A rule that matches nothing reports nothing. Read its pattern: events describe-rule.',
    'Compare the pattern, letter by letter, with what the edge sends: EVENT_SOURCE in lambda/event-pipeline/env.ts.',
    'Put the rule with the source that the producers really use. What was dropped can be replayed from the archive.',
  ],
  lesson: {
    architect:
      'On a bus nobody knows who is not listening. An archive on the bus is what turns "dropped" into "late", and a ' +
      'catch-all rule into a log is what shows that somebody speaks and nobody hears.',
    developer:
      'Patterns match exactly, case included, and a mismatch is no error. Producer and rule should take the name from ' +
      'one place, and `events test-event-pattern` belongs in a test.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
    await lab.change('event-rule', rule, (before) => ({ ...before, pattern: { source: ['certlab.studies'] } }));
  },
  check: [
    {
      promise: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['DrillSolved'], 20),
    },
    {
      promise: "Other programs' events do not reach the worker",
      async look(lab) {
        const stranger = `stranger-${lab.nonce()}`;
        // Broken on purpose: if it gets through, the worker parks it, and there it can be seen.
        const event = eventOf('LessonRead', `<${stranger}>`);
        await publish(lab, [event], 'somebody.else');
        return lab.throughout(async () => {
          const parked = await takeParked(lab, stranger);
          return { ok: !parked, saw: parked ? 'an event of somebody.else at the worker' : 'none', wanted: 'none' };
        }, 1.5);
      },
    },
  ],
  solution: {
    steps: [
      'events put-rule with the same name and bus, and the pattern {"source":["certlab.study"]}.',
      'Bring back what was dropped meanwhile: lab pipeline replay.',
    ],
    async apply(lab) {
      const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
      await lab.set('event-rule', rule, { enabled: true, pattern: { source: ['certlab.study'] } });
    },
  },
  shortcuts: [
    {
      title: 'Lets everything through, whatever its source',
      async apply(lab) {
        const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
        await lab.set('event-rule', rule, { enabled: true, pattern: { source: [{ prefix: '' }] } });
      },
    },
  ],
});
