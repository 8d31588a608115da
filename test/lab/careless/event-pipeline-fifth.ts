/** The fifth list, of 2026-11-28, for the drills of the event pipeline: what the first four had not. See `model.ts`. */
import {
  arnOf,
  type Lab,
  letSendByQueue,
  type Output,
  rule,
  setQueue,
  updateMapping,
  worker,
} from './event-pipeline-by-hand.ts';
import { changeStates } from './event-pipeline-fourth.ts';
import { besides, fixedAnd, type TriedOn } from './model.ts';

/** Gives the rule a second target. */
async function sendAlsoTo(lab: Lab, queueUrl: string) {
  const { bus: EventBusName, rule: Rule } = rule(lab);
  const Id = `by-hand-${lab.nonce()}`;
  lab.undoBy(() => lab.aws.eventbridge.removeTargets({ EventBusName, Rule, Ids: [Id] }));
  await lab.aws.eventbridge.putTargets({ EventBusName, Rule, Targets: [{ Id, Arn: await arnOf(lab, queueUrl) }] });
}

export const fifthOnEventPipeline: TriedOn<Output> = {
  'consumer-asleep': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'takes messages one at a time', (lab) => updateMapping(lab, { BatchSize: 1 })),
      ],
      right: [],
    };
  },
  'filtered-away': () => {
    return {
      careless: [
        besides<Output>('hidden', 'takes the limit from the worker', (lab) =>
          updateMapping(lab, { ScalingConfig: {} }),
        ),
      ],
      right: [],
    };
  },
  'envelope-lost': () => {
    return {
      careless: [
        besides<Output>('hidden', 'parks a copy of every event, to have it', (lab) =>
          sendAlsoTo(lab, lab.outputs.ActivityDeadLetterQueueUrl),
        ),
      ],
      right: [],
    };
  },
  'parking-denied': () => {
    return {
      careless: [
        besides<Output>(
          'elsewhere',
          'lets the worker park by a policy of the queue, in place of the one it had',
          async (lab) => {
            const QueueUrl = lab.outputs.ActivityDeadLetterQueueUrl;
            await setQueue(lab, QueueUrl, 'Policy', '');
            await letSendByQueue(lab, QueueUrl, worker(lab));
          },
        ),
      ],
      right: [],
    };
  },
  'nothing-arrives': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets everybody put events on the bus', async (lab) => {
          const { bus: EventBusName } = rule(lab);
          const StatementId = `by-hand-${lab.nonce()}`;
          lab.undoBy(() => lab.aws.eventbridge.removePermission({ EventBusName, StatementId }));
          const everybody = { Action: 'events:PutEvents', Principal: '*' };
          await lab.aws.eventbridge.putPermission({ EventBusName, StatementId, ...everybody });
        }),
      ],
      right: [],
    };
  },
  'told-nobody': () => {
    return {
      careless: [
        besides<Output>('hidden', 'parks the error of a milestone and not the milestone', (lab) =>
          changeStates(lab, ({ ParkMilestone = {} }) => {
            const MessageBody = "{% $string({'error': $states.input.error}) %}";
            ParkMilestone.Arguments = { ...(ParkMilestone.Arguments as object), MessageBody };
          }),
        ),
        besides<Output>('hidden', 'turns the traces of the workflow off', async (lab) => {
          const stateMachineArn = lab.outputs.MilestoneMachineArn;
          const trace = (enabled: boolean) =>
            lab.aws.sfn.updateStateMachine({ stateMachineArn, tracingConfiguration: { enabled } });
          lab.undoBy(() => trace(true));
          await trace(false);
        }),
      ],
      right: [],
    };
  },
  'dedupe-dropped': (drill) => {
    return {
      careless: [
        fixedAnd<Output>(drill)('too-narrow', 'knows an event by the spelling of its id alone', (lab) =>
          lab.fixSources({
            file: 'event-pipeline/worker/dedupe.ts',
            find: '[...new Set([eventId, spelledId])]',
            replace: '[eventId && spelledId]',
          }),
        ),
      ],
      right: [],
    };
  },
};
