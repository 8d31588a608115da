import { describe, expect, it } from 'vitest';
import type { Served } from '../../../lib/rehearsal/callers.ts';
import { minutesOf } from '../../../lib/rehearsal/release-plan.ts';
import { errorsIn, isInAlarm } from '../../../lib/rehearsal/stand-ins/code-deploy.ts';

describe('the minutes of a release', () => {
  it('are five with a tenth of the traffic, and then all, for the canary', () => {
    expect(minutesOf('CodeDeployDefault.LambdaCanary10Percent5Minutes')).toEqual([0.1, 0.1, 0.1, 0.1, 0.1, 1]);
  });

  it('are a tenth more each, for the linear variant', () => {
    const shares = minutesOf('CodeDeployDefault.LambdaLinear10PercentEvery1Minute');
    expect(shares).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });

  it('refuse a configuration that moves no traffic step by step', () => {
    expect(() => minutesOf('CodeDeployDefault.LambdaAllAtOnce')).toThrow('LambdaAllAtOnce');
  });
});

describe('an alarm on what callers got', () => {
  const served = (version: string, failed: boolean): Served => ({ version, failed, path: '/', marked: false });
  const answers = [served('1', true), served('1', false), served('2', true), served('2', true)];
  const metric = (dimensions: Record<string, string>, MetricName = 'Errors') => ({
    Namespace: 'AWS/Lambda',
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  });

  it('counts the failures of its version, and without one those of all', () => {
    expect(errorsIn(answers, metric({ FunctionName: 'api', ExecutedVersion: '2' }), 'api')).toBe(2);
    expect(errorsIn(answers, metric({ FunctionName: 'api', Resource: 'api:live' }), 'api')).toBe(3);
    expect(errorsIn(answers, metric({ FunctionName: 'api', ExecutedVersion: '3' }), 'api')).toBe(0);
  });

  it('says nothing of what it does not see: other functions, other metrics', () => {
    expect(errorsIn(answers, metric({ FunctionName: 'other' }), 'api')).toBeUndefined();
    expect(errorsIn(answers, metric({ FunctionName: 'api' }, 'Throttles'), 'api')).toBeUndefined();
  });

  it('goes off when so many of the last datapoints are at the threshold, and not before', () => {
    const twoOfThree = {
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    } as const;
    expect(isInAlarm(twoOfThree, [1])).toBe(false);
    expect(isInAlarm(twoOfThree, [1, 0, 1])).toBe(true);
    expect(isInAlarm(twoOfThree, [1, 0, 0, 1])).toBe(false);
  });

  it('refuses a comparison that it would get wrong', () => {
    expect(() => isInAlarm({ ComparisonOperator: 'LessThanThreshold' }, [0])).toThrow('LessThanThreshold');
  });
});
