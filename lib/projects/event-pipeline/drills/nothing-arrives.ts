import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { strangersStayOut } from '../health/parked.ts';
import { makeRuleAgain, replayDropped } from '../health/replayed.ts';
import { lessonsDropped, lessonsWaitInQueue, purge } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { goodEvent } from '../sample-activity.ts';
import {
  activityMapping,
  activityRule,
  arrive,
  failuresAreReported,
  type Output,
  replaceMapping,
  updateMapping,
} from './event-pipeline.ts';

async function startConsumer(lab: FixContext<Output>): Promise<void> {
  const mapping = await activityMapping(lab);
  await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
}

const startRule = (lab: FixContext<Output>, pattern: Readonly<Record<string, unknown>>) =>
  lab.set('event-rule', activityRule(lab), { enabled: true, pattern });

export const nothingArrives = defineDrill(eventPipeline, {
  name: 'nothing-arrives',
  title: 'After the maintenance window the pipeline stays silent',
  level: 2,
  causes: 2,
  ticket: {
    report:
      'For the maintenance at night the pipeline was stopped "at the front and at the back", and in the morning ' +
      'somebody started it again. It is noon, and no standing has moved.',
    impact:
      'All learners, who want what they have earned since midnight. How much is lost and how much is only late, ' +
      'nobody can tell yet.',
    evidence:
      'The edge accepts and the bus counts. The queue holds what came in before the window, and nothing newer. The ' +
      'worker has not been invoked since midnight. Alarms: none.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      finds: /^(?![\s\S]*ActivityWorker\s+Invocations)[\s\S]*ApiAccess\s+Requests/,
    },
  ],
  exam: ['SAA-C03/2.1', 'SAA-C03/2.2', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'],
  hints: [
    'Two observations need explaining: old messages that nobody takes, and new ones that do not even come.',
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
    await lab.change('event-source', await activityMapping(lab), (now) => ({ ...now, enabled: false }));
    await lab.change('event-rule', rule, (now) => ({ ...now, enabled: false }));
  },
  async backlog(lab) {
    await lessonsWaitInQueue(lab);
    // The bus takes these, the archive with it, and no rule leads them on.
    await lessonsDropped(lab);
  },
  check: [
    {
      expects: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['QuizAnswered', 'LessonRead'], 15),
    },
    failuresAreReported,
    strangersStayOut,
  ],
  solution: {
    steps: [
      'lambda update-event-source-mapping --uuid <ActivityMappingId> --enabled',
      'events enable-rule with the rule and its bus.',
      'lab events replay, for what was dropped while the rule was disabled.',
    ],
    async apply(lab) {
      const mapping = await activityMapping(lab);
      await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
      const rule = { bus: lab.outputs.ActivityBusName, rule: lab.outputs.ActivityRuleName };
      await lab.set('event-rule', rule, { ...(await lab.get('event-rule', rule)), enabled: true });
      await replayDropped(lab);
    },
  },
  otherFixes: [
    {
      title: 'Enables both by the calls that are there for it, the front first',
      async apply(lab) {
        const { bus: EventBusName, rule: Name } = activityRule(lab);
        lab.undoBy(() => lab.aws.eventbridge.disableRule({ EventBusName, Name }));
        await lab.aws.eventbridge.enableRule({ EventBusName, Name });
        await updateMapping(lab, { Enabled: true });
        await replayDropped(lab);
      },
    },
    {
      title: 'Makes the rule again as it was, and starts the consumer',
      async apply(lab) {
        await makeRuleAgain(lab);
        await startConsumer(lab);
        await replayDropped(lab);
      },
    },
    {
      title: 'Enables the rule, and makes the mapping again as the template has it',
      async apply(lab) {
        const rule = activityRule(lab);
        await replaceMapping(lab);
        await lab.aws.eventbridge.enableRule({ EventBusName: rule.bus, Name: rule.rule });
        await replayDropped(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Starts both, sees a new event arrive, and leaves what the rule dropped in the archive',
      async apply(lab) {
        await startConsumer(lab);
        await startRule(lab, { source: [EVENT_SOURCE] });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Starts the consumer, watches the backlog drain, and goes home',
      apply: startConsumer,
    },
    {
      kind: 'too-narrow',
      title: 'Enables the rule, sees the queue grow, and waits for it to be worked off',
      apply: (lab) => startRule(lab, { source: [EVENT_SOURCE] }),
    },
    {
      kind: 'too-wide',
      title: 'Starts both, and lets everything on the bus through to be on the safe side',
      async apply(lab) {
        await startConsumer(lab);
        await startRule(lab, { source: [{ prefix: '' }] });
      },
    },
    {
      kind: 'hidden',
      title: 'Starts the consumer, and puts an event into the queue by hand, which arrives',
      async apply(lab) {
        await startConsumer(lab);
        const { kind, detail } = goodEvent('LessonRead', `by-hand-${lab.nonce()}`);
        const MessageBody = JSON.stringify({ 'detail-type': kind, detail });
        await lab.aws.sqs.sendMessage({ QueueUrl: lab.outputs.ActivityQueueUrl, MessageBody });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Starts the pipe and the mapping of the review cards, which were running',
      async apply(lab) {
        await lab.set('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'RUNNING');
        await lab.aws.lambda.updateEventSourceMapping({ UUID: lab.outputs.CardMappingId, Enabled: true });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Starts both, the consumer without its report of failures',
      async apply(lab) {
        await startRule(lab, { source: [EVENT_SOURCE] });
        const mapping = await activityMapping(lab);
        const before = await lab.get('event-source', mapping);
        await lab.set('event-source', mapping, { ...before, enabled: true, reportsBatchItemFailures: false });
      },
    },
    {
      kind: 'hidden',
      title: 'Begins with an empty queue, and starts both',
      destroys: true,
      async apply(lab) {
        await purge(lab, 'ActivityQueueUrl');
        await startConsumer(lab);
        await startRule(lab, { source: [EVENT_SOURCE] });
      },
    },
  ],
});
