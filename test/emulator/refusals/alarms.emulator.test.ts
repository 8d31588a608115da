import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { afterAll, describe } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { itRefuses } from './refusal-table.ts';

const { cloudwatch, logs } = awsClients(clientConfigOf(await deployedTarget()));
const AlarmName = 'refusals';
/** The SDK's names: what goes over the wire, and what the CLI shows, is `ValidationError` and `InvalidParameterCombination`. */
const INVALID = 'ValidationException';
const COMBINATION = 'InvalidParameterCombinationException';

/** The parameters of PutMetricAlarm as a learner may write them, wrong words too. */
type Parameters = { [Name in keyof PutMetricAlarmCommandInput]?: unknown };

const put = (parameters: Parameters) =>
  cloudwatch.putMetricAlarm({
    ...{ AlarmName, Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 3 },
    ...{ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    ...parameters,
  } as PutMetricAlarmCommandInput);

const logGroupName = 'refusals';
await logs.createLogGroup({ logGroupName });

afterAll(async () => {
  await cloudwatch.deleteAlarms({ AlarmNames: [AlarmName] });
  await logs.deleteLogGroup({ logGroupName });
});

const topic = (number: number | string) => `arn:aws:sns:us-east-1:000000000000:topic-${number}`;
const topics = (count: number) => Array.from({ length: count }, (_, number) => topic(number));

describe('CloudWatch on the emulator refuses what AWS refuses', () => {
  itRefuses<Parameters>('an alarm with', put, [
    [{ DatapointsToAlarm: 4 }, INVALID, { DatapointsToAlarm: 3 }, /less than or equal to EvaluationPeriods/],
    [{ DatapointsToAlarm: 0 }, INVALID, { DatapointsToAlarm: 1 }],
    [{ EvaluationPeriods: 0 }, INVALID, { EvaluationPeriods: 1 }],
    [{ EvaluationPeriods: undefined }, INVALID, {}],
    [{ Period: 45 }, INVALID, { Period: 30 }, /multiple of 60/],
    [{ Period: 90 }, INVALID, { Period: 120 }],
    [{ Period: 0 }, INVALID, { Period: 10 }],
    [{ Period: 300, EvaluationPeriods: 289 }, INVALID, { Period: 300, EvaluationPeriods: 288 }, /86400/],
    [{ Period: 3_600, EvaluationPeriods: 169 }, INVALID, { Period: 3_600, EvaluationPeriods: 168 }, /604800/],
    [{ TreatMissingData: 'notbreaching' }, INVALID, { TreatMissingData: 'notBreaching' }],
    [{ ComparisonOperator: 'GreaterThan' }, INVALID, { ComparisonOperator: 'GreaterThanThreshold' }],
    [{ ComparisonOperator: undefined }, INVALID, {}],
    [{ Threshold: undefined }, INVALID, { Threshold: 0 }],
    [{ Statistic: 'Median' }, INVALID, { Statistic: 'Maximum' }],
    [{ Statistic: undefined }, COMBINATION, { Statistic: undefined, ExtendedStatistic: 'p99.9' }],
    [{ ExtendedStatistic: 'p90' }, COMBINATION, { Statistic: undefined, ExtendedStatistic: 'p90' }],
    [
      { Statistic: undefined, ExtendedStatistic: 'p101' },
      'InvalidParameterValueException',
      { Statistic: undefined, ExtendedStatistic: 'TM(10%:90%)' },
    ],
    [{ MetricName: undefined }, COMBINATION, {}],
    [{ Namespace: ':AWS' }, INVALID, { Namespace: 'AWS/SQS' }],
    [{ AlarmActions: ['nope'] }, INVALID, { AlarmActions: [topic('a')] }, /Invalid arn syntax/],
    [{ OKActions: [topic('a').replace('us-east-1', 'eu-west-1')] }, INVALID, { OKActions: [topic('a')] }, /region/],
    [{ AlarmActions: topics(6) }, INVALID, { AlarmActions: topics(5) }],
    [{ Unit: 'Second' }, INVALID, { Unit: 'Seconds' }],
    [{ AlarmDescription: 'x'.repeat(1_025) }, INVALID, { AlarmDescription: 'x'.repeat(1_024) }],
  ]);
});

describe('CloudWatch Logs on the emulator refuses what AWS refuses', () => {
  itRefuses<number>(
    'to keep a log for days:',
    (retentionInDays) => logs.putRetentionPolicy({ logGroupName, retentionInDays }),
    [
      [0, 'InvalidParameterException', 1],
      [15, 'InvalidParameterException', 14],
    ],
  );
});
