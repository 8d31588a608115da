/** Target tracking of a service under requests, its API, and the metrics and alarms of its balancer. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SPEED } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';
import { failures, get, traffic } from '../../support/web/requests.ts';
import { type SmallWeb, startSmallWeb } from '../../support/web/small-web.ts';

const ELB = 'AWS::ElasticLoadBalancingV2::';
const WEB = { ServiceNamespace: 'ecs', ResourceId: 'service/web/web', ScalableDimension: 'ecs:service:DesiredCount' };

interface Activity {
  readonly Description: string;
  readonly Cause: string;
  readonly StatusCode: string;
  readonly Details: string;
  readonly NotScaledReasons?: readonly { readonly Code: string; readonly MaxCapacity: number }[];
}

let web: SmallWeb;
let url: string;
let ResourceLabel: string;

beforeAll(async () => {
  // A minute of scaling takes a second.
  vi.stubEnv(SPEED, '60');
  web = await startSmallWeb();
  expect(await web.untilHealthy(2)).toBe(true);
  url = await web.listener();
  const [balancers, groups] = await Promise.all([
    web.api.query('elasticloadbalancing', 'DescribeLoadBalancers'),
    web.api.query('elasticloadbalancing', 'DescribeTargetGroups'),
  ]);
  const balancer = balancers.find('LoadBalancerArn')?.text()?.split(':loadbalancer/')[1];
  ResourceLabel = `${balancer}/${groups.find('TargetGroupArn')?.text()?.split(':').at(-1)}`;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await web?.stop();
});

const scaling = <Answer>(operation: string, input: object = {}) =>
  web.api.json<Answer>('application-autoscaling', operation, { ServiceNamespace: 'ecs', ...input });
const policy = (tracking: object) => ({
  ...WEB,
  PolicyName: 'requests',
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: { TargetValue: 600, ...tracking },
});
const byRequests = () => ({ PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel });
const activities = async () =>
  (
    await scaling<{ ScalingActivities: readonly Activity[] }>('DescribeScalingActivities', {
      IncludeNotScaledActivities: true,
    })
  ).ScalingActivities;

it.each([
  [
    'a policy of a service that is not registered',
    'PutScalingPolicy',
    () => policy({ PredefinedMetricSpecification: byRequests() }),
    'ObjectNotFoundException',
  ],
  [
    'a service that there is not',
    'RegisterScalableTarget',
    () => ({ ...WEB, ResourceId: 'service/web/other', MinCapacity: 2, MaxCapacity: 4 }),
    'ValidationException',
  ],
  [
    'a most that is below the least',
    'RegisterScalableTarget',
    () => ({ ...WEB, MinCapacity: 4, MaxCapacity: 2 }),
    'ValidationException',
  ],
  ['a new target without bounds', 'RegisterScalableTarget', () => WEB, 'ValidationException'],
  [
    'a namespace that there is not',
    'DescribeScalableTargets',
    () => ({ ServiceNamespace: 'tasks' }),
    'ValidationException',
  ],
  ['a target that was never there', 'DeregisterScalableTarget', () => WEB, 'ObjectNotFoundException'],
])('%s is refused', async (_, operation, input, code) => {
  await expect(scaling(operation, input())).rejects.toMatchObject({ code });
});

it('a service is brought to its least as soon as it is registered', async () => {
  await scaling('RegisterScalableTarget', { ...WEB, MinCapacity: 3, MaxCapacity: 4 });
  expect(await web.untilHealthy(3)).toBe(true);
  expect((await activities())[0]).toMatchObject({ Cause: 'minimum capacity was set to 3', StatusCode: 'Successful' });
  await scaling('RegisterScalableTarget', { ...WEB, MinCapacity: 2 });
});

it.each([
  ['two metrics', { CustomizedMetricSpecification: { MetricName: 'Mine' } }],
  ['no metric', { PredefinedMetricSpecification: undefined }],
  ['requests of no group', { PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget' } }],
  ['a target of nothing', { TargetValue: 0 }],
  ['a cooldown before its time', { ScaleInCooldown: -1 }],
])('a policy that tracks %s is refused', async (_, wrong) => {
  const asked = policy({ PredefinedMetricSpecification: byRequests(), ...wrong });
  await expect(scaling('PutScalingPolicy', asked)).rejects.toMatchObject({ code: 'ValidationException' });
});

it('grows with its requests to its most, says why it does not grow further, and shrinks without a failed request', {
  timeout: 90_000,
}, async () => {
  await scaling('PutScalingPolicy', policy({ PredefinedMetricSpecification: byRequests(), ScaleOutCooldown: 60 }));
  const busy = traffic(url, 80);
  expect(await web.untilHealthy(4)).toBe(true);
  expect(await until(async () => (await activities())[0]?.NotScaledReasons !== undefined, 30, 200)).toBe(true);
  expect(failures(await busy.stop())).toEqual([]);

  const quiet = traffic(url, 10);
  const count = async () => (await web.service()).runningCount;
  expect(await until(async () => (await count()) === 2, 40, 200)).toBe(true);
  expect(failures(await quiet.stop())).toEqual([]);

  const byAlarm = (await activities()).filter(({ Cause }) => Cause.startsWith('monitor alarm'));
  const [shrunk] = byAlarm;
  // A machine that is busy answers less, and the service may come to its least in two steps.
  const refused = byAlarm.find(({ NotScaledReasons }) => NotScaledReasons);
  const grown = byAlarm.slice(byAlarm.indexOf(refused as Activity) + 1);
  expect(shrunk).toMatchObject({
    Description: 'Setting desired count to 2.',
    Cause: expect.stringMatching(
      /^monitor alarm TargetTracking-service\/web\/web-AlarmLow-\S+ in state ALARM triggered policy requests$/,
    ),
    Details: expect.stringContaining('a minute of a policy takes 1 s.'),
  });
  expect(refused?.NotScaledReasons).toEqual([{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 4, CurrentCapacity: 4 }]);
  expect(grown.at(0)).toMatchObject({ Description: 'Setting desired count to 4.', StatusCode: 'Successful' });
});

it('does not scale by a group that is another, which its alarms say as well', async () => {
  const other = { ...byRequests(), ResourceLabel: `${ResourceLabel.replace(/[^/]+$/, '')}0123456789abcdef` };
  await scaling('PutScalingPolicy', policy({ PredefinedMetricSpecification: other }));
  const busy = traffic(url, 80);
  expect(await until(async () => (await web.service()).runningCount > 2, 8, 200)).toBe(false);
  await busy.stop();
  const { MetricAlarms } = await web.api.json<{ MetricAlarms: readonly { AlarmName: string; StateValue: string }[] }>(
    'monitoring',
    'DescribeAlarms',
    { AlarmNamePrefix: 'TargetTracking-' },
  );
  expect(MetricAlarms.map(({ StateValue }) => StateValue)).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
});

it("an alarm on one of the balancer's metrics follows that, and not what another balancer has", async () => {
  const [balancer] = ResourceLabel.split('/targetgroup/');
  const alarm = (name: string, value: string) =>
    web.api.json('monitoring', 'PutMetricAlarm', {
      AlarmName: name,
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HTTPCode_ELB_5XX_Count',
      Dimensions: [{ Name: 'LoadBalancer', Value: value }],
      ...{ Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, TreatMissingData: 'notBreaching' },
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  await alarm('mine', balancer as string);
  await alarm('other', 'app/other/1');
  const state = async (name: string) =>
    (
      await web.api.json<{ MetricAlarms: readonly { StateValue: string }[] }>('monitoring', 'DescribeAlarms', {
        AlarmNames: [name],
      })
    ).MetricAlarms[0]?.StateValue;
  expect((await get(`${url}/drop`)).status).toBe(502);
  expect(await until(async () => (await state('mine')) === 'ALARM', 30, 200)).toBe(true);
  expect(await state('other')).not.toBe('ALARM');
});

it('deregistered it keeps its tasks, and neither policy nor alarm is left', async () => {
  const before = (await web.service()).runningCount;
  await scaling('DeregisterScalableTarget', WEB);
  expect(await scaling('DescribeScalingPolicies')).toEqual({ ScalingPolicies: [] });
  const { MetricAlarms } = await web.api.json<{ MetricAlarms: readonly unknown[] }>('monitoring', 'DescribeAlarms', {
    AlarmNamePrefix: 'TargetTracking-',
  });
  expect(MetricAlarms).toEqual([]);
  expect((await web.service()).runningCount).toBe(before);
});

it('is made, changed and deleted by a template, whose label the CDK puts together of a listener and a group', async () => {
  const ref = (name: string, part?: string) => (part ? { 'Fn::GetAtt': [name, part] } : { Ref: name });
  const ofListener = (place: number) => ({ 'Fn::Select': [place, { 'Fn::Split': ['/', ref('Listener')] }] });
  const { Subnets, SecurityGroups } = web;
  const template = (MaxCapacity: number) => ({
    Resources: {
      Balancer: { Type: `${ELB}LoadBalancer`, Properties: { Type: 'application', Subnets, SecurityGroups } },
      Group: { Type: `${ELB}TargetGroup`, Properties: { Protocol: 'HTTP', Port: 80, TargetType: 'ip' } },
      Listener: {
        Type: `${ELB}Listener`,
        Properties: {
          ...{ LoadBalancerArn: ref('Balancer'), Protocol: 'HTTP', Port: 80 },
          DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Group') }],
        },
      },
      Target: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: { ...WEB, MinCapacity: 2, MaxCapacity },
      },
      Policy: {
        Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
        Properties: {
          ...{ PolicyName: 'of-template', PolicyType: 'TargetTrackingScaling', ScalingTargetId: ref('Target') },
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 600,
            PredefinedMetricSpecification: {
              PredefinedMetricType: 'ALBRequestCountPerTarget',
              ResourceLabel: {
                'Fn::Join': ['/', [ofListener(1), ofListener(2), ofListener(3), ref('Group', 'TargetGroupFullName')]],
              },
            },
          },
        },
      },
    },
  });
  const cloudFormation = async (action: string, ended: string, parameters: Record<string, string> = {}) => {
    await web.api.query('cloudformation', action, { StackName: 'scaling', ...parameters });
    const status = async () =>
      (await web.api.query('cloudformation', 'DescribeStacks', { StackName: 'scaling' })).find('StackStatus')?.text();
    // A stack that is deleted is not described any more.
    expect(await until(async () => (await status().catch(() => ended)) === ended, 30, 100)).toBe(true);
  };
  await cloudFormation('CreateStack', 'CREATE_COMPLETE', { TemplateBody: JSON.stringify(template(3)) });
  const [policy] = (await scaling<{ ScalingPolicies: readonly unknown[] }>('DescribeScalingPolicies')).ScalingPolicies;
  expect(policy).toMatchObject({
    ...WEB,
    TargetTrackingScalingPolicyConfiguration: {
      PredefinedMetricSpecification: {
        ResourceLabel: expect.stringMatching(/^app\/[^/]+\/[^/]+\/targetgroup\/[^/]+\/[^/]+$/),
      },
    },
  });
  await cloudFormation('UpdateStack', 'UPDATE_COMPLETE', { TemplateBody: JSON.stringify(template(5)) });
  expect(await scaling('DescribeScalableTargets')).toMatchObject({ ScalableTargets: [{ MaxCapacity: 5 }] });
  await cloudFormation('DeleteStack', 'DELETE_COMPLETE');
  expect(await scaling('DescribeScalableTargets')).toEqual({ ScalableTargets: [] });
});
