/** What target tracking decides, minute by minute, and what a balancer's counts become in CloudWatch. */
import { describe, expect, it } from 'vitest';
import { createCounts } from '../../../lib/emulator/web/balancer/counts.ts';
import { metricsOf } from '../../../lib/emulator/web/balancer/metrics.ts';
import type { Configuration } from '../../../lib/emulator/web/balancer/model.ts';
import { newTarget } from '../../../lib/emulator/web/balancer/targets.ts';
import { speedOf } from '../../../lib/emulator/web/service.ts';
import { type Asked, decide, wanted } from '../../../lib/target-tracking.ts';

const tracked = (points: readonly number[]) => ({ points, target: 600, disableScaleIn: false });
const minutes = (count: number, value: number) => Array.from({ length: count }, () => value);

describe('a target of 600 requests', () => {
  it.each([
    ['two minutes above it', [900, 900], undefined],
    ['three minutes at it', minutes(3, 600), undefined],
    ['three minutes above it', minutes(3, 900), { direction: 'out', count: 3 }],
    ['three minutes far above it', minutes(3, 3_000), { direction: 'out', count: 10 }],
    ['one of three minutes below it', [900, 500, 900], undefined],
    ['fourteen minutes far below it', minutes(14, 10), undefined],
    ['fifteen minutes far below it', minutes(15, 10), { direction: 'in', count: 1 }],
    ['fifteen minutes below it by less than a tenth', minutes(15, 541), undefined],
    ['fifteen minutes of which one was busy', [...minutes(14, 10), 580], undefined],
  ])('asks, of two tasks and after %s, for what it has to', (_, points, expected) => {
    expect(wanted(tracked(points), 2)).toEqual(expected);
  });

  it('never asks for fewer where scaling in is disabled', () => {
    expect(wanted({ ...tracked(minutes(15, 0)), disableScaleIn: true }, 4)).toBeUndefined();
  });

  it('removes no more than the busiest of the fifteen minutes allows', () => {
    expect(wanted(tracked([...minutes(14, 10), 400]), 4)).toEqual({ direction: 'in', count: 3 });
  });
});

describe('a service of two to six tasks', () => {
  const asked = (direction: 'out' | 'in', count: number, more: Partial<Asked> = {}): Asked => ({
    policies: [{ wanted: { direction, count }, canScaleIn: true }],
    ...{ current: 4, least: 2, most: 6, now: 1_000_000, last: {}, cooldown: { out: 30_000, in: 300_000 } },
    ...{ suspended: { out: false, in: false }, deploying: false },
    ...more,
  });
  const to = (count: number, direction: 'out' | 'in') => ({ count, direction, why: 'policy' });

  it('gets as many as are asked for, and never more than it may have', () => {
    expect(decide(asked('out', 5))).toEqual(to(5, 'out'));
    expect(decide(asked('out', 40))).toEqual(to(6, 'out'));
    expect(decide(asked('out', 40, { current: 6 }))).toEqual({ notScaled: 'AlreadyAtMaxCapacity' });
  });

  it('waits for the last tasks to take effect, unless even more are needed than were added', () => {
    const last = { out: { at: 990_000, from: 2 } };
    expect(decide(asked('out', 6, { last }))).toBeUndefined();
    expect(decide(asked('out', 12, { last }))).toEqual(to(6, 'out'));
    expect(decide(asked('out', 6, { last: { out: { at: 960_000, from: 2 } } }))).toEqual(to(6, 'out'));
  });

  it('loses tasks once the last time is long enough ago, and none while it is deployed', () => {
    expect(decide(asked('in', 3))).toEqual(to(3, 'in'));
    expect(decide(asked('in', 1))).toEqual(to(2, 'in'));
    expect(decide(asked('in', 3, { last: { in: { at: 800_000 } } }))).toBeUndefined();
    expect(decide(asked('in', 3, { deploying: true }))).toBeUndefined();
    expect(decide(asked('out', 5, { deploying: true }))).toEqual(to(5, 'out'));
    expect(decide(asked('in', 1, { current: 2 }))).toEqual({ notScaled: 'AlreadyAtMinCapacity' });
  });

  it('grows if one policy asks for it, and shrinks only if all of them do', () => {
    const policies = (...wanted: Asked['policies'][0]['wanted'][]) =>
      wanted.map((each) => ({ wanted: each, canScaleIn: true }));
    const [out, inwards] = [{ direction: 'out', count: 5 } as const, { direction: 'in', count: 2 } as const];
    expect(decide(asked('in', 2, { policies: policies(out, inwards) }))).toEqual(to(5, 'out'));
    expect(decide(asked('in', 2, { policies: policies(inwards, undefined) }))).toBeUndefined();
    expect(decide(asked('in', 2, { policies: policies(inwards, { ...inwards, count: 3 }) }))).toEqual(to(3, 'in'));
  });

  it('is brought within its bounds without being asked, and left alone where that is suspended', () => {
    const none = { policies: [] };
    expect(decide(asked('in', 2, { ...none, current: 1 }))).toEqual({ count: 2, direction: 'out', why: 'minimum' });
    expect(decide(asked('in', 2, { ...none, current: 9 }))).toEqual({ count: 6, direction: 'in', why: 'maximum' });
    expect(decide(asked('out', 5, { suspended: { out: true, in: false } }))).toBeUndefined();
    expect(decide(asked('in', 2, { suspended: { out: false, in: true } }))).toBeUndefined();
  });
});

