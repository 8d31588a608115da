import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { allAlarms, ringsAsDeployed } from '../../../lib/lab/health/alarms.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

const DEPLOYED: MetricAlarm = {
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'worker' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: ['arn:aws:sns:us-east-1:111122223333:on-call'],
};
const WAITING: MetricAlarm = { ...DEPLOYED, MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 600 };
const SEVERAL: MetricAlarm = {
  ...DEPLOYED,
  Dimensions: [
    { Name: 'ApiId', Value: 'a' },
    { Name: 'Stage', Value: '$default' },
  ],
};
const PERCENTILE: MetricAlarm = { ...DEPLOYED, Statistic: undefined, ExtendedStatistic: 'p95' };

describe('an alarm rings when the deployed one did', () => {
  test.each<[string, MetricAlarm, MetricAlarm]>([
    ['as it is', DEPLOYED, {}],
    ['asked for more than nought', DEPLOYED, { Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' }],
    [
      'under another name, for somebody else as well',
      DEPLOYED,
      { AlarmName: 'x', AlarmActions: [...(DEPLOYED.AlarmActions ?? []), 'arn:b'] },
    ],
    ['over five minutes', DEPLOYED, { Period: 300 }],
    ['in the unit that the metric has', DEPLOYED, { Unit: 'Count' }],
    ['in seconds, where it is a time', WAITING, { Unit: 'Seconds' }],
    ['in one minute of three', DEPLOYED, { EvaluationPeriods: 3, DatapointsToAlarm: 1 }],
    ['a little earlier', WAITING, { Threshold: 300 }],
    ['by more than the deployed one asks', WAITING, { Threshold: 599, ComparisonOperator: 'GreaterThanThreshold' }],
    ['with dimensions in another order', SEVERAL, { Dimensions: SEVERAL.Dimensions?.toReversed() }],
    ['on five of ten minutes, of what lasts', WAITING, { EvaluationPeriods: 10, DatapointsToAlarm: 5 }],
    ['about no dimension, whether that is said or not', { ...DEPLOYED, Dimensions: undefined }, { Dimensions: [] }],
    ['over an hour, as deployed', { ...DEPLOYED, Period: 3_600 }, {}],
    ['for nobody, as deployed', { ...DEPLOYED, AlarmActions: undefined }, {}],
    ['by a percentile, where the emulator says a statistic beside it', PERCENTILE, { Statistic: 'Average' }],
  ])('%s', (_, deployed, change) => {
    expect(ringsAsDeployed({ ...deployed, ...change }, deployed)).toBe(true);
  });
});

describe('an alarm does not ring, or is not heard, or rings always', () => {
  test.each<[string, MetricAlarm, MetricAlarm]>([
    ['other dimensions', DEPLOYED, { Dimensions: [] }],
    ['another statistic', DEPLOYED, { Statistic: 'Average' }],
    ['another metric', DEPLOYED, { MetricName: 'Throttles' }],
    ['more errors', DEPLOYED, { Threshold: 2 }],
    ['always', DEPLOYED, { Threshold: 0 }],
    ['the other way round', DEPLOYED, { ComparisonOperator: 'LessThanThreshold' }],
    ['once an hour', DEPLOYED, { Period: 3_600 }],
    [
      'three bad minutes of three, where one failure is enough',
      DEPLOYED,
      { EvaluationPeriods: 3, DatapointsToAlarm: 3 },
    ],
    ['ten bad minutes', DEPLOYED, { EvaluationPeriods: 10, DatapointsToAlarm: 10 }],
    ['silence as trouble', DEPLOYED, { TreatMissingData: 'breaching' }],
    ['another unit', DEPLOYED, { Unit: 'Percent' }],
    ['a time that is counted', WAITING, { Unit: 'Count' }],
    ['more often than there are numbers', DEPLOYED, { Period: 10 }],
    ['actions off', DEPLOYED, { ActionsEnabled: false }],
    ['actions gone', DEPLOYED, { AlarmActions: [] }],
    ['a tenth of the time', WAITING, { Threshold: 60 }],
    ['twice the time', WAITING, { Threshold: 1_200 }],
    ['one of two dimensions', SEVERAL, { Dimensions: SEVERAL.Dimensions?.slice(1) }],
    ['the other value of a dimension', DEPLOYED, { Dimensions: [{ Name: 'FunctionName', Value: 'reader' }] }],
    ['no dimensions said', DEPLOYED, { Dimensions: undefined }],
    ['another percentile', PERCENTILE, { ExtendedStatistic: 'p50' }],
    ['nobody told', DEPLOYED, { AlarmActions: undefined }],
    ['one of two told', { ...DEPLOYED, AlarmActions: ['arn:a', 'arn:b'] }, { AlarmActions: ['arn:b'] }],
    ['below its threshold', DEPLOYED, { Threshold: 0, ComparisonOperator: 'LessThanOrEqualToThreshold' }],
    ['from the threshold on, but not at it', DEPLOYED, { ComparisonOperator: 'GreaterThanThreshold' }],
    ['an hour of minutes', DEPLOYED, { EvaluationPeriods: 6, DatapointsToAlarm: undefined }],
  ])('%s', (_, deployed, change) => {
    expect(ringsAsDeployed({ ...deployed, ...change }, deployed)).toBe(false);
  });
});

describe('an alarm on a query of one metric is one on that metric', () => {
  const query = ({
    Namespace,
    MetricName,
    Dimensions,
    Period,
    Statistic,
    ExtendedStatistic,
    ...rest
  }: MetricAlarm) => ({
    ...rest,
    Metrics: [
      {
        Id: 'errors',
        ReturnData: true,
        MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic ?? ExtendedStatistic },
      },
    ],
  });
  const seen = async (...MetricAlarms: MetricAlarm[]) =>
    allAlarms(answeringAws({ 'cloudwatch.describeAlarms': { MetricAlarms } }).aws);

  test.each([
    ['a statistic', DEPLOYED],
    ['a percentile', PERCENTILE],
    ['several dimensions', SEVERAL],
  ])('with %s', async (_, deployed) => {
    const [alarm = {}] = await seen(query(deployed));
    expect(ringsAsDeployed(alarm, deployed)).toBe(true);
  });

  test.each<[string, MetricAlarm]>([
    ['another metric', { ...DEPLOYED, MetricName: 'Throttles' }],
    ['another statistic', { ...DEPLOYED, Statistic: 'Average' }],
    ['an hour', { ...DEPLOYED, Period: 3_600 }],
  ])('and not with %s', async (_, other) => {
    const [alarm = {}] = await seen(query(other));
    expect(ringsAsDeployed(alarm, DEPLOYED)).toBe(false);
  });

  test('arithmetic is not looked through', async () => {
    const { Metrics = [], ...rest } = query(DEPLOYED);
    const [alarm = {}] = await seen({ ...rest, Metrics: [...Metrics, { Id: 'half', Expression: 'errors / 2' }] });
    expect(ringsAsDeployed(alarm, DEPLOYED)).toBe(false);
  });
});
