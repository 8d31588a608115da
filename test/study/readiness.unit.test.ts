/** The readiness model against simulated learners whose ability is known. */
import { describe, expect, it } from 'vitest';
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import { randomOf } from '../../lambda/shared/questions/random.ts';
import { countedEvidence, type DrillEnd } from '../../lib/study/counted.ts';
import type { Answer, Sureness } from '../../lib/study/log/records.ts';
import { readinessFor } from '../../lib/study/readiness.ts';
import { weightsOf } from '../../lib/study/weights.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 27);
const LEARNERS = process.env.RELIABILITY_SIZE === 'full' ? 20_000 : 4_000;
const TASKS = [...weightsOf('SAA-C03')].map(([task, weight]) => ({ task, share: weight / 100 }));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

interface World {
  readonly answers: number;
  /** Families of a task; with few of them a learner meets each often. */
  readonly families: number;
  /** Whether what was seen twice is known by heart from then on. */
  readonly byHeart?: boolean;
  /** Logits by which our questions are easier than the exam's. */
  readonly easier?: number;
  /** Days over which the answers are spread, and logits that are forgotten in 60 days. */
  readonly days?: number;
  readonly forgets?: number;
  /** How often a learner says of what is not known that it was a guess. */
  readonly candour: number;
  readonly drills?: number;
}

