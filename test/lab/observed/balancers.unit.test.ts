/** What `lab metrics` asks CloudWatch about the balancers of a project, and makes of the answer. */
import type { GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { balancerMeasurements } from '../../../lib/lab/observed/balancers.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

const ELB = 'AWS::ElasticLoadBalancingV2::';
const RESOURCES = [
  {
    logicalId: 'Web0A1B2C3D',
    type: `${ELB}LoadBalancer`,
    physicalId: 'arn:aws:elb:us-east-1:0:loadbalancer/app/web/1',
  },
  { logicalId: 'Tasks0A1B2C3D', type: `${ELB}TargetGroup`, physicalId: 'arn:aws:elb:us-east-1:0:targetgroup/tasks/2' },
  { logicalId: 'Bus0A1B2C3D', type: 'AWS::Events::EventBus', physicalId: 'bus' },
];
const AT = new Date('2026-11-28T10:00:00Z');

it('asks by the dimensions of AWS, and tells each minute of each metric, times in milliseconds', async () => {
  const values: Readonly<Record<string, number>> = { RequestCount: 7, TargetResponseTime: 0.25, HealthyHostCount: 2 };
  const { aws, calls } = answeringAws({
    'cloudwatch.getMetricData': ({ MetricDataQueries = [] }: GetMetricDataInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const value = values[MetricStat?.Metric?.MetricName ?? ''];
        return { Id, Timestamps: value === undefined ? [] : [AT], Values: value === undefined ? [] : [value] };
      }),
    }),
  });
  expect(await balancerMeasurements(RESOURCES, aws, AT)).toEqual([
    { source: 'Web', metric: 'RequestCount', unit: 'Count', value: 7, at: AT.getTime() },
    { source: 'Web', metric: 'TargetResponseTime p99', unit: 'Milliseconds', value: 250, at: AT.getTime() },
    { source: 'Tasks', metric: 'HealthyHostCount', unit: 'Other', value: 2, at: AT.getTime() },
  ]);
  const [[, input] = []] = calls;
  const asked = (input as GetMetricDataInput).MetricDataQueries?.map(({ MetricStat }) => [
    `${MetricStat?.Stat} of ${MetricStat?.Metric?.MetricName}`,
    MetricStat?.Metric?.Dimensions?.map(({ Value }) => Value).join(' '),
  ]);
  expect(asked).toEqual([
    ['Sum of RequestCount', 'app/web/1'],
    ['Sum of HTTPCode_Target_5XX_Count', 'app/web/1'],
    ['Sum of HTTPCode_ELB_5XX_Count', 'app/web/1'],
    ['Sum of TargetConnectionErrorCount', 'app/web/1'],
    ['p99 of TargetResponseTime', 'app/web/1'],
    ['Maximum of HealthyHostCount', 'app/web/1 targetgroup/tasks/2'],
    ['Maximum of UnHealthyHostCount', 'app/web/1 targetgroup/tasks/2'],
  ]);
});

it('asks nothing of a project without a balancer', async () => {
  const { aws, calls } = answeringAws({});
  expect(
    await balancerMeasurements([{ logicalId: 'Bus', type: 'AWS::Events::EventBus', physicalId: 'bus' }], aws, AT),
  ).toEqual([]);
  expect(calls).toEqual([]);
});
