import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import { defineDrill } from '../../../lab/drills/drill.ts';
import { parkedWithReason, strangersStayOut } from '../health/parked.ts';
import { makeRuleAgain, replayDropped } from '../health/replayed.ts';
import { lessonsDropped } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { goodEvent } from '../sample-activity.ts';
import { activityRule, arrive, publish } from './event-pipeline.ts';

export const ruleMismatch = defineDrill(eventPipeline, {
  name: 'rule-mismatch',
  title: 'Everything is accepted, and nothing ever arrives',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Since the naming of our events was "harmonised", no activity reaches any standing. The edge answers 202 to all ' +
      'of it. The queue is empty, and so is the dead-letter queue.',
    impact:
      'All learners, and this time it is loss: what passes the bus and matches no rule is dropped. They want what ' +
      'they have earned since.',
    evidence:
      'The bus counts as many events as always. The rule counts no matches at all, and no failed invocations either. ' +
      'The worker has not been invoked.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      finds: /^(?![\s\S]*ActivityWorker\s+Invocations)[\s\S]*ApiAccess\s+Requests/,
    },
  ],
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
      'A plain value in a pattern matches exactly, case included, and a mismatch is no error. Producer and rule should ' +
      'take the name from one place, and `events test-event-pattern` belongs in a test.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
    await lab.change('event-rule', rule, (before) => ({ ...before, pattern: { source: ['certlab.studies'] } }));
  },
  backlog: lessonsDropped,
  check: [
    {
      expects: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved', 'QuizAnswered'], 35),
    },
    {
      expects: 'An activity of a type that nobody knows is parked, and not dropped',
      look: (lab) => parkedWithReason(lab, 'UnknownType'),
    },
    strangersStayOut,
  ],
  solution: {
    steps: [
      'events put-rule with the same name and bus, and the pattern {"source":["certlab.study"]}.',
      'Bring back what was dropped meanwhile: lab events replay.',
    ],
    async apply(lab) {
      const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
      await lab.set('event-rule', rule, { enabled: true, pattern: { source: ['certlab.study'] } });
      await replayDropped(lab);
    },
  },
  otherFixes: [
    {
      title: "Puts the rule with the right source, and with this account's own events alone",
      async apply(lab) {
        const account = lab.outputs.ActivityBusArn.split(':')[4];
        const pattern = { account: [account], source: [EVENT_SOURCE] };
        await lab.set('event-rule', activityRule(lab), { enabled: true, pattern });
        await replayDropped(lab);
      },
    },
    {
      title: 'Deletes the rule and recreates it, its target with it',
      async apply(lab) {
        await makeRuleAgain(lab, { source: [EVENT_SOURCE] });
        await replayDropped(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Puts the right source, and leaves what was dropped until then in the archive',
      apply: (lab) => lab.set('event-rule', activityRule(lab), { enabled: true, pattern: { source: [EVENT_SOURCE] } }),
    },
    {
      kind: 'too-wide',
      title: 'Lets everything through, whatever its source',
      apply: (lab) =>
        lab.set('event-rule', activityRule(lab), { enabled: true, pattern: { source: [{ prefix: '' }] } }),
    },
    {
      kind: 'too-wide',
      title: 'Lets through whatever does not come from AWS itself',
      apply: (lab) =>
        lab.set('event-rule', activityRule(lab), {
          enabled: true,
          pattern: { source: [{ 'anything-but': { prefix: 'aws.' } }] },
        }),
    },
    {
      kind: 'too-narrow',
      title: 'Names the types that were complained about beside the source',
      apply: (lab) =>
        lab.set('event-rule', activityRule(lab), {
          enabled: true,
          pattern: { source: [EVENT_SOURCE], 'detail-type': ['DrillSolved', 'LessonRead'] },
        }),
    },
    {
      kind: 'too-narrow',
      title: 'Names all three types beside the source, so that one that nobody knows is dropped unseen',
      apply: (lab) =>
        lab.set('event-rule', activityRule(lab), {
          enabled: true,
          pattern: { source: [EVENT_SOURCE], 'detail-type': ['DrillSolved', 'LessonRead', 'QuizAnswered'] },
        }),
    },
    {
      kind: 'elsewhere',
      title: 'Makes a second rule with the right source, and gives it no target',
      async apply(lab) {
        const rule = { EventBusName: lab.outputs.ActivityBusName, Name: `by-hand-${lab.nonce()}` };
        lab.undoBy(() => lab.aws.eventbridge.deleteRule(rule));
        await lab.aws.eventbridge.putRule({ ...rule, EventPattern: JSON.stringify({ source: [EVENT_SOURCE] }) });
      },
    },
    {
      kind: 'hidden',
      title: 'Publishes the lost events by hand under the name that the rule has',
      async apply(lab) {
        await publish(lab, [goodEvent('DrillSolved', `by-hand-${lab.nonce()}`)], 'certlab.studies');
      },
    },
  ],
});
