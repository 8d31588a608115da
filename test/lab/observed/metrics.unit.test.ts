import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../lib/lab/observed/logs.ts';
import {
  type Measurement,
  measurementsIn,
  seriesOf as seriesOfMeasured,
  type Window,
} from '../../../lib/lab/observed/metrics.ts';
import { metricOf } from '../../../lib/lab/observed/workflows.ts';
import { sparkline } from '../../../lib/lab/terminal/chart.ts';

const seriesOf = (lines: readonly LogLine[], within: Window, besides: readonly Measurement[] = []) =>
  seriesOfMeasured([...besides, ...measurementsIn(lines)], within);
const window = { from: 0, to: 1_000, parts: 4 };
const line = (at: number, message: string | object, source = 'ApiFunction') => ({
  at: new Date(at),
  source,
  message: typeof message === 'string' ? message : JSON.stringify(message),
});
const report = (ms: number, more = '') =>
  `REPORT RequestId: 7df5d7f1\tDuration: ${ms} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: 1024 MB\tMax Memory Used: 97 MB${more}`;
const of = (lines: Parameters<typeof seriesOf>[0], metric: string) =>
  seriesOf(lines, window).find((series) => series.metric === metric);

describe('the metrics of log lines', () => {
  it("count a function's invocations, and take the longest of each part of the window", () => {
    const lines = [line(10, report(5)), line(20, report(9.5)), line(990, report(7))];
    expect(of(lines, 'Invocations')).toMatchObject({ points: [2, null, null, 1], sum: 3 });
    expect(of(lines, 'Duration')).toMatchObject({ points: [9.5, null, null, 7], max: 9.5, unit: 'Milliseconds' });
    expect(of(lines, 'MaxMemoryUsed')).toMatchObject({ max: 97 });
    expect(of([line(10, report(5).replace('97 MB', '0 MB'))], 'MaxMemoryUsed')).toBeUndefined();
    expect(of(lines, 'InitDuration')).toBeUndefined();
    expect(of([line(10, report(5, '\tInit Duration: 312.5 ms'))], 'InitDuration')).toMatchObject({ max: 312.5 });
  });

  it('read the embedded metric format, single values and lists, and pass over what is no number', () => {
    const metrics = [
      { Name: 'EventApplied', Unit: 'Count' },
      { Name: 'Score', Unit: 'None' },
      { Name: 'Said', Unit: 'None' },
    ];
    const lines = [
      line(1, {
        _aws: { CloudWatchMetrics: [{ Metrics: metrics }] },
        EventApplied: [1, 2, null],
        Score: 7,
        Said: 'no',
      }),
    ];
    expect(of(lines, 'EventApplied')).toMatchObject({ sum: 3, count: 2, unit: 'Count' });
    expect(of(lines, 'Score')).toMatchObject({ max: 7, unit: 'Other' });
    expect(of(lines, 'Said')).toBeUndefined();
  });

  it('count a metric once that is published by service and by reason', () => {
    const Metrics = [{ Name: 'EventParked', Unit: 'Count' }];
    const lines = [line(1, { _aws: { CloudWatchMetrics: [{ Metrics }, { Metrics }] }, EventParked: 1 })];
    expect(of(lines, 'EventParked')).toMatchObject({ sum: 1, count: 1 });
  });

  it("read the gateway's requests, whose values are text, and tell callers' faults from ours", () => {
    const lines = ['200', '404', '500', '503'].map((status, at) => line(at, { status, latencyMs: '12' }, 'ApiAccess'));
    expect(['Requests', '4xx', '5xx'].map((metric) => of(lines, metric)?.sum)).toEqual([4, 1, 2]);
  });

  it('count what is logged as an error, and pass over what is neither', () => {
    const lines = [line(1, { level: 'ERROR' }), line(2, { level: 'WARN' }), line(3, 'START'), line(4, '{half')];
    expect(seriesOf(lines, window)).toMatchObject([{ metric: 'ErrorsLogged', sum: 1 }]);
  });
});

it('what was measured besides stands beside what the lines tell', () => {
  const ended = { at: 10, source: 'Workflow', metric: 'ExecutionsSucceeded', unit: 'Count', value: 1 } as const;
  expect(seriesOf([], window, [ended, { ...ended, at: 900 }])).toMatchObject([
    { source: 'Workflow', metric: 'ExecutionsSucceeded', points: [1, null, null, 1], sum: 2 },
  ]);
});

describe('an event of a workflow', () => {
  const at = { timestamp: new Date(0), id: 1 };
  it.each([
    ['the end', { ...at, type: 'ExecutionTimedOut' }, 'ExecutionsTimedOut'],
    [
      'a task on AWS',
      { ...at, type: 'TaskSucceeded', taskSucceededEventDetails: { resourceType: 'sns', resource: 'publish' } },
      'sns:publish',
    ],
    [
      'a task on the emulator that failed',
      {
        ...at,
        type: 'TaskFailed',
        taskFailedEventDetails: { resourceType: undefined, resource: 'arn:aws:states:::lambda:invoke' },
      },
      'lambda:invoke failed',
    ],
    ['the begin of a task', { ...at, type: 'TaskScheduled' }, undefined],
  ] as const)('%s', (_, event, metric) => expect(metricOf(event)).toBe(metric));
});

it('a chart tells nothing from zero, and the greatest from the rest', () => {
  expect(sparkline([null, 0, 1, 4, 8])).toBe('·▁▂▅█');
  expect(sparkline([0, null])).toBe('▁·');
});
