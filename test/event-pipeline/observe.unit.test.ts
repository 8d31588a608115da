/** What an event counts as: its metric, and once more under its reason, which is a dimension of it. */
import { afterEach, expect, it, vi } from 'vitest';
import { METRICS, METRICS_NAMESPACE } from '../../lambda/event-pipeline/env.ts';
import { count, publishCounts } from '../../lambda/event-pipeline/observe.ts';

afterEach(() => vi.restoreAllMocks());

/** The documents of the embedded metric format that are written meanwhile: metric and value, under what dimensions. */
function written(counting: () => void) {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  vi.spyOn(console, 'log').mockImplementation((text) => void lines.push(String(text)));
  counting();
  vi.restoreAllMocks();
  return lines
    .map((line) => JSON.parse(line))
    .map(({ _aws, service: _, ...said }) => {
      expect(_aws.CloudWatchMetrics[0].Namespace).toBe(METRICS_NAMESPACE);
      return said;
    });
}

it('is counted once without a reason', () => {
  const said = written(() => {
    count('applied');
    publishCounts();
  });
  expect(said).toEqual([{ [METRICS.applied]: 1 }]);
});

it('is counted under its reason as well', () => {
  const said = written(() => {
    count('parked', 'NoSuchCard');
    publishCounts();
  });
  expect(said).toHaveLength(2);
  expect(said).toContainEqual({ reason: 'NoSuchCard', [METRICS.parked]: 1 });
  expect(said).toContainEqual({ [METRICS.parked]: 1 });
});

it('writes nothing where nothing was counted', () => {
  expect(written(publishCounts)).toEqual([]);
});
