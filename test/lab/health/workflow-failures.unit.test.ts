import { describe, expect, test } from 'vitest';
import { failsAsDeployed, type Machine } from '../../../lib/lab/health/workflow-failures.ts';

const RETRY = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }];
const CATCH = [{ ErrorEquals: ['States.ALL'], Next: 'Park' }];
const task = (address: string, more: object) => ({
  Type: 'Task',
  Resource: 'call',
  Arguments: { Of: address },
  ...more,
});

const inner: Machine = {
  StartAt: 'IsNew',
  States: {
    IsNew: { Type: 'Choice', Choices: [{ Next: 'Award' }], Default: 'Nothing' },
    Award: task('arn:award', { Next: 'IsAwarded', Retry: RETRY, Catch: CATCH }),
    IsAwarded: { Type: 'Choice', Choices: [{ Next: 'Tell' }], Default: 'Nothing' },
    Tell: task('arn:topic', {
      Arguments: { Of: 'arn:topic', Message: '{% $string($record.level) %}' },
      Retry: RETRY,
      Catch: CATCH,
    }),
    Park: task('https://queue', {}),
    Nothing: { Type: 'Pass' },
  },
};

const machine = (states: Record<string, object> = {}, more: object = {}): Machine => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      MaxConcurrency: 5,
      ItemProcessor: { ...inner, States: { ...inner.States, ...states } as Machine['States'] },
    },
  },
  TimeoutSeconds: 300,
  ...more,
});

const { Award, Tell, Park } = inner.States as Record<'Award' | 'Tell' | 'Park', object>;

describe('a workflow does with failures what the deployed one did', () => {
  test.each<[string, Machine]>([
    ['as it is', machine()],
    [
      'with the choice the other way round',
      machine({ IsAwarded: { Type: 'Choice', Choices: [{ Next: 'Nothing' }], Default: 'Tell' } }),
    ],
    ['with more tries', machine({ Tell: { ...Tell, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 9 }] } })],
    [
      'with a retrier for one error before that for all',
      machine({ Tell: { ...Tell, Retry: [{ ErrorEquals: ['Busy'] }, ...RETRY] } }),
    ],
    [
      'under other names',
      machine({ Award: { ...Award, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Keep' }] }, Keep: Park }),
    ],
    [
      'with other words about the same value',
      machine({
        Tell: { ...Tell, Arguments: { Of: 'arn:topic', Message: "{% 'Level ' & $uppercase($record.level) %}" } },
      }),
    ],
    ['within a day', machine({}, { TimeoutSeconds: 86_400 })],
  ])('%s', (_, now) => {
    expect(failsAsDeployed(now, machine())).toBe(true);
  });
});

describe('a workflow that lets five run at once', () => {
  const each = (MaxConcurrency?: number): Machine => {
    const { Each, ...others } = machine().States as { Each: Machine['States'][string] };
    return { ...machine(), States: { Each: { ...Each, MaxConcurrency }, ...others } };
  };
  test.each([3, 5, 50])('may let %i', (most) => expect(failsAsDeployed(each(most), machine())).toBe(true));
  test.each([undefined, 0, 2, 51])('may not let %s', (most) => {
    expect(failsAsDeployed(each(most), machine())).toBe(false);
  });
  test('is asked where it was limited, and nowhere else', () => {
    expect(failsAsDeployed(each(5), each(undefined))).toBe(true);
    expect(failsAsDeployed(each(undefined), each(0))).toBe(true);
  });
});

describe('a workflow loses what the deployed one kept', () => {
  test.each<[string, Machine]>([
    ['catches nothing', machine({ Tell: { ...Tell, Catch: undefined } })],
    ['catches one error', machine({ Tell: { ...Tell, Catch: [{ ErrorEquals: ['Busy'], Next: 'Park' }] } })],
    [
      'goes on as if nothing had failed',
      machine({ Award: { ...Award, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Nothing' }] } }),
    ],
    ['tries nothing again', machine({ Award: { ...Award, Retry: [] } })],
    ['tries once', machine({ Award: { ...Award, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] } })],
    ['goes past a task', machine({ IsNew: { Type: 'Choice', Choices: [{ Next: 'Tell' }], Default: 'Nothing' } })],
    ['parks what went well', machine({ Tell: { ...Tell, Next: 'Park' } })],
    [
      'leaves a part out of what it tells',
      machine({ Tell: { ...Tell, Arguments: { Of: 'arn:topic', Message: 'all' } } }),
    ],
    ['parks in another queue', machine({ Park: task('https://other', {}) })],
    ['has no time', machine({}, { TimeoutSeconds: 2 })],
    ['has no end', machine({}, { TimeoutSeconds: undefined })],
    ['may take more than a day', machine({}, { TimeoutSeconds: 86_401 })],
  ])('%s', (_, now) => {
    expect(failsAsDeployed(now, machine())).toBe(false);
  });
});
