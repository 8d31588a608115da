/** After the ninth list, of 2026-11-29: what a developer found to pass at the event pipeline, and no list had. See `model.ts`. */
import { arnOf, type Lab, type Output } from './event-pipeline-by-hand.ts';
import { besides, type TriedOn } from './model.ts';

/** A pipe of one's own, with the role of the one that is there. */
async function anotherPipe(lab: Lab, from: 'the stream' | 'the parked', Target: string) {
  const { Source, RoleArn, SourceParameters } = await lab.aws.pipes.describePipe({
    Name: lab.outputs.MilestonePipeName,
  });
  const Name = `by-hand-${lab.nonce()}`;
  lab.undoBy(() => lab.aws.pipes.deletePipe({ Name }));
  const taken =
    from === 'the stream'
      ? { Source, SourceParameters }
      : { Source: await arnOf(lab, lab.outputs.ActivityDeadLetterQueueUrl) };
  await lab.aws.pipes.createPipe({ Name, RoleArn, Target, DesiredState: 'RUNNING', ...taken });
}

export const ninthOnEventPipeline: TriedOn<Output> = {
  'parking-denied': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'has a pipe send what is parked round and round', async (lab) =>
          anotherPipe(lab, 'the parked', await arnOf(lab, lab.outputs.ActivityQueueUrl)),
        ),
      ],
      right: [],
    };
  },
  'pipe-stopped': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'copies milestones to a queue by a second pipe', async (lab) => {
          const { QueueUrl = '' } = await lab.aws.sqs.createQueue({ QueueName: `by-hand-${lab.nonce()}` });
          lab.undoBy(() => lab.aws.sqs.deleteQueue({ QueueUrl }));
          await anotherPipe(lab, 'the stream', await arnOf(lab, QueueUrl));
        }),
      ],
      right: [],
    };
  },
};
