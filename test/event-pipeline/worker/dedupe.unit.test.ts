/** That the record of an event, and nothing else, tells a second delivery from the first. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logger } from '../../../lambda/event-pipeline/observe.ts';
import { readSource, sourceFiles } from '../../support/sources/source-files.ts';
import { TableInMemory } from './table-in-memory.ts';
import { context, drill, record, standing, workerOn } from './worker-fixtures.ts';

// The metrics' lines would fill the report.
vi.hoisted(() => {
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
});

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
});

describe('an event that a batch holds three times', () => {
  it('counts once, and each delivery asks the record of the event', async () => {
    const table = new TableInMemory();
    const detail = drill();
    const Records = [1, 2, 3].map(() => record({ 'detail-type': 'DrillSolved', detail }));
    const others = [drill(), drill()].map((other) => record({ 'detail-type': 'DrillSolved', detail: other }));
    expect(await workerOn(table)({ Records: [...Records, ...others] }, context())).toEqual({ batchItemFailures: [] });
    expect(standing(table)).toMatchObject({ points: '60', drillsSolved: '3' });
    // A worker that told them apart by itself would hide a broken record from anyone who looks for one.
    expect(table.transactions).toBeGreaterThanOrEqual(3);
  });
});

describe('the defects that drills put into the handlers', () => {
  const defects = sourceFiles()
    .filter((path) => /^lib\/projects\/[^/]+\/drills\/.*\.ts$/.test(path))
    .flatMap((path) => {
      const source = readSource(path);
      const [, file] = /^const FILE = '(.+)';$/m.exec(source) ?? [];
      const [, right] = /^const RIGHT =\s*'(.+)';$/m.exec(source) ?? [];
      return file && right ? [[path, `lambda/${file}`, right] as const] : [];
    });

  it('are found', () => {
    expect(defects.length).toBeGreaterThan(0);
  });

  it.each(defects)('%s: the line to break is in %s, once', (_, file, right) => {
    expect(readSource(file).split(right)).toHaveLength(2);
  });
});