describe('what a balancer has counted', () => {
  const [balancer, group] = [
    'arn:aws:elasticloadbalancing:us-east-1:0:loadbalancer/app/web/1',
    'arn:aws:elasticloadbalancing:us-east-1:0:targetgroup/web/2',
  ];
  const rule = {
    priority: 1,
    conditions: [],
    action: { type: 'forward', groups: [{ arn: group, weight: 1 }] },
  } as const;
  const config = { arn: balancer, name: 'web', dnsName: 'web', securityGroups: [], subnets: [] };
  const configuration: Configuration = {
    listeners: [{ arn: 'listener', port: 80, balancer: config, rules: [rule] }],
    groups: [],
  };
  const target = (port: number, state: 'healthy' | 'unhealthy' | 'draining') => ({
    ...newTarget('127.0.0.1', port),
    state,
  });
  const targets = [target(1, 'healthy'), target(2, 'healthy'), target(3, 'unhealthy'), target(4, 'draining')];
  const groups = new Map([
    [
      group,
      { config: { arn: group } as never, targets: new Map(targets.map((each) => [String(each.port), each])), turn: 0 },
    ],
  ]);
  /** By name and dimensions, sum of what was put. */
  const told = (counts: ReturnType<typeof createCounts>) =>
    Object.fromEntries(
      metricsOf(counts.take(configuration, groups), 60_000).map(({ MetricName, Dimensions, Values, Counts }) => [
        `${MetricName} ${Dimensions.map(({ Value }) => Value).join(' ')}`,
        Values.reduce((sum, value, index) => sum + value * (Counts[index] as number), 0),
      ]),
    );

  it('is told by the names, dimensions and rules of Elastic Load Balancing', () => {
    const counts = createCounts();
    counts.answered(balancer, group, { status: 200, by: 'target', seconds: 0.25 });
    counts.answered(balancer, group, { status: 503, by: 'target', seconds: 0.5 });
    counts.answered(balancer, group, { status: 502, by: 'balancer', unconnected: true });
    counts.answered(balancer, undefined, { status: 503, by: 'balancer' });
    const [web, tg] = ['app/web/1', 'app/web/1 targetgroup/web/2'];
    const all = told(counts);
    expect(all).toEqual({
      ...Object.fromEntries(
        [web, tg].flatMap((of) => [
          [`RequestCount ${of}`, 3],
          [`HTTPCode_Target_2XX_Count ${of}`, 1],
          [`HTTPCode_Target_5XX_Count ${of}`, 1],
          [`TargetResponseTime ${of}`, 0.75],
          [`TargetConnectionErrorCount ${of}`, 1],
        ]),
      ),
      [`HTTPCode_ELB_5XX_Count ${web}`]: 2,
      [`HTTPCode_ELB_502_Count ${web}`]: 1,
      [`HTTPCode_ELB_503_Count ${web}`]: 1,
      [`HealthyHostCount ${tg}`]: 2,
      [`UnHealthyHostCount ${tg}`]: 1,
      [`RequestCountPerTarget ${tg}`]: 1.5,
      'RequestCountPerTarget targetgroup/web/2': 1.5,
    });
  });

  it('starts over each time; where nobody asks for anything only hosts are counted', () => {
    const counts = createCounts();
    counts.answered(balancer, group, { status: 200, by: 'target', seconds: 0.25 });
    told(counts);
    expect(Object.keys(told(counts)).map((each) => each.split(' ')[0])).toEqual([
      'HealthyHostCount',
      'UnHealthyHostCount',
      'RequestCountPerTarget',
      'RequestCountPerTarget',
    ]);
  });
});

it.each(['0', '61', '-1', 'fast', ''])('a speed of %j is refused with what it may be', (text) => {
  expect(() => speedOf(text)).toThrow(/CERTLAB_SPEED is ".*", and has to be a number from 1 to 60/);
});
