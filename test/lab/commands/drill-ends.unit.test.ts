/** What incidents say about a learner: ends that count towards readiness, and drills that come back as cards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { doneIn, drillEnds } from '../../../lib/lab/commands/study/drill-ends.ts';
import { append, type Entry, openJournal } from '../../../lib/lab/drills/journal.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';

const BEGUN = Date.UTC(2026, 10, 27, 9);
let folder: string;
let lab: Lab;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-ends-'));
  const other = { ...sampleDrill, id: 'sample/other', exam: ['SAA-C03/3.1'] as const };
  lab = openLab([{ project: sampleProject, drills: async () => [sampleDrill, other] }], folder);
  vi.useFakeTimers({ toFake: ['Date'], now: BEGUN });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** An incident whose entries come a second apart. */
function incident(drill: string, ...entries: Entry['entry'][]): void {
  const file = openJournal(join(folder, 'drills', 'emulator'), drill, null);
  for (const entry of entries) {
    vi.setSystemTime(Date.now() + 1_000);
    append(file, { entry } as Entry);
  }
  vi.setSystemTime(Date.now() + 1_000);
}
const end = { tasks: sampleDrill.exam, hints: 0, solutionShown: false };

describe('the end of a drill', () => {
  it.each<[string, Entry['entry'][], object[], number[]]>([
    ['is none while it is open', ['broken'], [], []],
    [
      'is the fix, with the hints that it took',
      ['broken', 'hint', 'hint', 'solved'],
      [{ ...end, hints: 2, at: 4 }],
      [],
    ],
    ['is a look at the solution', ['broken', 'solution-shown'], [{ ...end, solutionShown: true, at: 0 }], [0]],
    [
      'is the fix after that look, and the drill comes back',
      ['broken', 'solution-shown', 'solved', 'restored'],
      [{ ...end, solutionShown: true, at: 3 }],
      [3],
    ],
    ['is nothing that was known where it was put back unsolved, and it comes back', ['broken', 'restored'], [], [2]],
    ['is none where the fault was never complete', ['restored'], [], []],
    [
      'is the fix, and putting back the rest changes nothing',
      ['broken', 'solved', 'restored'],
      [{ ...end, at: 2 }],
      [],
    ],
  ])('%s', async (_, entries, ends, failed) => {
    incident(sampleDrill.id, ...entries);
    const seconds = (at: number) => (at - BEGUN) / 1_000;
    expect((await drillEnds(lab)).map((one) => ({ ...one, at: seconds(one.at) }))).toEqual(ends);
    const { failedDrills, answers } = await doneIn(lab);
    expect(failedDrills.map(({ at, tasks }) => [seconds(at), tasks])).toEqual(
      failed.map((at) => [at, sampleDrill.exam]),
    );
    expect(answers).toEqual([]);
  });

  it('has the tasks of its own drill, and is none of a drill that there is no longer', async () => {
    incident('sample/gone', 'broken', 'solved');
    incident('sample/gone', 'broken', 'restored');
    incident('sample/other', 'broken', 'solved');
    expect((await drillEnds(lab)).map(({ tasks }) => tasks)).toEqual([['SAA-C03/3.1']]);
    expect((await doneIn(lab)).failedDrills).toEqual([]);
  });
});
