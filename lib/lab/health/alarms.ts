/** Whether an alarm rings when another one did: by what it hears and when, not by how it is written. */
import type { MetricAlarm, Statistic } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from '../aws/aws-clients.ts';

/** Every metric alarm of the account: one that was recreated may have another name. */
export async function allAlarms({ cloudwatch }: AwsClients): Promise<MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
    const page = await cloudwatch.describeAlarms({ AlarmTypes: ['MetricAlarm'], NextToken });
    alarms.push(...(page.MetricAlarms ?? []));
    NextToken = page.NextToken;
  }
  return alarms.map((alarm) => inOneForm(alarm));
}

/**
 * An alarm on a query of one metric and no arithmetic says inside of the query what another says beside its threshold
 * (Amazon CloudWatch API Reference, `PutMetricAlarm` and `MetricDataQuery`).
 */
function inOneForm(alarm: MetricAlarm): MetricAlarm {
  const [query, ...others] = alarm.Metrics ?? [];
  const { Metric, Period, Stat = '', Unit } = query?.MetricStat ?? {};
  if (!Metric || others.length > 0) return alarm;
  const statistic = PLAIN.includes(Stat) ? { Statistic: Stat as Statistic } : { ExtendedStatistic: Stat };
  return { ...alarm, ...Metric, Period, Unit, ...statistic };
}

const PLAIN: readonly string[] = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'];

/** Longer than this nobody waits for a first sign, seconds. */
const PATIENCE = 300;

/** Whether `alarm` rings, and is heard, whenever one of these properties would. @param deployed of a template */
export function ringsAsDeployed(alarm: MetricAlarm, deployed: Partial<MetricAlarm>): boolean {
  const points = (of: Partial<MetricAlarm>) => Number(of.DatapointsToAlarm ?? of.EvaluationPeriods ?? 1);
  const span = (of: Partial<MetricAlarm>) => Number(of.Period ?? 0) * points(of);
  const threshold = Number(deployed.Threshold);
  // One failure is one point: who asks for three of them never hears of one. What lasts, a backlog, comes again.
  const oneIsEnough = threshold <= 1 && points(deployed) === 1;
  const quiet = threshold <= 1 ? 0 : threshold / 4;
  return (
    hearsOf(alarm) === hearsOf(deployed) &&
    rings(alarm, threshold) &&
    !rings(alarm, quiet) &&
    span(alarm) <= Math.max(PATIENCE, span(deployed)) &&
    (!oneIsEnough || points(alarm) === 1) &&
    hasData(alarm) &&
    alarm.TreatMissingData === deployed.TreatMissingData &&
    alarm.ActionsEnabled !== false &&
    (deployed.AlarmActions ?? []).every((action) => alarm.AlarmActions?.includes(action))
  );
}

/** The emulator says a statistic beside an extended one, where AWS says one of the two. */
function hearsOf({ Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions = [] }: Partial<MetricAlarm>) {
  // The emulator's full name of a target group lacks its first word.
  const dimensions = Dimensions.map(({ Name, Value }) => [Name, Value?.replace(/^targetgroup\//, '')]).sort();
  return JSON.stringify([Namespace, MetricName, ExtendedStatistic || Statistic, dimensions]);
}

/**
 * Whether the metric's numbers reach the alarm: those of AWS come once a minute, and in one unit. With another unit, or
 * more often than there are numbers, an alarm looks at nothing (Amazon CloudWatch API Reference, `PutMetricAlarm`).
 */
function hasData({ MetricName = '', Period = 0, Unit }: MetricAlarm): boolean {
  const [, written] = UNITS.find(([name]) => name.test(MetricName)) ?? [];
  return Number(Period) % 60 === 0 && (Unit === undefined || Unit === (written ?? 'Count'));
}

/** What is not counted is a time. */
const UNITS = [
  [/Duration|Latency|Time$/, 'Milliseconds'],
  [/Age/, 'Seconds'],
] as const;

function rings({ ComparisonOperator, Threshold = 0 }: MetricAlarm, value: number): boolean {
  if (ComparisonOperator === 'GreaterThanOrEqualToThreshold') return value >= Threshold;
  return ComparisonOperator === 'GreaterThanThreshold' && value > Threshold;
}
