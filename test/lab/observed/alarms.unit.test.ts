/** What the alarms of a project say, by their definitions on what was measured. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmsOf, type Looked, stateOf } from '../../../lib/lab/observed/alarms.ts';
import type { Target } from '../../../lib/target.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

/** Ten seconds into a minute. */
const NOW = Date.parse('2026-11-28T10:00:10Z');
const ERRORS: MetricAlarm = {
  ...{ MetricName: 'Failed', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 2 },
  ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
};
const ago = (seconds: number, value = 1) => ({ at: NOW - seconds * 1_000, value });

describe('an alarm', () => {
  it.each<[string, Partial<MetricAlarm>, { at: number; value: number }[], string]>([
    ['rings in the minute that goes on', {}, [ago(1), ago(9)], 'ALARM'],
    ['does not add up two minutes', {}, [ago(1), ago(11)], 'OK'],
    ['is quiet where nothing came', {}, [], 'OK'],
    ['rings for silence where that is bad', { TreatMissingData: 'breaching' }, [], 'ALARM'],
    ['knows nothing where silence says nothing', { TreatMissingData: 'missing' }, [], 'INSUFFICIENT_DATA'],
    ['waits for its second minute', { EvaluationPeriods: 5, DatapointsToAlarm: 2 }, [ago(1, 2)], 'OK'],
    ['rings in two minutes of five', { EvaluationPeriods: 5, DatapointsToAlarm: 2 }, [ago(1, 2), ago(200, 2)], 'ALARM'],
    ['forgets what is longer ago', { EvaluationPeriods: 5, DatapointsToAlarm: 2 }, [ago(1, 2), ago(301, 2)], 'OK'],
    ['takes the greatest', { Statistic: 'Maximum' }, [ago(1), ago(2)], 'OK'],
    ['takes the mean', { Statistic: 'Average', Threshold: 1.5 }, [ago(1), ago(2, 2)], 'ALARM'],
    ['takes the mean, and not the sum', { Statistic: 'Average' }, [ago(1), ago(2, 2)], 'OK'],
    ['takes the least', { Statistic: 'Minimum' }, [ago(1, 2), ago(2)], 'OK'],
    ['counts', { Statistic: 'SampleCount' }, [ago(1, 0), ago(2, 0)], 'ALARM'],
    [
      'takes a percentile, whatever statistic stands beside it',
      { ExtendedStatistic: 'p50', Statistic: 'Sum', Threshold: 3 },
      [ago(1), ago(2), ago(3, 9)],
      'OK',
    ],
    ['rings below', { ComparisonOperator: 'LessThanThreshold', Threshold: 1 }, [ago(1, 0)], 'ALARM'],
    [
      'does not ring at a bound that has to be passed',
      { ComparisonOperator: 'GreaterThanThreshold' },
      [ago(1, 2)],
      'OK',
    ],
  ])('%s', (_, changed, samples, state) => expect(stateOf({ ...ERRORS, ...changed }, samples, NOW)).toBe(state));
});

const RESOURCES = [
  ['Http0A1B2C3D', 'AWS::ApiGatewayV2::Api', 'api1'],
  ['Parked0A1B2C3D', 'AWS::SQS::Queue', 'http://localhost/000000000000/parked'],
  ['Award0A1B2C3D', 'AWS::StepFunctions::StateMachine', 'arn:award'],
  ['Worker0A1B2C3D', 'AWS::Lambda::Function', 'worker'],
  ...['Edge', 'Dead', 'Failed', 'Own', 'Crash', 'Unheard'].map((name) => [
    `${name}A0A1B2C3D`,
    'AWS::CloudWatch::Alarm',
    name,
  ]),
].map(([logicalId = '', type = '', physicalId = '']) => ({ logicalId, type, physicalId }));

