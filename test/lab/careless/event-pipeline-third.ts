/** The third list, of 2026-11-28, for the drills of the event pipeline: what the first two had not. See `model.ts`. */
import { EVENT_SOURCE } from '../../../lambda/event-pipeline/env.ts';
import { addPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import {
  alarm,
  arnOf,
  changeAlarm,
  changeTarget,
  type Output,
  setPattern,
  tableArn,
  updateMapping,
  worker,
} from './event-pipeline-by-hand.ts';
import { besides, right, type TriedOn } from './model.ts';

export const thirdOnEventPipeline: TriedOn<Output> = {
  'rule-mismatch': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'lets through what happened this year', (lab) =>
          setPattern(lab, { source: [EVENT_SOURCE], time: [{ prefix: `${new Date().getUTCFullYear()}` }] }),
        ),
        besides<Output>('too-narrow', 'lets through what names a learner', (lab) =>
          setPattern(lab, { source: [EVENT_SOURCE], detail: { learnerId: [{ exists: true }] } }),
        ),
      ],
      right: [],
    };
  },
  'alarm-blind': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'counts every call as an error', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { Statistic: 'SampleCount' }),
        ),
      ],
      right: [
        right('Watches the worker by a query of one metric', async (lab) => {
          const before = await alarm(lab, 'ActivityWorkerErrors');
          const { MetricName, Namespace, Statistic, ExtendedStatistic: _, Dimensions: __, Period, ...rest } = before;
          const AlarmNames = [before.AlarmName as string];
          lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm({ ...before, ExtendedStatistic: undefined } as never));
          lab.undoBy(() => lab.aws.cloudwatch.deleteAlarms({ AlarmNames }));
          await lab.aws.cloudwatch.deleteAlarms({ AlarmNames });
          const Dimensions = [{ Name: 'FunctionName', Value: lab.outputs.ActivityWorkerName }];
          const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic };
          const Metrics = [{ Id: 'errors', ReturnData: true, MetricStat }];
          await lab.aws.cloudwatch.putMetricAlarm({ ...rest, Metrics } as never);
        }),
      ],
    };
  },
  'envelope-lost': () => {
    return {
      careless: [
        besides<Output>('hidden', 'puts the event together from what it thinks is needed', (lab) =>
          changeTarget(lab, {
            InputTransformer: {
              InputPathsMap: { kind: '$.detail-type', detail: '$.detail' },
              InputTemplate: '{"detail-type": <kind>, "detail": <detail>}',
            },
          }),
        ),
        besides<Output>('elsewhere', 'sends what cannot be delivered to the same queue again', async (lab) =>
          changeTarget(lab, { DeadLetterConfig: { Arn: await arnOf(lab, lab.outputs.ActivityQueueUrl) } }),
        ),
      ],
      right: [],
    };
  },
  'silent-loss': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'hands over a hundred at a time, which wait for a minute', (lab) =>
          updateMapping(lab, { BatchSize: 100, MaximumBatchingWindowInSeconds: 60 }),
        ),
      ],
      right: [],
    };
  },
  'parking-denied': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets the worker send and set, by the beginning of the names', async (lab) =>
          addPolicy(lab, worker(lab), {
            Effect: 'Allow',
            Action: 'sqs:Se*',
            Resource: await arnOf(lab, lab.outputs.ActivityDeadLetterQueueUrl),
          }),
        ),
      ],
      right: [],
    };
  },
  'milestone-denied': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'has the worker write milestones where it may write', (lab) =>
          lab.set(
            'function-variable',
            { functionName: lab.outputs.ActivityWorkerName, name: 'MILESTONES_TABLE_NAME' },
            { live: lab.outputs.StandingsTableName, latest: lab.outputs.StandingsTableName },
          ),
        ),
        besides<Output>('too-wide', 'lets the worker award milestones too', async (lab) =>
          addPolicy(lab, worker(lab), {
            Effect: 'Allow',
            Action: 'dynamodb:UpdateItem',
            Resource: await tableArn(lab, lab.outputs.MilestonesTableName),
          }),
        ),
      ],
      right: [],
    };
  },
};
