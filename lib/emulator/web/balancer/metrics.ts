/**
 * The metrics of a balancer, as Elastic Load Balancing puts them into CloudWatch: names, units, dimensions, and what is
 * not reported where nothing was counted. Without the dimensions by zone: the listeners of this machine are in none.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
import type { EmulatorApi } from '../api.ts';
import { type BalancerMinute, type Minute, requestsPerTarget, type TargetCounts } from './counts.ts';

export const NAMESPACE = 'AWS/ApplicationELB';
/** PutMetricData takes so many values of one metric, and so many metrics, at once. */
const MOST_VALUES = 150;
const MOST_METRICS = 1_000;

type Dimensions = Readonly<Record<string, string>>;

export interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Unit: 'Count' | 'Seconds';
  /** Seconds since 1970. */
  readonly Timestamp: number;
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
}

/** The hundreds of requests of a minute are fewer values, each as often as it was measured. */
function distribution(seconds: readonly number[]): readonly (readonly [number, number])[] {
  const counted = new Map<number, number>();
  for (const each of seconds) {
    const rounded = Number(each.toFixed(3));
    counted.set(rounded, (counted.get(rounded) ?? 0) + 1);
  }
  return [...counted];
}

/** @param at when the minute began, in milliseconds since 1970 */
export function metricsOf({ balancers, groups }: Minute, at: number): readonly Datum[] {
  const data: Datum[] = [];
  const put = (
    MetricName: string,
    dimensions: Dimensions,
    values: readonly (readonly [number, number])[],
    Unit: Datum['Unit'] = 'Count',
  ) => {
    for (let from = 0; from < values.length; from += MOST_VALUES) {
      const part = values.slice(from, from + MOST_VALUES);
      data.push({
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        Unit,
        Timestamp: Math.floor(at / 1_000),
        Values: part.map(([value]) => value),
        Counts: part.map(([, count]) => count),
      });
    }
  };
  const putSum = (name: string, dimensions: Dimensions, sum: number) => sum > 0 && put(name, dimensions, [[sum, 1]]);
  const putTargets = (counts: TargetCounts, dimensions: Dimensions) => {
    putSum('RequestCount', dimensions, counts.requests);
    for (const [hundred, count] of counts.answers) putSum(`HTTPCode_Target_${hundred}XX_Count`, dimensions, count);
    put('TargetResponseTime', dimensions, distribution(counts.seconds), 'Seconds');
    putSum('TargetConnectionErrorCount', dimensions, counts.connectionErrors);
  };
  const putOwn = ({ own }: BalancerMinute, dimensions: Dimensions) => {
    const all = [...own].filter(([status]) => status >= 500);
    putSum(
      'HTTPCode_ELB_5XX_Count',
      dimensions,
      all.reduce((sum, [, count]) => sum + count, 0),
    );
    for (const [status, count] of all) putSum(`HTTPCode_ELB_${status}_Count`, dimensions, count);
  };

  for (const balancer of balancers) {
    putTargets(balancer, { LoadBalancer: balancer.balancer });
    putOwn(balancer, { LoadBalancer: balancer.balancer });
  }
  for (const group of groups) {
    if (group.balancer === undefined) continue;
    const dimensions = { LoadBalancer: group.balancer, TargetGroup: group.group };
    putTargets(group, dimensions);
    put('HealthyHostCount', dimensions, [[group.healthy, 1]]);
    put('UnHealthyHostCount', dimensions, [[group.unhealthy, 1]]);
    for (const each of [dimensions, { TargetGroup: group.group }]) {
      put('RequestCountPerTarget', each, [[requestsPerTarget(group), 1]]);
    }
  }
  return data;
}

export async function putMetrics(api: EmulatorApi, namespace: string, data: readonly Datum[]): Promise<void> {
  for (let from = 0; from < data.length; from += MOST_METRICS) {
    await api.json('monitoring', 'PutMetricData', {
      Namespace: namespace,
      MetricData: data.slice(from, from + MOST_METRICS),
    });
  }
}