/** One learner's answers, and what came of the exam. */
function live(world: World, seed: number) {
  const random = randomOf(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(random.next() + 1e-12)) * Math.cos(2 * Math.PI * random.next());
  const level = 0.6 + 0.9 * gauss();
  const ability = TASKS.map(() => level + 0.6 * gauss());
  const liking = TASKS.map(() => Math.exp(0.7 * gauss()));
  const drawn = (weights: readonly number[]) => {
    let rest = random.next() * weights.reduce((a, b) => a + b, 0);
    for (const [place, weight] of weights.entries()) {
      rest -= weight;
      if (rest < 0) return place;
    }
    return weights.length - 1;
  };
  const seen = new Map<string, number>();
  const answers: Answer[] = Array.from({ length: world.answers }, (_, at): Answer => {
    const age = ((world.days ?? 0) * (world.answers - at)) / world.answers;
    const place = drawn(liking);
    const family = `${place}-${random.whole(1, world.families)}`;
    const times = seen.get(family) ?? 0;
    seen.set(family, times + 1);
    const knows = logistic(
      (ability[place] as number) + 0.6 * gauss() + (world.easier ?? 0) + ((world.forgets ?? 0) * age) / 60,
    );
    const isKnown = random.next() < (world.byHeart && times >= 2 ? 0.97 : knows);
    const right = isKnown || random.next() < 0.25;
    const sureness: Sureness = isKnown
      ? random.chance(0.8)
        ? 'sure'
        : 'unsure'
      : random.next() < world.candour
        ? 'guess'
        : random.pick(['sure', 'unsure']);
    return {
      ...{ kind: 'answer', id: `${seed}-${at}`, at: NOW - age * DAY, item: `${family}/${at}`, family },
      ...{
        tasks: [TASKS[place]?.task as TaskRef],
        of: 4,
        choose: 1,
        chose: [0],
        right,
        sureness,
        misconceptions: [],
        resisted: [],
      },
    };
  });
  const drills = Array.from({ length: world.drills ?? 0 }, (): DrillEnd => {
    const place = random.whole(0, TASKS.length - 1);
    const hints = random.pick([0, 0, 1, 2]);
    const solved = random.next() < 0.05 + 0.95 * logistic(ability[place] as number) ** (3 - hints);
    return { at: NOW, tasks: [TASKS[place]?.task as TaskRef], hints, solutionShown: !solved };
  });
  let right = 0;
  const shares = TASKS.map(({ share }) => share);
  for (let question = 0; question < 50; question++) {
    const place = drawn(shares);
    right += Number(random.next() < 0.25 + 0.75 * logistic((ability[place] as number) + 0.6 * gauss()));
  }
  const truth = TASKS.reduce(
    (sum, { share }, at) =>
      sum + share * (0.25 + 0.75 * logistic((ability[at] as number) / Math.sqrt(1 + (Math.PI * 0.36) / 8))),
    0,
  );
  return { answers, drills, truth, passed: right / 50 >= 0.72 + 0.03 * gauss() };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** What was said to be the chance, against how many passed, in ten bins by what was said. */
function calibrationError(rows: readonly { readonly passing: number; readonly passed: boolean }[]): number {
  const bins = Array.from({ length: 10 }, (_, bin) =>
    rows.filter(({ passing }) => Math.min(9, Math.floor(passing * 10)) === bin),
  );
  return bins.reduce((sum, bin) => {
    const gap = mean(bin.map(({ passing }) => passing)) - mean(bin.map(({ passed }) => Number(passed)));
    return sum + (bin.length / rows.length) * Math.abs(gap);
  }, 0);
}

/** The chance that 50 questions come out above the mark of 72 %, give or take 3, at a share right of this mean and variance. */
function chanceOver(share: number, variance: number): number {
  const z = (share - 0.72) / Math.sqrt((share * (1 - share)) / 50 + variance + 0.03 ** 2);
  return logistic(1.702 * z);
}

/** What else could be said of answers, and was tried: the chance of passing by each. */
const TRIED: Readonly<Record<string, (answers: readonly Answer[]) => number>> = {
  '72 % right is ready': (answers) => Number(mean(answers.map(({ right }) => Number(right))) >= 0.72),
  'share right as chance': (answers) => mean(answers.map(({ right }) => Number(right))),
  'Beta-binomial': (answers) => {
    const right = answers.filter((answer) => answer.right).length;
    const share = (1 + right) / (2 + answers.length);
    return chanceOver(share, (share * (1 - share)) / (3 + answers.length));
  },
  Elo: (answers) => {
    let rating = 0.5;
    for (const { right } of answers) rating += 0.3 * (Number(right) - (0.25 + 0.75 * logistic(rating)));
    return chanceOver(0.25 + 0.75 * logistic(rating), 0);
  },
};

/** How well the figures hold over many learners. */
function judge(
  world: World,
  count: (answers: readonly Answer[], drills: readonly DrillEnd[]) => ReturnType<typeof countedEvidence> = (a, d) =>
    countedEvidence(a, d, NOW),
) {
  const rows = Array.from({ length: LEARNERS }, (_, at) => {
    const { answers, drills, truth, passed } = live(world, at + 1);
    const { passing, share } = readinessFor('SAA-C03', count(answers, drills));
    const tried = Object.values(TRIED).map((chance) => chance(answers));
    return { tried, passing, passed, holds: truth >= share.low && truth <= share.high, width: share.high - share.low };
  });
  const told = rows.filter(({ passing }) => passing >= 0.8);
  return {
    error: calibrationError(rows),
    holds: mean(rows.map(({ holds }) => Number(holds))),
    width: mean(rows.map(({ width }) => width)),
    toldAndPassed: mean(told.map(({ passed }) => Number(passed))),
    told: told.length,
    tried: Object.fromEntries(
      Object.keys(TRIED).map((name, at) => [
        name,
        calibrationError(rows.map(({ tried, passed }) => ({ passing: tried[at] as number, passed }))),
      ]),
    ),
  };
}

/** Every answer counted whole, as a naive bank would. */
function everyAnswer(answers: readonly Answer[]): ReturnType<typeof countedEvidence> {
  const evidence: ReturnType<typeof countedEvidence> = new Map();
  for (const { tasks, right } of answers)
    for (const task of tasks) evidence.set(task, [...(evidence.get(task) ?? []), { right, weight: 1, guess: 0.25 }]);
  return evidence;
}

const MANY = 1_000;
const usual = { families: MANY, candour: 0.4 };
const TEN: World = { ...usual, answers: 10 };
const WORLDS: readonly (readonly [string, World])[] = [
  ['30 answers', { ...usual, answers: 30 }],
  ['60 answers', { ...usual, answers: 60 }],
  ['250 answers', { ...usual, answers: 250 }],
  ['250 answers, learned by heart', { ...usual, answers: 250, families: 6, byHeart: true }],
  ['120 answers in 60 days, some of it forgotten', { ...usual, answers: 120, days: 60, forgets: 0.2 }],
  ['120 answers of somebody who never says "guess"', { ...usual, answers: 120, candour: 0 }],
  ['120 answers of somebody who always says "guess"', { ...usual, answers: 120, candour: 1 }],
  ['60 answers and 8 drills', { ...usual, answers: 60, drills: 8 }],
];

describe('readiness, over simulated learners', () => {
  it.each(WORLDS)('is as good as it says: %s', { timeout: 600_000 }, (name, world) => {
    const figures = judge(world);
    if (process.env.RELIABILITY_SIZE === 'full') console.log(name, JSON.stringify(figures));
    expect(figures.error).toBeLessThanOrEqual(0.03);
    expect(figures.holds).toBeGreaterThanOrEqual(0.77);
    expect(figures.holds).toBeLessThanOrEqual(0.86);
    expect(figures.toldAndPassed).toBeGreaterThanOrEqual(0.87);
    const { 'Beta-binomial': _, ...others } = figures.tried;
    expect(Math.min(...Object.values(others))).toBeGreaterThan(0.05);
  });

  it('is not told after ten answers: the figures are printed, and nothing is held', { timeout: 600_000 }, () => {
    const figures = judge(TEN);
    console.log('10 answers', JSON.stringify(figures));
    expect(figures.width).toBeGreaterThan(0.2);
  });

  it('would be far off if every answer to a family learned by heart counted', { timeout: 600_000 }, () => {
    const figures = judge({ ...usual, answers: 250, families: 6, byHeart: true }, everyAnswer);
    expect(figures.error).toBeGreaterThan(0.2);
    expect(Math.min(...Object.values(figures.tried))).toBeGreaterThan(0.2);
    expect(figures.toldAndPassed).toBeLessThan(0.8);
  });

  it('is too kind where our questions are easier than the exam’s, which nobody can know', { timeout: 600_000 }, () => {
    const figures = judge({ ...usual, answers: 250, easier: 0.5 });
    console.log('250 answers, ours half a logit easier', JSON.stringify(figures));
    expect(figures.error).toBeGreaterThan(0.05);
  });
});
