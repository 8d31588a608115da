/** The fourth list, of 2026-11-28, for the drills of the event pipeline: what the first three had not. See `model.ts`. */
import type { PipeSourceDynamoDBStreamParameters as DynamoDbStream } from '@aws-sdk/client-pipes';
import { addPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import {
  arnOf,
  changeAlarm,
  changeTarget,
  type Lab,
  type Output,
  setQueue,
  tableArn,
} from './event-pipeline-by-hand.ts';
import { besides, type TriedOn } from './model.ts';

type States = Record<string, Record<string, unknown>>;

/** Changes the states that each record goes through. */
export async function changeStates(lab: Lab, change: (states: States) => void) {
  const stateMachineArn = lab.outputs.MilestoneMachineArn;
  const { definition = '' } = await lab.aws.sfn.describeStateMachine({ stateMachineArn });
  const changed = JSON.parse(definition);
  change(changed.States.EachRecord.ItemProcessor.States);
  lab.undoBy(() => lab.aws.sfn.updateStateMachine({ stateMachineArn, definition }));
  await lab.aws.sfn.updateStateMachine({ stateMachineArn, definition: JSON.stringify(changed) });
}

/** Changes how the pipe reads its stream; what is left out is as without a word of it. */
export async function changeStream(
  lab: Lab,
  change: (stream: DynamoDbStream) => Omit<DynamoDbStream, 'StartingPosition'>,
) {
  const Name = lab.outputs.MilestonePipeName;
  const { RoleArn, SourceParameters } = await lab.aws.pipes.describePipe({ Name });
  const before = SourceParameters?.DynamoDBStreamParameters as DynamoDbStream;
  const put = ({ StartingPosition: _, ...DynamoDBStreamParameters }: Partial<DynamoDbStream>) =>
    lab.aws.pipes.updatePipe({ Name, RoleArn, SourceParameters: { DynamoDBStreamParameters } });
  lab.undoBy(() => put(before));
  await put(change(before));
}

/** The name of the role of an ARN. */
const nameOf = (arn = '') => arn.split('/').at(-1) as string;

export const fourthOnEventPipeline: TriedOn<Output> = {
  'rule-mismatch': () => {
    return {
      careless: [
        besides<Output>('hidden', 'parks at once what the queue does not take the first time', (lab) =>
          changeTarget(lab, { RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }),
        ),
      ],
      right: [],
    };
  },
  'pipe-stopped': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets the pipe start any workflow', async (lab) => {
          const { RoleArn } = await lab.aws.pipes.describePipe({ Name: lab.outputs.MilestonePipeName });
          const Resource = lab.outputs.MilestoneMachineArn.replace(/[^:]+$/, '*');
          await addPolicy(lab, nameOf(RoleArn), { Effect: 'Allow', Action: 'states:StartExecution', Resource });
        }),
        besides<Output>(
          'hidden',
          'says how many times the pipe tries, and nothing of where it puts what it gives up',
          (lab) => changeStream(lab, ({ DeadLetterConfig: _, ...others }) => others),
        ),
      ],
      right: [],
    };
  },
  'alarm-blind': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'watches the errors of every function', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { Dimensions: [] }),
        ),
        besides<Output>('too-narrow', 'waits for three bad minutes', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { EvaluationPeriods: 3, DatapointsToAlarm: 3 }),
        ),
        besides<Output>('too-narrow', 'lets the first error of a minute pass', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { ComparisonOperator: 'GreaterThanThreshold' }),
        ),
      ],
      right: [],
    };
  },
  'silent-loss': () => {
    return {
      careless: [
        besides<Output>('hidden', 'has what fails delivered a thousand times', async (lab) => {
          const deadLetterTargetArn = await arnOf(lab, lab.outputs.ActivityDeadLetterQueueUrl);
          const policy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1_000 });
          await setQueue(lab, lab.outputs.ActivityQueueUrl, 'RedrivePolicy', policy);
        }),
      ],
      right: [],
    };
  },
  'told-nobody': () => {
    return {
      careless: [
        besides<Output>('hidden', 'does not park what could not be told', (lab) =>
          changeStates(lab, ({ TellTheLearner = {} }) => delete TellTheLearner.Catch),
        ),
        besides<Output>('too-wide', 'tells also who was told before', (lab) =>
          changeStates(lab, ({ AwardedToThisExecution = {} }) => {
            AwardedToThisExecution.Default = 'TellTheLearner';
          }),
        ),
      ],
      right: [],
    };
  },
  'award-stuck': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets the task write standings as well', async (lab) => {
          const FunctionName = lab.outputs.AwardFunctionName;
          const { Role } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName });
          const Resource = await tableArn(lab, lab.outputs.StandingsTableName);
          await addPolicy(lab, nameOf(Role), { Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource });
        }),
      ],
      right: [],
    };
  },
};
