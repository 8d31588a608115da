/** What somebody who returns is shown, and that a page can compute it. */
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { Stored } from '../../../lambda/shared/evidence/stored.ts';
import { keyOf } from '../../../lambda/shared/questions/family.ts';
import { repository } from '../../../lib/repository.ts';
import { dueKeys } from '../../../lib/study/due.ts';
import { itemOf } from '../../../lib/study/items.ts';
import { failedDrills } from '../../../lib/study/log/drill-ends.ts';
import { logOf } from '../../../lib/study/log/log.ts';
import { answerTo, type DrillDone, type EvidenceRecord } from '../../../lib/study/log/records.ts';
import { todayOf } from '../../../lib/study/log/today.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 28);
const item = itemOf('dynamodb-capacity/2');
const key = keyOf(item);
const wrong = [item.options.findIndex(({ misconception }) => misconception !== undefined)];
const log = (...records: readonly EvidenceRecord[]) => logOf(records as unknown as Stored[]);
const done = (drill: string, more: Partial<DrillDone> = {}): DrillDone => ({
  ...{ kind: 'drill', id: drill, at: NOW - 9 * DAY, drill, tasks: ['SAA-C03/1.1'], solved: true, hints: 0, checks: 1 },
  ...{ solutionShown: false, milliseconds: 60_000, ...more },
});

describe('today', () => {
  it('is nothing for somebody who has done nothing', () => {
    expect(todayOf(log(), NOW)).toEqual({
      ...{ due: 0, cards: [], ideas: [], minutes: 0, answered: 0, right: 0, drills: 0, mocks: 0, ahead: 0 },
    });
  });

  it('counts what was done, and what is due by answers and by drills that were given up', () => {
    const mock = { kind: 'mock', id: 'm', at: NOW - DAY, exam: 'SAA-C03' } as const;
    const records = log(
      answerTo(item, wrong, 'sure', { at: NOW - 5 * DAY, milliseconds: 30_000 }),
      answerTo(item, key, 'sure', { at: NOW - 60_000, milliseconds: 40_000 }),
      done('a/solved'),
      done('a/solved', { id: 'again' }),
      done('a/given-up', { solved: false, tasks: ['SAA-C03/3.1'] }),
      { ...mock, milliseconds: 1, answered: 1, right: 1, questions: 65 },
    );
    const today = todayOf(records, NOW);
    expect(today).toMatchObject({ answered: 2, right: 1, drills: 1, mocks: 1, ahead: 0 });
    expect(today.due).toBe(
      dueKeys({ answers: records.answers, failedDrills: failedDrills(records.drills) }, NOW).length,
    );
    expect(today.due).toBeGreaterThan(0);
    expect(today.cards).toHaveLength(today.due);
    expect(today.ideas).toMatchObject([{ chosen: 1, offered: 2 }]);
    expect(todayOf(records, NOW, () => false)).toMatchObject({ due: 0, minutes: 0, answered: 2 });
  });

  it('takes as long as this learner takes, and two minutes for each where nobody measured', () => {
    const given = (milliseconds?: number) =>
      log(
        ...[1, 2, 3].map((n) => answerTo(itemOf(`iam-doors/${n}`), [0], 'guess', { at: NOW - 30 * DAY, milliseconds })),
      );
    const { due } = todayOf(given(), NOW);
    const cards = given().answers.flatMap(({ tasks, misconceptions, right, resisted }) => [
      ...tasks,
      ...misconceptions,
      ...(right ? resisted : []),
    ]);
    // One question stands for several cards.
    const questions = due / (cards.length / 3);
    expect(questions).toBeLessThan(due);
    expect(todayOf(given(), NOW).minutes).toBe(Math.round(questions * 2));
    expect(todayOf(given(600_000), NOW).minutes).toBe(Math.round(questions * 10));
    expect(todayOf(given(1), NOW).minutes).toBe(1);
  });

  it('says of records that a wrong clock wrote, and neither counts them nor lets them hide what is due', () => {
    const due = answerTo(item, wrong, 'sure', { at: NOW - 5 * DAY });
    const ahead = answerTo(item, key, 'sure', { at: NOW + 365 * DAY });
    const before = todayOf(log(due), NOW);
    expect(todayOf(log(due, ahead), NOW)).toEqual({ ...before, ahead: 1 });
    expect(todayOf(log(due, ahead), NOW + 366 * DAY)).toMatchObject({ answered: 2, ahead: 0 });
  });
});

it('bundles for a browser, without anything of Node, in a few kilobytes', async () => {
  const { outputFiles } = await build({
    entryPoints: [`${repository}/lib/study/log/today.ts`],
    ...{ bundle: true, write: false, minify: true, format: 'esm', platform: 'browser', treeShaking: true },
  });
  const bundle = outputFiles[0]?.contents as Uint8Array;
  expect(Buffer.from(bundle).toString()).not.toMatch(/["']node:/);
  expect(brotliCompressSync(bundle).length).toBeLessThan(9_000);
});
