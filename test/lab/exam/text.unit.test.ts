/** How an exam reads, and where it stands at the very edges of its time. */
import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../lib/lab/drills/journal.ts';
import type { Exam } from '../../../lib/lab/exam/record.ts';
import { type ExamStanding, incidentOf, standingOf } from '../../../lib/lab/exam/standing.ts';
import { clockText, examText } from '../../../lib/lab/exam/text.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';

const MINUTE = 60_000;
const incident = (outcome: ExamStanding['incidents'][number]['outcome'], more: object = {}) => ({
  ...{ drill: 'sample/1', title: 'It is slow', level: 1 as const, outcome, took: 5 * MINUTE, checks: 2, exam: [] },
  ...more,
});
const standing: ExamStanding = {
  ...{ seed: 7, startedAt: '2026-11-27T10:00:00.000Z', minutes: 60, running: true, left: 41 * MINUTE, fixed: 1 },
  incidents: [
    incident('fixed'),
    incident('late', { drill: 'sample/2' }),
    incident('given-up', { drill: 'sample/3' }),
    incident('open', { drill: 'sample/4', checks: 0 }),
    incident('ahead', { drill: 'sample/5', took: null, checks: 0 }),
  ],
  shown: ['SAA-C03/2.1', 'DVA-C02/1.1', 'DVA-C03/1.2'],
  weak: ['SAA-C03/3.1', 'SAA-C03/1.1'],
};

describe('an exam on a terminal', () => {
  it('says while it runs which incident it is, of how many, and how long is left', () => {
    expect(clockText(standing)).toBe('Exam: incident 4 of 5, 41 min left.');
  });

  it('is reported incident by incident, with what that showed and what it did not', () => {
    expect(examText(standing).split('\n')).toEqual([
      '1 of 5 incidents fixed in 60 min, 41 min left.',
      '',
      'drill     symptom     outcome         time   checks',
      'sample/1  It is slow  fixed           5 min  2',
      'sample/2  It is slow  fixed too late  5 min  2',
      'sample/3  It is slow  given up        5 min  2',
      'sample/4  It is slow  not fixed       5 min  0',
      'sample/5  It is slow  not reached            0',
      '',
      'Shown: DVA-C03/1.2, SAA-C03/2.1',
      '',
      'Weak: SAA-C03/1.1, SAA-C03/3.1',
      '',
      'The same for a friend: `lab exam --seed 7`',
    ]);
  });

  it('leaves out what there is none of once it is over', () => {
    const text = examText({ ...standing, running: false, left: 0, shown: ['DVA-C02/1.1'], weak: [] });
    expect(text).toMatch(/^1 of 5 incidents fixed in 60 min\.\n/);
    expect(text).not.toMatch(/Shown|Weak/);
  });
});

describe('a standing', () => {
  const drill = { ...sampleDrill, number: 'sample/1' };
  const exam: Exam = { startedAt: 1_000, seed: 1, minutes: 1, drills: [drill.id] };
  const one = (more: Partial<Incident>) =>
    ({ drill: drill.id, openedAt: 1_000, brokenAt: 2_000, checks: [], ...more }) as unknown as Incident;
  const outcome = (more: Partial<Incident>, now = 50_000, of: Exam = exam) => {
    const [row] = standingOf(of, [drill], [one(more)], now).incidents;
    return [row?.outcome, row?.took];
  };

  it('takes a fix at the last millisecond for one in time, and the next for late', () => {
    expect(outcome({ solvedAt: 61_000 })).toEqual(['fixed', 59_000]);
    expect(outcome({ solvedAt: 61_001 })).toEqual(['late', 59_001]);
  });

  it('takes what was put back by the end of the exam for open, and what was before for given up', () => {
    const over = { ...exam, endedAt: 40_000 };
    expect(outcome({ restoredAt: 40_001 }, 50_000, over)).toEqual(['open', 38_000]);
    expect(outcome({ restoredAt: 40_000 }, 50_000, over)).toEqual(['given-up', 38_000]);
    expect(outcome({}, 50_000, over)).toEqual(['open', 38_000]);
    expect(outcome({}, 50_000)).toEqual(['open', 48_000]);
  });

  it('counts the last incident that was broken since the exam began', () => {
    const [early, half, first, last] = [
      one({ openedAt: 999 }),
      one({ brokenAt: undefined }),
      one({ openedAt: 1_000, solvedAt: 3_000 }),
      one({ openedAt: 4_000 }),
    ] as [Incident, Incident, Incident, Incident];
    expect(incidentOf(exam, drill.id, [early, half])).toBeUndefined();
    expect(incidentOf(exam, drill.id, [early, first, half])).toBe(first);
    expect(incidentOf(exam, drill.id, [first, last])).toBe(last);
    expect(incidentOf(exam, 'sample/other', [first])).toBeUndefined();
  });

  it('has time left while it runs, and none once it is over or its time is', () => {
    const left = (now: number, endedAt?: number) =>
      standingOf({ ...exam, ...(endedAt !== undefined && { endedAt }) }, [drill], [], now);
    expect(left(11_000)).toMatchObject({ running: true, left: 50_000, startedAt: '1970-01-01T00:00:01.000Z' });
    expect(left(99_000)).toMatchObject({ running: true, left: 0 });
    expect(left(11_000, 10_000)).toMatchObject({ running: false, left: 0 });
  });
});
