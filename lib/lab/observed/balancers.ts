/**
 * What the balancers of a project counted, from CloudWatch: they have no log that `lab metrics` could count from. The names are
 * those of AWS ("CloudWatch metrics for your Application Load Balancer", read on 2026-11-28).
 */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from '../aws/aws-clients.ts';
import { type StackResource, shortId } from '../stacks/stack-resources.ts';
import type { Measurement } from './metrics.ts';

const TYPE = 'AWS::ElasticLoadBalancingV2::';
const PERIOD = 60;

interface Asked extends Pick<Measurement, 'source' | 'metric' | 'unit'> {
  readonly name: string;
  readonly statistic: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** From the metric's own unit to that which is shown. */
  readonly times?: number;
}

/** What is asked about a balancer, and about a group of its targets. */
function askedOf(balancer: StackResource, groups: readonly StackResource[]): readonly Asked[] {
  const LoadBalancer = balancer.physicalId.replace(/^.*:loadbalancer\//, '');
  const counts = ['RequestCount', 'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetConnectionErrorCount'];
  const ofBalancer = { source: shortId(balancer.logicalId), dimensions: { LoadBalancer } };
  return [
    ...counts.map((name) => ({ ...ofBalancer, name, metric: name, unit: 'Count' as const, statistic: 'Sum' })),
    {
      ...ofBalancer,
      ...{ name: 'TargetResponseTime', metric: 'TargetResponseTime p99', statistic: 'p99' },
      unit: 'Milliseconds',
      times: 1_000,
    },
    ...groups.flatMap((group) =>
      ['HealthyHostCount', 'UnHealthyHostCount'].map((name) => ({
        source: shortId(group.logicalId),
        ...{ name, metric: name, unit: 'Other' as const, statistic: 'Maximum' },
        dimensions: { LoadBalancer, TargetGroup: group.physicalId.replace(/^.*:/, '') },
      })),
    ),
  ];
}

/** What was counted since then, a measurement for each minute that has one. */
export async function balancerMeasurements(
  resources: readonly StackResource[],
  aws: AwsClients,
  since: Date,
): Promise<Measurement[]> {
  const [balancers, groups] = ['LoadBalancer', 'TargetGroup'].map((type) =>
    resources.filter((resource) => resource.type === `${TYPE}${type}`),
  ) as [StackResource[], StackResource[]];
  const asked = balancers.flatMap((balancer) => askedOf(balancer, groups));
  if (asked.length === 0) return [];
  const { MetricDataResults = [] } = await aws.cloudwatch.getMetricData({
    StartTime: since,
    EndTime: new Date(),
    MetricDataQueries: asked.map(
      ({ name, statistic, dimensions }, index): MetricDataQuery => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ApplicationELB',
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: PERIOD,
          Stat: statistic,
        },
      }),
    ),
  });
  return asked.flatMap(({ source, metric, unit, times = 1 }, index) => {
    const { Timestamps = [], Values = [] } = MetricDataResults.find(({ Id }) => Id === `m${index}`) ?? {};
    return Values.map((value, at) => ({
      ...{ source, metric, unit, value: value * times },
      at: (Timestamps[at] as Date).getTime(),
    }));
  });
}
