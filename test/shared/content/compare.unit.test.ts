import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COMPARISON_ASPECTS,
  type Comparable,
  compareSkill,
  compareTracks,
} from '../../../lambda/shared/content/compare.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import { SKILL_RANKS, type Skill, type SkillLevel } from '../../../lambda/shared/content/model.ts';
import { examToTake } from '../../../lambda/shared/exams/to-take.ts';
import { comparedExams } from '../../../lambda/shared/table/content-drafts.ts';

const [architect, developer] = content.tracks;
const comparable: Comparable = { ...content, exams: comparedExams() };
const toTake = (on: string) => ({ architect: examToTake('SAA', on), developer: examToTake('DVA', on) });
const TODAY = toTake('2026-11-25');

test('compares by every aspect when none is asked for', () => {
  const { aspects } = compareTracks(comparable, TODAY);

  expect(Object.keys(aspects)).toEqual([...COMPARISON_ASPECTS]);
  expect(aspects.question).toEqual({ architect: architect?.question, developer: developer?.question });
  expect(aspects.examChallenges?.developer).toEqual(developer?.examChallenges);
  expect(aspects.salary).toEqual(content.salary);
  expect(aspects.careerPath?.developer.steps.at(0)).toBe('Backend Developer');
  expect(aspects.difficulty?.byBackground).toEqual(content.difficulty);
  expect(aspects.difficulty?.advice.map(({ topic }) => topic)).toEqual(['difficulty', 'difficulty']);
  expect(aspects.takingBoth?.map(({ topic }) => topic)).toEqual(['both', 'both', 'both']);
});

test('sets side by side what people compare exams by, of the exams that are current on the day', () => {
  const { aspects } = compareTracks(comparable, TODAY);

  expect(aspects.priceUsd).toEqual({ architect: 150, developer: 150 });
  expect(aspects.minutes).toEqual({ architect: 130, developer: 130 });
  expect(aspects.questions?.architect).toEqual({ total: 65, scored: 50, unscored: 15 });
  expect(aspects.passMark).toEqual({ architect: 720, developer: 720 });
  expect(aspects.domains?.architect?.map(({ weight }) => weight)).toEqual([30, 26, 24, 20]);
  expect(aspects.exam?.developer.current).toMatchObject({ code: 'DVA-C02', daysLeft: 5 });
  expect(aspects.domains?.developer?.map(({ weight }) => weight)).toEqual([32, 26, 24, 18]);

  const later = compareTracks(comparable, toTake('2026-12-01')).aspects;
  expect(later.exam?.developer.current?.code).toBe('DVA-C03');
  expect(later.domains?.developer?.map(({ weight }) => weight)).toEqual([30, 26, 22, 22]);
});

test('compares no exam on a day on which it is not known which is current, and still names its sources', () => {
  const { aspects, asOf, sources } = compareTracks(comparable, toTake('1990-01-01'), ['priceUsd', 'domains']);

  expect(aspects).toEqual({ priceUsd: {}, domains: {} });
  expect([asOf, sources.length > 0]).toEqual(['2026-10-09', true]);
});

test('leaves out no field of a profile but the name of the track and where it comes from', () => {
  const compared = new Set<string>(COMPARISON_ASPECTS);

  expect(Object.keys(architect ?? {}).filter((field) => !compared.has(field))).toEqual(['track', 'asOf', 'sources']);
});

test('compares by exactly the aspects asked for, whichever they are', () => {
  fc.assert(
    fc.property(fc.subarray([...COMPARISON_ASPECTS], { minLength: 1 }), (asked) => {
      expect(Object.keys(compareTracks(comparable, TODAY, asked).aspects)).toEqual(asked);
    }),
  );
});

test('an aspect asked for twice is answered once', () => {
  expect(Object.keys(compareTracks(comparable, TODAY, ['skills', 'coding', 'skills']).aspects)).toEqual([
    'skills',
    'coding',
  ]);
});

test('names the sources of the aspects asked for, and the oldest day among their facts', () => {
  const older = { ...content.salary, asOf: '2025-01-01', sources: ['certlab'] };

  const comparison = compareTracks({ ...comparable, salary: older }, TODAY, ['question', 'salary']);

  expect(comparison).toMatchObject({ asOf: '2025-01-01', sources: ['guide', 'certlab'] });
  expect(compareTracks({ ...comparable, salary: older }, TODAY, ['question']).asOf).toBe(architect?.asOf);
});

test('refuses to compare by nothing, or content without one of the tracks', () => {
  expect(() => compareTracks(comparable, TODAY, [])).toThrow(RangeError);
  expect(() => compareTracks({ ...comparable, tracks: content.tracks.slice(1) }, TODAY)).toThrow('architect');
});

test('says who leads in each skill and by how many ranks', () => {
  const leads = compareTracks(comparable, TODAY, ['skills']).aspects.skills?.map(
    ({ id, leader, by }) => `${id} ${leader} ${by}`,
  );

  expect(leads).toEqual([
    'cloud-architecture architect 2',
    'programming developer 2',
    'networking architect 1',
    'devops-tools developer 1',
    'infrastructure-design architect 2',
    'api-development developer 2',
    'security-architecture architect 1',
  ]);
});

test('a skill compared with the tracks changed over has the same lead on the other side', () => {
  const level = fc.constantFrom(...(Object.keys(SKILL_RANKS) as SkillLevel[]));
  const other = { architect: 'developer', developer: 'architect', neither: 'neither' } as const;
  fc.assert(
    fc.property(level, level, (a, b) => {
      const skill: Skill = { id: 's', name: 'S', levels: { architect: a, developer: b }, asOf: '', sources: [] };
      const changedOver: Skill = { ...skill, levels: { architect: b, developer: a } };

      const [compared, mirrored] = [compareSkill(skill), compareSkill(changedOver)];

      expect(compared.levels.architect).toEqual({ level: a, rank: SKILL_RANKS[a] });
      expect([mirrored.leader, mirrored.by]).toEqual([other[compared.leader], compared.by]);
      expect(compared.leader === 'neither').toBe(a === b);
      expect(compared.by).toBe(Math.abs(SKILL_RANKS[a] - SKILL_RANKS[b]));
    }),
  );
});
