import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMPARISON_ASPECTS, compareSkill, compareTracks } from '../../../lambda/shared/content/compare.ts';
import { content } from '../../../lambda/shared/content/content.ts';
import { SKILL_RANKS, type Skill, type SkillLevel } from '../../../lambda/shared/content/model.ts';

const [architect, developer] = content.tracks;

test('compares by every aspect when none is asked for', () => {
  const { aspects } = compareTracks(content);

  expect(Object.keys(aspects)).toEqual([...COMPARISON_ASPECTS]);
  expect(aspects.question).toEqual({ architect: architect?.question, developer: developer?.question });
  expect(aspects.examChallenges?.developer).toEqual(developer?.examChallenges);
  expect(aspects.salary).toEqual(content.salary);
  expect(aspects.careerPath?.developer.steps.at(0)).toBe('Backend Developer');
  expect(aspects.difficulty?.byBackground).toEqual(content.difficulty);
  expect(aspects.difficulty?.advice.map(({ topic }) => topic)).toEqual(['difficulty', 'difficulty']);
  expect(aspects.takingBoth?.map(({ topic }) => topic)).toEqual(['both', 'both', 'both']);
});

test('leaves out no field of a profile but the name of the track and where it comes from', () => {
  const compared = new Set<string>(COMPARISON_ASPECTS);

  expect(Object.keys(architect ?? {}).filter((field) => !compared.has(field))).toEqual(['track', 'asOf', 'sources']);
});

test('compares by exactly the aspects asked for, whichever they are', () => {
  fc.assert(
    fc.property(fc.subarray([...COMPARISON_ASPECTS], { minLength: 1 }), (asked) => {
      expect(Object.keys(compareTracks(content, asked).aspects)).toEqual(asked);
    }),
  );
});

test('an aspect asked for twice is answered once', () => {
  expect(Object.keys(compareTracks(content, ['skills', 'coding', 'skills']).aspects)).toEqual(['skills', 'coding']);
});

test('names the sources of the aspects asked for, and the oldest day among their facts', () => {
  const older = { ...content.salary, asOf: '2025-01-01', sources: ['certlab'] };

  const comparison = compareTracks({ ...content, salary: older }, ['question', 'salary']);

  expect(comparison).toMatchObject({ asOf: '2025-01-01', sources: ['guide', 'certlab'] });
  expect(compareTracks({ ...content, salary: older }, ['question']).asOf).toBe(architect?.asOf);
});

test('refuses to compare by nothing, or content without one of the tracks', () => {
  expect(() => compareTracks(content, [])).toThrow(RangeError);
  expect(() => compareTracks({ ...content, tracks: content.tracks.slice(1) })).toThrow('architect');
});

test('says who leads in each skill and by how many ranks', () => {
  const leads = compareTracks(content, ['skills']).aspects.skills?.map(({ id, leader, by }) => `${id} ${leader} ${by}`);

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
