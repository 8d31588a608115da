/** The blueprints against a digest of the exam guides, written out here so that a slip in either shows. */
import { describe, expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';
import type { Blueprint } from '../../../lambda/shared/exams/model.ts';

const exams: readonly Blueprint[] = Object.values(BLUEPRINTS);

test('the exams have the weights and the tasks of their guides', () => {
  const digest = exams.map(({ code, domains }) => ({
    code,
    domains: domains.map(({ id, weight, tasks }) => `${id}: ${weight} % in ${tasks.length}`),
  }));

  expect(digest).toEqual([
    { code: 'SAA-C03', domains: ['1: 30 % in 3', '2: 26 % in 2', '3: 24 % in 5', '4: 20 % in 4'] },
    { code: 'DVA-C02', domains: ['1: 32 % in 3', '2: 26 % in 3', '3: 24 % in 4', '4: 18 % in 3'] },
    { code: 'DVA-C03', domains: ['1: 30 % in 3', '2: 26 % in 3', '3: 22 % in 3', '4: 22 % in 3'] },
  ]);
});

describe.each(exams)('$code', (exam) => {
  test('has weights that add up to 100', () => {
    expect(exam.domains.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  });

  test('numbers its domains, and its tasks within each, from 1 on', () => {
    expect(exam.domains.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    for (const { id, tasks } of exam.domains) {
      expect(tasks.map((task) => task.id)).toEqual(tasks.map((_, index) => `${id}.${index + 1}`));
    }
  });

  test('is stored under its code, which begins with its family', () => {
    expect(BLUEPRINTS).toHaveProperty([exam.code], exam);
    expect(exam.code.startsWith(exam.family)).toBe(true);
  });

  test('has the format of the associate exams', () => {
    expect(exam).toMatchObject({
      questions: { total: 65, scored: 50, unscored: 15 },
      minutes: 130,
      scale: { min: 100, max: 1000, passMark: 720 },
      guessingPenalty: false,
      priceUsd: 150,
      validityYears: 3,
      questionTypes: [{ id: 'multiple-choice' }, { id: 'multiple-response' }],
    });
  });

  test('names only sources that are held, and those of its single fields among its own', () => {
    const known = new Set(content.sources.map(({ id }) => id));
    const ofContent = exam.domains.flatMap(({ source, tasks }) => [source, ...tasks.map((task) => task.source)]);
    const ofChanges = (exam.changesFromPredecessor ?? []).map(({ source }) => source);

    const named = [...exam.sources, ...ofContent, ...ofChanges];

    expect(named.filter((id) => !known.has(id))).toEqual([]);
    expect(
      Object.values(exam.factSources)
        .flat()
        .filter((id) => !exam.sources.includes(id)),
    ).toEqual([]);
  });
});
