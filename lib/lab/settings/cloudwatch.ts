/** What drills change of CloudWatch. */
import type { AwsClients } from '../aws/aws-clients.ts';

interface AlarmTarget {
  readonly alarmName: string;
}

/** What a metric alarm looks at, and when it speaks. */
export interface MetricAlarm {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly threshold: number;
  readonly missingData: string;
}

/** An alarm on one metric; its actions, period and description stay as they are. */
export const metricAlarm = {
  resource: ({ alarmName }: AlarmTarget) => `cloudwatch:alarm:${alarmName}`,
  async read(aws: AwsClients, { alarmName }: AlarmTarget): Promise<MetricAlarm | undefined> {
    const alarm = await describe(aws, alarmName);
    return (
      alarm && {
        namespace: alarm.Namespace ?? '',
        metric: alarm.MetricName ?? '',
        dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value ?? ''])),
        threshold: alarm.Threshold ?? 0,
        missingData: alarm.TreatMissingData ?? 'missing',
      }
    );
  },
  async write(aws: AwsClients, { alarmName }: AlarmTarget, value: MetricAlarm): Promise<void> {
    const kept = (await describe(aws, alarmName)) as NonNullable<Awaited<ReturnType<typeof describe>>>;
    await aws.cloudwatch.putMetricAlarm({
      AlarmName: alarmName,
      AlarmDescription: kept.AlarmDescription,
      ActionsEnabled: kept.ActionsEnabled,
      AlarmActions: kept.AlarmActions,
      OKActions: kept.OKActions,
      InsufficientDataActions: kept.InsufficientDataActions,
      Statistic: kept.Statistic,
      ExtendedStatistic: kept.ExtendedStatistic,
      Period: kept.Period,
      EvaluationPeriods: kept.EvaluationPeriods,
      DatapointsToAlarm: kept.DatapointsToAlarm,
      ComparisonOperator: kept.ComparisonOperator,
      Namespace: value.namespace,
      MetricName: value.metric,
      Dimensions: Object.entries(value.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Threshold: value.threshold,
      TreatMissingData: value.missingData,
    });
  },
};

async function describe(aws: AwsClients, alarmName: string) {
  return (await aws.cloudwatch.describeAlarms({ AlarmNames: [alarmName] })).MetricAlarms?.[0];
}
