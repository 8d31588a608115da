import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Answers,
  BOTH_WITHIN,
  RECOMMENDATION_QUESTIONS,
  type Recommendation,
  recommend,
} from '../../../lambda/shared/content/recommend.ts';
import { FOR_DEVELOPER, UNDECIDED } from '../../support/content/answers.ts';

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
  ['developer', FOR_DEVELOPER, ['developer'], { architect: 0, developer: 15 }],
  ['both', UNDECIDED, ['architect', 'developer'], { architect: 6, developer: 6 }],
] as const)('recommends %s to someone whose every answer says so', (recommendation, answers, order, scores) => {
  expect(recommend(answers)).toMatchObject({ recommendation, order, scores });
});

/** Every way of answering: 5 × 3 × 3 × 3 × 3 × 3 = 1,215. */
const allAnswers: readonly Answers[] = RECOMMENDATION_QUESTIONS.reduce<Record<string, string>[]>(
  (given, { id, options }) => given.flatMap((answers) => options.map((option) => ({ ...answers, [id]: option.id }))),
  [{}],
) as unknown as Answers[];
const leadOf = ({ scores }: Recommendation) => scores.developer - scores.architect;

test('recommends both, developer first, to someone who leans to it a little', () => {
  const given: Answers = { ...UNDECIDED, background: 'software-development' };

  expect(recommend(given)).toMatchObject({ recommendation: 'both', order: ['developer', 'architect'] });
});

describe('the stated goal', () => {
  test('to be at home in both is always answered with both, first the one that the answers lean to', () => {
    const given = allAnswers.filter(({ role }) => role === 'well-rounded-engineer');
    expect(given).toHaveLength(405);
    for (const answers of given) {
      const result = recommend(answers);
      const first = leadOf(result) > 0 ? 'developer' : 'architect';
      expect(result, JSON.stringify(answers)).toMatchObject({
        recommendation: 'both',
        order: [first, expect.anything()],
      });
    }
  });

  test.each([
    ['cloud-architect', 'architect', -1],
    ['cloud-native-developer', 'developer', 1],
  ] as const)('of a %s comes first, and alone only where the answers lead to it clearly', (role, goal, sign) => {
    for (const answers of allAnswers.filter((given) => given.role === role)) {
      const result = recommend(answers);
      expect(result.order[0], JSON.stringify(answers)).toBe(goal);
      expect(result.recommendation).toBe(sign * leadOf(result) > BOTH_WITHIN ? goal : 'both');
    }
  });

  test('of the example in README.md gets both', () => {
    const example: Answers = {
      background: 'devops',
      coding: 'some',
      question: 'how-to-build',
      strengths: 'both-equally',
      role: 'well-rounded-engineer',
      problem: 'broken-application',
    };

    expect(recommend(example)).toMatchObject({ recommendation: 'both', order: ['developer', 'architect'] });
  });
});

test('a lead of the bound is still both, and one point more decides', () => {
  const within: Answers = { ...UNDECIDED, role: 'cloud-native-developer' };
  const beyond: Answers = { ...within, problem: 'broken-application' };

  const [first, second] = [recommend(within), recommend(beyond)];

  expect(leadOf(first)).toBe(BOTH_WITHIN);
  expect(first.recommendation).toBe('both');
  expect(leadOf(second)).toBe(BOTH_WITHIN + 2);
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

test('treats the tracks alike: opposite goals with opposite leads get opposite recommendations', () => {
  const opposite: Readonly<Record<Answers['role'], Answers['role']>> = {
    'cloud-architect': 'cloud-native-developer',
    'cloud-native-developer': 'cloud-architect',
    'well-rounded-engineer': 'well-rounded-engineer',
  };
  const results = allAnswers.map((answers) => ({ role: answers.role, result: recommend(answers) }));
  const byCase = Map.groupBy(results, ({ role, result }) => `${role} ${leadOf(result)}`);
  let compared = 0;
  for (const { role, result } of results) {
    const lead = leadOf(result);
    const mirrored = lead === 0 ? undefined : byCase.get(`${opposite[role]} ${-lead}`)?.[0];
    if (mirrored) expect(place(result)).toBe(3 - place(mirrored.result));
    if (mirrored) compared++;
  }
  expect(compared).toBeGreaterThan(500);
});

test('an answer that speaks more for a track never moves the result away from it, in any change of one answer', () => {
  let changes = 0;
  for (const given of allAnswers) {
    const before = place(recommend(given));
    for (const { id, options } of RECOMMENDATION_QUESTIONS) {
      const lean = ({ points }: (typeof options)[number]) => points.developer - points.architect;
      const current = options.find((option) => option.id === given[id]) as (typeof options)[number];
      for (const option of options.filter((other) => other !== current && lean(other) >= lean(current))) {
        const after = place(recommend({ ...given, [id]: option.id } as Answers));
        expect(after, `${JSON.stringify(given)} ${id}: ${option.id}`).toBeGreaterThanOrEqual(before);
        changes++;
      }
    }
  }
  expect(changes).toBe(8748);
});

test('names its sources: the guide for the reasons, ourselves for the points', () => {
  expect(recommend(UNDECIDED).sources).toEqual(['guide', 'certlab']);
});

test('refuses an answer that is not among the options, and names those that are', () => {
  const given = { ...UNDECIDED, coding: 'never' } as unknown as Answers;

  expect(() => recommend(given)).toThrow(/coding.*never.*most, some, little/);
});
