import { expect, it } from 'vitest';
import { awsClients } from '../../lib/lab/aws/aws-clients.ts';
import { allAlarms, ringsAsDeployed } from '../../lib/lab/health/alarms.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const aws = awsClients(clientConfigOf(target));

it('an alarm on a query says its query, and no metric beside it, and rings as one on that metric', async () => {
  const AlarmName = `query-${Date.now()}`;
  const metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: 'f' }] };
  const MetricStat = { Metric: metric, Period: 60, Stat: 'Sum' };
  const common = {
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  } as const;
  await aws.cloudwatch.putMetricAlarm({
    ...common,
    AlarmName,
    Metrics: [{ Id: 'errors', MetricStat, ReturnData: true }],
  });
  try {
    const { MetricAlarms = [] } = await aws.cloudwatch.describeAlarms({ AlarmNames: [AlarmName] });
    expect(MetricAlarms).toMatchObject([{ Metrics: [{ Id: 'errors', MetricStat }] }]);
    expect(MetricAlarms[0]?.MetricName).toBeUndefined();

    const alarm = (await allAlarms(aws)).find((one) => one.AlarmName === AlarmName) ?? {};
    expect(ringsAsDeployed(alarm, { ...common, ...metric, Period: 60, Statistic: 'Sum' })).toBe(true);
  } finally {
    await aws.cloudwatch.deleteAlarms({ AlarmNames: [AlarmName] });
  }
});
