import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answers,
  BOTH_WITHIN,
  RECOMMENDATION_QUESTIONS,
  type Recommendation,
  recommend,
} from '../../../lambda/shared/content/recommend.ts';

/** Every possible way of answering, at random. */
const anyAnswers = fc.record(
  Object.fromEntries(
    RECOMMENDATION_QUESTIONS.map(({ id, options }) => [id, fc.constantFrom(...options.map((option) => option.id))]),
  ),
) as fc.Arbitrary<Answers>;

const allForArchitect: Answers = {
  background: 'infrastructure',
  coding: 'little',
  question: 'how-to-design',
  strengths: 'networks-and-security',
  role: 'cloud-architect',
  problem: 'best-architecture',
};
const allForDeveloper: Answers = {
  background: 'software-development',
  coding: 'most',
  question: 'how-to-build',
  strengths: 'programming-and-apis',
  role: 'cloud-native-developer',
  problem: 'broken-application',
};
const undecided: Answers = {
  background: 'new-to-cloud',
  coding: 'some',
  question: 'either',
  strengths: 'both-equally',
  role: 'well-rounded-engineer',
  problem: 'either',
};

/** Where a recommendation stands between architect alone (0) and developer alone (3). */
function place({ recommendation, order }: Recommendation): number {
  if (recommendation === 'both') return order[0] === 'architect' ? 1 : 2;
  return recommendation === 'architect' ? 0 : 3;
}

describe('the questions', () => {
  test('there are six, and each can speak as much for one track as for the other', () => {
    expect(RECOMMENDATION_QUESTIONS).toHaveLength(6);
    for (const { id, options } of RECOMMENDATION_QUESTIONS) {
      const most = (track: 'architect' | 'developer') => Math.max(...options.map((option) => option.points[track]));
      expect(most('architect'), id).toBe(most('developer'));
    }
  });

  test('no two questions, and no two answers to one of them, have the same id', () => {
    expect(new Set(RECOMMENDATION_QUESTIONS.map(({ id }) => id)).size).toBe(6);
    for (const { options } of RECOMMENDATION_QUESTIONS) {
      expect(new Set(options.map(({ id }) => id)).size).toBe(options.length);
    }
  });
});

test.each([
  ['architect', allForArchitect, ['architect'], { architect: 15, developer: 0 }],
  ['developer', allForDeveloper, ['developer'], { architect: 0, developer: 15 }],
  ['both', undecided, ['architect', 'developer'], { architect: 6, developer: 6 }],
] as const)('recommends %s to someone whose every answer says so', (recommendation, answers, order, scores) => {
  expect(recommend(answers)).toMatchObject({ recommendation, order, scores });
});

test('recommends both, developer first, to someone who leans to it a little', () => {
  const given: Answers = { ...undecided, background: 'software-development' };

  expect(recommend(given)).toMatchObject({ recommendation: 'both', order: ['developer', 'architect'] });
});

test('a lead of the bound is still both, and one point more decides', () => {
  const within: Answers = { ...undecided, role: 'cloud-native-developer' };
  const beyond: Answers = { ...within, problem: 'broken-application' };

  const [first, second] = [recommend(within), recommend(beyond)];

  expect(first.scores.developer - first.scores.architect).toBe(BOTH_WITHIN);
  expect(first.recommendation).toBe('both');
  expect(second.scores.developer - second.scores.architect).toBe(BOTH_WITHIN + 2);
  expect(second.recommendation).toBe('developer');
});

test('shows every answer with its points, and they add up to the scores', () => {
  fc.assert(
    fc.property(anyAnswers, (given) => {
      const { answers, scores, reasons, order, recommendation } = recommend(given);

      expect(Object.fromEntries(answers.map(({ question, answer }) => [question, answer]))).toEqual(given);
      expect(answers.reduce((sum, { points }) => sum + points.architect, 0)).toBe(scores.architect);
      expect(answers.reduce((sum, { points }) => sum + points.developer, 0)).toBe(scores.developer);
      expect(new Set(order).size).toBe(recommendation === 'both' ? 2 : 1);
      expect(reasons.join(' ')).toContain(`${scores.architect} to architect and ${scores.developer} to developer`);
    }),
  );
});

test('is the same every time, in whatever order the answers come', () => {
  fc.assert(
    fc.property(anyAnswers, (given) => {
      const reversed = Object.fromEntries(Object.entries(given).toReversed()) as unknown as Answers;

      expect(recommend(reversed)).toEqual(recommend(given));
    }),
  );
});

test('treats the tracks alike: opposite leads give opposite recommendations', () => {
  fc.assert(
    fc.property(anyAnswers, anyAnswers, (one, other) => {
      const [a, b] = [recommend(one), recommend(other)];
      const [leadOfOne, leadOfOther] = [a, b].map(({ scores }) => scores.developer - scores.architect);
      fc.pre(leadOfOne !== 0 && leadOfOne === -(leadOfOther ?? 0));

      expect(place(a)).toBe(3 - place(b));
    }),
  );
});

test('an answer that speaks more for a track never moves the result away from it', () => {
  fc.assert(
    fc.property(anyAnswers, fc.constantFrom(...RECOMMENDATION_QUESTIONS), fc.nat(), (given, question, pick) => {
      const before = question.options.find(({ id }) => id === given[question.id]);
      const after = question.options[pick % question.options.length];
      const towardsDeveloper = (option: typeof after) =>
        (option?.points.developer ?? 0) - (option?.points.architect ?? 0);
      fc.pre(towardsDeveloper(after) >= towardsDeveloper(before));

      const changed = { ...given, [question.id]: after?.id } as Answers;

      expect(place(recommend(changed))).toBeGreaterThanOrEqual(place(recommend(given)));
    }),
  );
});

test('refuses an answer that is not among the options, and names those that are', () => {
  const given = { ...undecided, coding: 'never' } as unknown as Answers;

  expect(() => recommend(given)).toThrow(/coding.*never.*most, some, little/);
});