const defined = (name: string, Namespace: string, MetricName: string, dimension?: readonly [string, string]) => ({
  ...ERRORS,
  ...{ AlarmName: name, Namespace, MetricName, Threshold: 1, StateValue: 'INSUFFICIENT_DATA' as const },
  AlarmDescription: `Means: ${name} is bad.\nInvestigate: it.`,
  Dimensions: dimension && [{ Name: dimension[0], Value: dimension[1] }],
});
const ALARMS: MetricAlarm[] = [
  defined('Edge', 'AWS/ApiGateway', '5xx', ['ApiId', 'api1']),
  defined('Dead', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', ['QueueName', 'parked']),
  defined('Failed', 'AWS/States', 'ExecutionsFailed', ['StateMachineArn', 'arn:award']),
  defined('Own', 'certlab', 'EventFailed'),
  defined('Crash', 'AWS/Lambda', 'Errors', ['FunctionName', 'worker']),
];
const counted = (source: string, metric: string) => ({ source, metric, unit: 'Count' as const, ...ago(1) });

async function shown(looked: Partial<Looked>, name: Target['name'] = 'emulator') {
  const { aws } = answeringAws({ 'cloudwatch.describeAlarms': () => ({ MetricAlarms: ALARMS }) });
  const whole = { resources: RESOURCES, measurements: [], queues: [], now: NOW, ...looked };
  return alarmsOf(whole, { name } as Target, aws);
}
const states = async (...asked: Parameters<typeof shown>) =>
  Object.fromEntries((await shown(...asked)).map(({ alarm, state }) => [alarm, state]));

describe('the alarms of a project', () => {
  const queue = { queue: 'Parked', waiting: 0, inFlight: 0, delayed: 0 };

  it('are quiet where nothing is wrong, and have no state where the emulator measures nothing', async () => {
    expect(await states({ queues: [queue] })).toEqual({
      EdgeA: 'OK',
      DeadA: 'OK',
      FailedA: 'OK',
      OwnA: 'OK',
      CrashA: null,
    });
  });

  it.each<[string, Partial<Looked>]>([
    ['EdgeA', { measurements: [counted('Access', '5xx')] }],
    ['DeadA', { queues: [{ ...queue, waiting: 1 }] }],
    ['FailedA', { measurements: [counted('Award', 'ExecutionsFailed')] }],
    ['OwnA', { measurements: [counted('Worker', 'EventFailed')] }],
  ])('ring each for its own: %s', async (rings, looked) => {
    const said = await states({ queues: [queue], ...looked });
    expect(Object.keys(said).filter((alarm) => said[alarm] === 'ALARM')).toEqual([rings]);
  });

  it('hear of a resource by the name that a person knows, and say when and what for', async () => {
    const [edge, dead] = await shown({});
    expect(edge).toMatchObject({ of: ['Http'], means: 'Edge is bad.', when: 'Sum of 5xx ≥ 1 in 60 s' });
    expect(dead).toMatchObject({ of: ['Parked'] });
  });

  it.each([
    ['a rule and its bus', 'AWS/Events', { EventBusName: 'activity', RuleName: 'route' }, ['Bus', 'Route']],
    ['a rule by the id that it has on AWS', 'AWS/Events', { RuleName: 'award' }, ['Award']],
    ['a service and its cluster', 'AWS/ECS', { ServiceName: 'web', ClusterName: 'rooms' }, ['Web', 'Rooms']],
    ['one of two, the other of another stack', 'AWS/ECS', { ServiceName: 'web', ClusterName: 'else' }, ['Web']],
    ['one thing by two names', 'AWS/Lambda', { FunctionName: 'worker', Resource: 'worker' }, ['Worker']],
    ['nothing', 'AWS/Lambda', { FunctionName: '' }, []],
  ])('of several dimensions hear of %s, in their order', async (_, Namespace, dimensions, of) => {
    const resources = [
      ['Bus0A1B2C3D', 'activity'],
      ['Route0A1B2C3D', 'route'],
      ['Award0A1B2C3D', 'activity|award'],
      ['Web0A1B2C3D', 'arn:aws:ecs:us-east-1:000000000000:service/rooms/web'],
      ['Rooms0A1B2C3D', 'rooms'],
      ['Worker0A1B2C3D', 'worker'],
      ['Folder0A1B2C3D', 'ends/'],
    ].map(([logicalId = '', physicalId = '']) => ({ logicalId, type: 'AWS::Any', physicalId }));
    const alarm = { logicalId: 'HeardA0A1B2C3D', type: 'AWS::CloudWatch::Alarm', physicalId: 'Heard' };
    const defines = {
      ...defined('Heard', Namespace, 'Any'),
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    };
    const { aws } = answeringAws({ 'cloudwatch.describeAlarms': { MetricAlarms: [defines] } });
    const looked = { resources: [...resources, alarm], measurements: [], queues: [], now: NOW };
    expect(await alarmsOf(looked, { name: 'emulator' } as Target, aws)).toMatchObject([{ alarm: 'HeardA', of }]);
  });

  it('on metrics of a balancer are what CloudWatch says on the emulator too, which has those', async () => {
    const balancer = { logicalId: 'Web0A1B2C3D', type: 'AWS::Any', physicalId: 'arn:loadbalancer/app/web/1' };
    const alarm = { logicalId: 'SickA0A1B2C3D', type: 'AWS::CloudWatch::Alarm', physicalId: 'Sick' };
    const sick = defined('Sick', 'AWS/ApplicationELB', 'UnHealthyHostCount', ['LoadBalancer', 'app/web/1']);
    const { aws } = answeringAws({ 'cloudwatch.describeAlarms': { MetricAlarms: [{ ...sick, StateValue: 'ALARM' }] } });
    const looked = { resources: [balancer, alarm], measurements: [], queues: [], now: NOW };
    expect(await alarmsOf(looked, { name: 'emulator' } as Target, aws)).toMatchObject([
      { alarm: 'SickA', of: ['Web'], state: 'ALARM' },
    ]);
  });

  it('are what CloudWatch says on AWS', async () => {
    expect(new Set(Object.values(await states({}, 'aws')))).toEqual(new Set(['INSUFFICIENT_DATA']));
  });

  it('of a second API are not judged: an access log does not say whose it is', async () => {
    const second = { logicalId: 'Other0A1B2C3D', type: 'AWS::ApiGatewayV2::Api', physicalId: 'api2' };
    expect(await states({ resources: [...RESOURCES, second] })).toMatchObject({ EdgeA: null });
  });
});
