import type { Target } from '@aws-sdk/client-eventbridge';
import { type CheckContext, defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { takeParked } from '../health/parked.ts';
import { redriveParked, replayDropped } from '../health/replayed.ts';
import { lessonsDropped, purge } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { goodEvent } from '../sample-activity.ts';
import { activityRule, arrive, type Output, openQueue, publish, purgeParked, queueIsClosed } from './event-pipeline.ts';

/** The rule's target, by whatever id it goes. */
async function ruleTarget(lab: CheckContext<Output>): Promise<Target> {
  const { bus, rule } = activityRule(lab);
  const { Targets = [] } = await lab.aws.eventbridge.listTargetsByRule({ EventBusName: bus, Rule: rule });
  return Targets[0] ?? { Id: 'Target0', Arn: '' };
}

const targetOf = async (lab: CheckContext<Output>) => ({
  ...activityRule(lab),
  id: (await ruleTarget(lab)).Id as string,
});

/** Sends the whole event from now on. */
const withoutPath = (lab: FixContext<Output>) => changeTarget(lab, (target) => ({ ...target, InputPath: undefined }));

/** Puts the target, changed. */
async function changeTarget(lab: FixContext<Output>, change: (target: Target) => Target): Promise<void> {
  await lab.set('event-target', await targetOf(lab), change(await ruleTarget(lab)));
}

export const envelopeLost = defineDrill(eventPipeline, {
  name: 'envelope-lost',
  title: 'The dead-letter queue fills with perfectly good events',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The dead-letter queue has had its alarm for an hour. What lies in it looks right to everybody who has opened a ' +
      'message: the learner, the task, the time, all as the schema requires. No standing moves.',
    impact:
      'All learners, who want what they have earned in that hour. All of it is parked, and the archive has every event ' +
      'as it was published.',
    evidence:
      'Each parked message carries the reason UnknownType. The producers have not been released for weeks. On the bus, ' +
      'the events have their type.',
  },
  evidence: [{ command: 'lab logs event-pipeline --filter UnknownType', finds: /parked.*UnknownType/ }],
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
    await lab.change('event-target', await targetOf(lab), (before) => before && { ...before, InputPath: '$.detail' });
  },
  // What is parked of them has lost its type: they come by a replay alone.
  backlog: lessonsDropped,
  check: [
    {
      expects: 'Every kind of activity counts',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved', 'QuizAnswered'], 35),
    },
    {
      expects: 'A good event is not parked as well',
      async look(lab) {
        const learnerId = `check-${lab.nonce()}`;
        await publish(lab, [goodEvent('LessonRead', learnerId)]);
        return lab.throughout(async () => {
          const parked = await takeParked(lab, learnerId);
          return { ok: !parked, saw: parked ? 'parked' : 'not parked', wanted: 'not parked' };
        }, 1.5);
      },
    },
    {
      expects: 'What cannot be delivered to the queue is still kept',
      guards: true,
      async look(lab) {
        const kept = (await ruleTarget(lab)).DeadLetterConfig?.Arn;
        return { ok: Boolean(kept), saw: kept ?? 'no dead-letter queue on the target', wanted: 'a dead-letter queue' };
      },
    },
    queueIsClosed,
  ],
  solution: {
    steps: [
      'events list-targets-by-rule, then events put-targets with the same target less its InputPath.',
      'What is parked has lost its type, and a redrive would park it again. Send the events from the archive: lab events replay.',
    ],
    async apply(lab) {
      await withoutPath(lab);
      await replayDropped(lab);
    },
  },
  otherFixes: [
    {
      title: 'Lets the path name the whole event, and replays',
      async apply(lab) {
        await changeTarget(lab, (target) => ({ ...target, InputPath: '$' }));
        await replayDropped(lab);
      },
    },
    {
      title: 'Removes the target and adds it again, under another id, and replays',
      async apply(lab) {
        const { bus: EventBusName, rule: Rule } = activityRule(lab);
        const target = await ruleTarget(lab);
        await lab.aws.eventbridge.removeTargets({ EventBusName, Rule, Ids: [target.Id as string] });
        const { Arn, DeadLetterConfig, RetryPolicy } = target;
        const Targets = [{ Id: 'activity', Arn, DeadLetterConfig, RetryPolicy }];
        await lab.aws.eventbridge.putTargets({ EventBusName, Rule, Targets });
        await replayDropped(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Sends the whole event again, and redrives what has no type any more',
      async apply(lab) {
        await withoutPath(lab);
        await redriveParked(lab);
      },
    },
    {
      kind: 'too-narrow',
      title: 'Writes the missing type into the message, with the one value that the first parked event has',
      apply: (lab) =>
        changeTarget(lab, (target) => ({
          ...target,
          InputPath: undefined,
          InputTransformer: {
            InputPathsMap: { detail: '$.detail' },
            InputTemplate: '{"detail-type":"LessonRead","detail":<detail>}',
          },
        })),
    },
    {
      kind: 'too-narrow',
      title: 'Puts the target with nothing but the queue, and loses its dead-letter queue',
      apply: (lab) => changeTarget(lab, ({ Id, Arn }) => ({ Id, Arn })),
    },
    {
      kind: 'elsewhere',
      title: 'Adds a second target that sends the whole event, beside the first',
      async apply(lab) {
        const { bus: EventBusName, rule: Rule } = activityRule(lab);
        const { Arn, DeadLetterConfig, RetryPolicy } = await ruleTarget(lab);
        lab.undoBy(() => lab.aws.eventbridge.removeTargets({ EventBusName, Rule, Ids: ['by-hand'] }));
        const Targets = [{ Id: 'by-hand', Arn, DeadLetterConfig, RetryPolicy }];
        await lab.aws.eventbridge.putTargets({ EventBusName, Rule, Targets });
      },
    },
    { kind: 'hidden', title: 'Empties the dead-letter queue, and the alarm is quiet', apply: purgeParked },
    {
      kind: 'too-wide',
      title: 'Sends the whole event, and lets everybody send to the queue as well',
      async apply(lab) {
        await withoutPath(lab);
        await openQueue(lab);
      },
    },
    {
      kind: 'hidden',
      title: 'Sends the whole event again, and empties the dead-letter queue of what lost its type',
      destroys: true,
      async apply(lab) {
        await withoutPath(lab);
        await purge(lab, 'ActivityDeadLetterQueueUrl');
      },
    },
  ],
});
