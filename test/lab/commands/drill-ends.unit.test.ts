/** What incidents say about a learner: ends that count towards readiness, and drills that come back as cards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { append, type Entry, openJournal } from '../../../lib/lab/drills/journal.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { learnerLog, solvedDrills } from '../../../lib/lab/learner.ts';
import { doneBy } from '../../../lib/study/due.ts';
import { addEvidence, readLog } from '../../../lib/study/evidence.ts';
import { countedDrills } from '../../../lib/study/log/drill-ends.ts';
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
    const { failedDrills, answers } = doneBy(await learnerLog(lab));
    const counted = countedDrills((await learnerLog(lab)).drills);
    expect(counted.map((one) => ({ ...one, at: seconds(one.at) }))).toMatchObject(ends);
    expect(counted).toHaveLength(ends.length);
    expect(failedDrills.map(({ at, tasks }) => [seconds(at), tasks])).toEqual(
      failed.map((at) => [at, sampleDrill.exam]),
    );
    expect(answers).toEqual([]);
  });

  it('has the tasks of its own drill, and is none of a drill that there is no longer', async () => {
    incident('sample/gone', 'broken', 'solved');
    incident('sample/gone', 'broken', 'restored');
    incident('sample/other', 'broken', 'solved');
    const { drills } = await learnerLog(lab);
    expect(drills.map(({ tasks }) => tasks)).toEqual([['SAA-C03/3.1']]);
  });

  it('is one record of the log, whole, and stays it however often it is looked at', async () => {
    incident(sampleDrill.id, 'broken', 'hint', 'checked', 'solved');
    const [done] = (await learnerLog(lab)).drills;
    await learnerLog(lab);
    expect(readLog(folder).drills).toEqual([done]);
    expect(done).toMatchObject({ drill: sampleDrill.id, solved: true, hints: 1, checks: 1, milliseconds: 3_000 });
    rmSync(join(folder, 'drills'), { recursive: true });
    expect((await learnerLog(lab)).drills).toEqual([done]);
  });

  it('gets no record while it is open, although the look at its solution counts already', async () => {
    incident(sampleDrill.id, 'broken', 'solution-shown');
    expect((await learnerLog(lab)).drills).toMatchObject([{ solved: false, solutionShown: true }]);
    expect(readLog(folder).drills).toEqual([]);
  });

  it('is solved for this learner where another device says so', () => {
    expect(solvedDrills(lab)).toEqual(new Set());
    const elsewhere = { id: 'x', at: 1, drill: 'sample/other', tasks: [], solved: true, hints: 0, checks: 1 };
    addEvidence(folder, [{ kind: 'drill', solutionShown: false, milliseconds: 1, ...elsewhere }]);
    expect(solvedDrills(lab)).toEqual(new Set(['sample/other']));
  });
});
