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
  'consumer-asleep': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'has a second worker, made of the first and under its role', async (lab) => {
          const FunctionName = `by-hand-${lab.nonce()}`;
          const { Code, Configuration = {} } = await lab.aws.lambda.getFunction({
            FunctionName: lab.outputs.ActivityWorkerName,
          });
          const { Role, Runtime, Handler, Environment } = Configuration;
          const build = await fetch(Code?.Location as string);
          lab.undoBy(() => lab.aws.lambda.deleteFunction({ FunctionName }));
          await lab.aws.lambda.createFunction({
            ...{ FunctionName, Role, Runtime, Handler, Environment: { Variables: Environment?.Variables } },
            Code: { ZipFile: new Uint8Array(await build.arrayBuffer()) },
          });
        }),
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
