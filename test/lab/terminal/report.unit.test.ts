import { expect, test } from 'vitest';
import type { Incident } from '../../../lib/lab/drills/journal.ts';
import { duration } from '../../../lib/lab/terminal/format.ts';
import { reportMarkdown, reportOf } from '../../../lib/lab/terminal/report.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';

const other = { ...sampleDrill, id: 'sample/other', exam: ['SAA-C03/1.1'] as const };
const incident = (drill: string, more: Partial<Incident> = {}): Incident => ({
  id: drill,
  file: '',
  drill,
  seed: null,
  openedAt: 0,
  brokenAt: 1_000,
  changes: [],
  hintsTaken: 0,
  solutionShown: false,
  checks: [],
  ...more,
});

test('counts a drill as solved once, with its best time, and all hints that it took', () => {
  const report = reportOf(
    [sampleDrill, other],
    [
      incident(sampleDrill.id, { hintsTaken: 3 }),
      incident(sampleDrill.id, { hintsTaken: 1, solvedAt: 61_000 }),
      incident(sampleDrill.id, { solvedAt: 31_000 }),
      incident(other.id, { restoredAt: 5_000 }),
    ],
  );
  expect(report).toMatchObject({ drills: 2, solved: 1, unaided: 1, hints: 4, medianRepairMs: 30_000 });
});

test('splits by lens and by exam domain', () => {
  const report = reportOf([sampleDrill, other], [incident(sampleDrill.id, { solvedAt: 2_000, solutionShown: true })]);
  expect(report.lenses).toMatchObject([
    { lens: 'architect', drills: 2, solved: 1, unaided: 0 },
    { lens: 'developer', drills: 1, solved: 1, unaided: 0 },
  ]);
  const rowOf = (domain: string) => report.domains.find((row) => row.domain === domain);
  expect(rowOf('SAA-C03/1')).toMatchObject({ drills: 1, solved: 0, medianRepairMs: null });
  expect(rowOf('SAA-C03/2')).toMatchObject({ drills: 1, solved: 1, medianRepairMs: 1_000 });
  expect(rowOf('DVA-C03/4')).toMatchObject({ drills: 0, solved: 0 });
});

test('is a Markdown document on demand', () => {
  expect(reportMarkdown(reportOf([sampleDrill], []))).toMatch(
    /^# Drills\n\n\| lens \|[\s\S]*\| architect \| 0 of 1 \|/,
  );
});

test('says times as people do', () => {
  expect([500, 119_000, 300_000, 7_500_000].map(duration)).toEqual(['1 s', '119 s', '5 min', '2 h 5 min']);
});
