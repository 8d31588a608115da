import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { redriveParked } from '../health/replayed.ts';
import { lessonsWait } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { arrive, type Output, purgeParked, queueArn, queueIsClosed, statementsOf } from './event-pipeline.ts';

type Statement = ReturnType<typeof statementsOf>[number];

const isForEvents = ({ Principal }: Statement) => JSON.stringify(Principal).includes('events.amazonaws.com');
const policyOf = ({ outputs }: CheckContext<Output>) =>
  ({ queueUrl: outputs.ActivityQueueUrl, name: 'Policy' }) as const;

const EVENTS = { Service: 'events.amazonaws.com' } as const;

async function ruleArn(lab: CheckContext<Output>): Promise<string> {
  const { Arn } = await lab.aws.eventbridge.describeRule({
    EventBusName: lab.outputs.ActivityBusName,
    Name: lab.outputs.ActivityRuleName,
  });
  return Arn as string;
}

/** The queue's policy with one statement more. */
async function withStatement(lab: CheckContext<Output>, statement: Statement): Promise<string> {
  const Resource = await queueArn(lab, lab.outputs.ActivityQueueUrl);
  const Statement = statementsOf(await lab.get('queue-attribute', policyOf(lab)));
  const added = { ...statement, Action: 'sqs:SendMessage', Resource };
  return JSON.stringify({ Version: '2012-10-17', Statement: [...Statement, added] });
}

/**
 * That missing permissions are not retried, and which attributes a dead letter has: EventBridge User Guide, "Using
 * dead-letter queues to process undelivered events".
 */
export const queueTakesNoPost = defineDrill(eventPipeline, {
  name: 'queue-takes-no-post',
  title: 'The rule matches, the queue stays empty',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Since the queues were "hardened" no activity gets through. The rule on the bus matches as many events as ' +
      'always, and not one message reaches the queue.',
    impact:
      'All learners, who want what they have earned since. Nothing is tried again: EventBridge retries what may heal, ' +
      'and a refusal does not.',
    evidence:
      'The rule has failed invocations, as many as it has matches. Each event is in the dead-letter queue seconds ' +
      'later, with ERROR_CODE and RULE_ARN as attributes. The worker has not run. Nobody has changed the rule, its ' +
      'target or any role.',
  },
  evidence: [{ command: 'lab events drain-report', finds: /NO_PERMISSIONS/ }],
  exam: ['SAA-C03/1.1', 'SAA-C03/2.1', 'DVA-C03/2.1', 'DVA-C03/4.1', 'DVA-C02/2.1', 'DVA-C02/4.1'],
  hints: [
    'The rule matches and fails to deliver: read ERROR_CODE of a message in the dead-letter queue. Who refuses it, if not a role?',
    'EventBridge has no role here: it is let in by the policy of the queue. Read that: sqs get-queue-attributes.',
    'Is there a policy still, and in it a statement that allows anything? To forbid is not to let in.',
    "Allow events.amazonaws.com to send, on the condition that aws:SourceArn is the rule's ARN.",
  ],
  lesson: {
    architect:
      'Between services the resource policy is the door, and the source ARN in its condition is the name on the door. ' +
      'A policy of denials alone is a wall.',
    developer:
      'Setting the attribute Policy replaces all of it. Give the target of a rule a dead-letter queue: for missing ' +
      'permissions EventBridge does not retry, and without that queue the event is gone.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('queue-attribute', policyOf(lab), (policy) => {
      const Statement = statementsOf(policy).filter((statement) => !isForEvents(statement));
      return Statement.length === 0 ? '' : JSON.stringify({ Version: '2012-10-17', Statement });
    });
  },
  backlog: lessonsWait,
  check: [
    {
      expects: 'Activity that is published now shows in the standing',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved'], 25),
    },
    queueIsClosed,
  ],
  solution: {
    title: 'Lets EventBridge send for this rule, and redrives the parked',
    why: 'The queue’s own policy decides. The service as principal and the rule as source let these events in and no others.',
    steps: [
      "events describe-rule gives the rule's ARN.",
      'sqs set-queue-attributes: Policy with the statements it has, and one more that allows events.amazonaws.com to send on that condition.',
      'lab events redrive, for what is in the dead-letter queue.',
    ],
    async apply(lab) {
      const Condition = { ArnEquals: { 'aws:SourceArn': await ruleArn(lab) } };
      const statement = { Effect: 'Allow', Principal: EVENTS, Condition } as const;
      await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
      await redriveParked(lab);
    },
  },
  otherFixes: [
    {
      title: 'Writes the statement in other words, with an id and the action in a list',
      async apply(lab) {
        const Condition = { StringEquals: { 'aws:SourceArn': await ruleArn(lab) } };
        const statement = { Sid: 'FromTheRule', Effect: 'Allow', Principal: EVENTS, Condition } as const;
        await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
        await redriveParked(lab);
      },
    },
    {
      title: 'Adds the statement twice, for the rule and for the account that it is in',
      async apply(lab) {
        const arn = await ruleArn(lab);
        const Condition = {
          ArnLike: { 'aws:SourceArn': arn },
          StringEquals: { 'aws:SourceAccount': arn.split(':')[4] },
        };
        const statement = { Effect: 'Allow', Principal: EVENTS, Condition } as const;
        await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
        await redriveParked(lab);
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Lets everybody send, as it was quickest to write',
      why: 'Anyone who knows the address may then put events into the queue.',
      async apply(lab) {
        const statement = { Effect: 'Allow', Principal: '*' } as const;
        await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
      },
    },
    {
      kind: 'too-wide',
      title: 'Lets every rule of every account send, without a condition',
      why: 'The service speaks for everybody: without a condition a stranger’s rule may fill the queue.',
      async apply(lab) {
        const statement = { Effect: 'Allow', Principal: EVENTS } as const;
        await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
      },
    },
    {
      kind: 'too-narrow',
      title: 'Names the rule as it would be called on the default bus',
      why: 'The ARN of a rule on a custom bus has the bus in it. This one matches no rule, so the events go on failing.',
      async apply(lab) {
        const [prefix, , rule] = (await ruleArn(lab)).split('/');
        const Condition = { ArnEquals: { 'aws:SourceArn': `${prefix}/${rule}` } };
        const statement = { Effect: 'Allow', Principal: EVENTS, Condition } as const;
        await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
      },
    },
    {
      kind: 'elsewhere',
      title: 'Lets the topic service send, since notifications were mentioned',
      why: 'It is EventBridge that is refused. No topic sends to this queue.',
      async apply(lab) {
        const statement = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' } } as const;
        await lab.set('queue-attribute', policyOf(lab), await withStatement(lab, statement));
      },
    },
    {
      kind: 'hidden',
      title: 'Empties the dead-letter queue, and the alarm is quiet',
      why: 'The events are lost, and the next ones fail as those did.',
      apply: purgeParked,
    },
  ],
});
