/** The figures of readiness beside the same model by another way, and the rules of what counts, one at a time. */
import { describe, expect, it } from 'vitest';
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import { randomOf } from '../../lambda/shared/questions/random.ts';
import { countedEvidence, type DrillEnd, type Evidence } from '../../lib/study/counted.ts';
import type { Answer } from '../../lib/study/log/records.ts';
import { readinessFor } from '../../lib/study/readiness.ts';
import { domainOf } from '../../lib/study/seats.ts';
import { weightsOf } from '../../lib/study/weights.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 27);
const TASKS = [...weightsOf('SAA-C03')].map(([task, weight]) => ({ task, weight }));
const FIRST = TASKS[0]?.task as TaskRef;

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const observed = (right: boolean, more: Partial<Evidence> = {}): Evidence => ({
  right,
  weight: 1,
  guess: 0.25,
  ...more,
});
const everywhere = (...evidence: Evidence[]) => new Map(TASKS.map(({ task }) => [task, evidence]));

/** Chance of at most `x` under a normal, summed up once in steps of a hundredth. */
const SUMS = [0];
for (let at = -8; at < 8; at += 0.01)
  SUMS.push((SUMS.at(-1) as number) + (0.01 * Math.exp(-((at + 0.005) ** 2) / 2)) / Math.sqrt(2 * Math.PI));
const below = (x: number) => SUMS[Math.round((Math.min(8, Math.max(-8, x)) + 8) * 100)] as number;

/** What the docstring of the model says, over learners that are drawn instead of on a grid. */
function drawn(evidence: ReadonlyMap<TaskRef, readonly Evidence[]>, learners = 6_000) {
  let [sum, share, passing] = [0, 0, 0];
  for (let learner = 1; learner <= learners; learner++) {
    const random = randomOf(learner);
    const gauss = () => Math.sqrt(-2 * Math.log(random.next() + 1e-12)) * Math.cos(2 * Math.PI * random.next());
    const level = 0.5 + 1.1 * gauss();
    let [likelihood, right] = [1, 0];
    for (const { task, weight } of TASKS) {
      const known = logistic(level + 0.7 * gauss());
      right += (weight / 100) * (0.25 + 0.75 * known);
      for (const one of evidence.get(task) ?? []) {
        const chance = one.guess + (1 - one.guess) * known ** (one.parts ?? 1);
        likelihood *= (one.right ? chance : 1 - chance) ** one.weight;
      }
    }
    sum += likelihood;
    share += likelihood * right;
    // 50 questions are scored, and the mark is 72 % give or take 3.
    passing += likelihood * below((right - 0.72) / Math.sqrt((right * (1 - right)) / 50 + 0.03 ** 2));
  }
  return { share: share / sum, passing: passing / sum };
}

describe('the figures of readiness', () => {
  it.each<[string, ReadonlyMap<TaskRef, readonly Evidence[]>]>([
    ['nothing is known', new Map()],
    ['one answer to each task is right', everywhere(observed(true))],
    [
      'one answer to every third task is wrong',
      new Map(TASKS.flatMap(({ task }, at) => (at % 3 ? [] : [[task, [observed(false, { guess: 0 })]]]))),
    ],
    ['half is right, half counts for half', everywhere(observed(true), observed(false, { guess: 0, weight: 0.5 }))],
    ['drills are solved in all tasks', everywhere(observed(true, { guess: 0.05, parts: 3 }))],
    [
      'one task is failed again and again',
      new Map([[FIRST, Array.from({ length: 6 }, () => observed(false, { guess: 0 }))]]),
    ],
  ])('are those of the model where %s', (_, evidence) => {
    const { share, passing } = readinessFor('SAA-C03', evidence as Map<TaskRef, Evidence[]>);
    const other = drawn(evidence);
    expect(Math.abs(share.mean - other.share)).toBeLessThan(0.015);
    expect(Math.abs(passing - other.passing)).toBeLessThan(0.025);
    expect(share.low).toBeLessThan(share.mean);
    expect(share.high).toBeGreaterThan(share.mean);
  });

  it('hold every value within what can be, and narrow as answers come', () => {
    const widths = [0, 1, 4, 12].map((many) => {
      const { tasks, share } = readinessFor(
        'SAA-C03',
        everywhere(...Array.from({ length: many }, () => observed(true))),
      );
      for (const { low, mean, high } of tasks) {
        expect(low).toBeGreaterThanOrEqual(0.25);
        expect(low).toBeLessThan(mean);
        expect(mean).toBeLessThan(high);
        expect(high).toBeLessThanOrEqual(1);
      }
      return share.high - share.low;
    });
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    expect(widths[0]).toBeGreaterThan(0.3);
    expect(widths.at(-1)).toBeLessThan(0.1);
  });

  it('are the same for two halves of an answer as for a whole one, and in any order', () => {
    const [right, wrong] = [observed(true), observed(false, { guess: 0 })];
    const half = { ...right, weight: 0.5 };
    const whole = readinessFor('SAA-C03', everywhere(right, wrong));
    const halves = readinessFor('SAA-C03', everywhere(half, wrong, half));
    expect(halves.share.mean).toBeCloseTo(whole.share.mean, 12);
    expect(halves.passing).toBeCloseTo(whole.passing, 12);
    expect(halves.counted).toBe(whole.counted);
  });

  it('say of each task its weight and what was counted, and move it more than the others', () => {
    const before = readinessFor('SAA-C03', new Map());
    const after = readinessFor('SAA-C03', new Map([[FIRST, [observed(true), observed(true, { weight: 0.5 })]]]));
    expect(after.tasks.map(({ task, weight }) => ({ task, weight }))).toEqual(TASKS);
    expect(after.tasks.map(({ counted }) => counted)).toEqual(TASKS.map(({ task }) => (task === FIRST ? 1.5 : 0)));
    expect(after.counted).toBe(1.5);
    const gains = after.tasks.map(({ mean }, at) => mean - (before.tasks[at]?.mean as number));
    expect(Math.min(...gains)).toBeGreaterThan(0);
    expect(gains[0]).toBe(Math.max(...gains));
  });
});

it('what would tell most is what is known least of, of tasks that weigh the same', () => {
  const [domain = ''] = (FIRST.match(/^[^.]+/) ?? []) as string[];
  const siblings = TASKS.filter(({ task }) => task.startsWith(domain)).map(({ task }) => task);
  const known = siblings[0] as TaskRef;
  const asked = readinessFor('SAA-C03', new Map([[known, Array.from({ length: 12 }, () => observed(true))]])).askNext;
  expect(siblings.length).toBeGreaterThan(1);
  for (const other of siblings.slice(1)) expect(asked.indexOf(known)).toBeGreaterThan(asked.indexOf(other));
});

describe('what is missing', () => {
  it('is everything at first: answers, every domain, and a narrow interval', () => {
    const { missing, askNext } = readinessFor('SAA-C03', new Map());
    expect(missing).toHaveLength(3);
    expect(missing[0]).toBe('0 answers of SAA-C03 count; 30 are the least.');
    expect(missing[1]).toBe('Fewer than 5 answers count in domain SAA-C03/1, SAA-C03/2, SAA-C03/3, SAA-C03/4.');
    expect(missing[2]).toMatch(/^The share right is known to [3-6]\d points only; 20 are the most\.$/);
    expect(askNext.toSorted()).toEqual(TASKS.map(({ task }) => task).toSorted());
    const weights = askNext.map((task) => weightsOf('SAA-C03').get(task) as number);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
  });

  it('is nothing once there is enough', () => {
    const enough = everywhere(...Array.from({ length: 8 }, () => observed(true)));
    expect(readinessFor('SAA-C03', enough).missing).toEqual([]);
  });

  it('is told to a tenth of an answer, and rounded down', () => {
    const share = (29.99 / TASKS.length) as number;
    expect(readinessFor('SAA-C03', everywhere(observed(true, { weight: share }))).missing[0]).toBe(
      '29.9 answers of SAA-C03 count; 30 are the least.',
    );
    const just = new Map(TASKS.map(({ task }, at) => [task, at === 0 ? [observed(true, { weight: 30 })] : []]));
    expect(readinessFor('SAA-C03', just).missing[0]).not.toContain('are the least');
  });

  it('is a domain with fewer than five, whose tasks are asked first', () => {
    const thin = domainOf(TASKS.at(-1)?.task as TaskRef);
    const ofThin = TASKS.filter(({ task }) => domainOf(task) === thin);
    const evidence = (each: number) =>
      new Map(TASKS.map(({ task }) => [task, [observed(true, { weight: domainOf(task) === thin ? each : 6 })]]));
    const { missing, askNext } = readinessFor('SAA-C03', evidence(4.99 / ofThin.length));
    expect(missing).toContain(`Fewer than 5 answers count in domain ${thin}.`);
    expect(askNext.slice(0, ofThin.length).toSorted()).toEqual(ofThin.map(({ task }) => task).toSorted());
    expect(readinessFor('SAA-C03', evidence(5 / ofThin.length)).missing.join()).not.toContain('in domain');
  });
});

describe('what counts', () => {
  let made = 0;
  const answer = (change: Partial<Answer> = {}): Answer => ({
    ...{ kind: 'answer', id: `${made++}`, at: NOW, item: 'f/1', family: `family-${made}`, tasks: [FIRST] },
    ...{ of: 4, choose: 1, chose: [0], right: true, sureness: 'sure', misconceptions: [], resisted: [] },
    ...change,
  });
  const of = (answers: readonly Answer[], drills: readonly DrillEnd[] = [], task = FIRST) =>
    countedEvidence(answers, drills, NOW).get(task) ?? [];

  it('is a fresh answer whole, half after 60 days, and no more than whole when a clock ran ahead', () => {
    const weights = [0, 60, 120, -5].map((days) => of([answer({ at: NOW - days * DAY })])[0]?.weight);
    expect(weights).toEqual([1, 0.5, 0.25, 1]);
  });

  it('is two of a family, and a third once 30 days have passed since the first', () => {
    const family = (days: readonly number[]) =>
      of(days.map((ago) => answer({ family: 'one', at: NOW - ago * DAY }))).length;
    expect(family([3, 2, 1])).toBe(2);
    expect(family([31, 2, 1])).toBe(3);
    expect(family([30.9, 2, 1])).toBe(2);
    expect(of([1, 2, 3].map(() => answer()))).toHaveLength(3);
  });

  it('is a right answer as far as it was not luck, and a guess as not known', () => {
    expect(of([answer()])).toEqual([{ right: true, weight: 1, guess: 0.25 * 0.75 }]);
    expect(of([answer({ of: 5 })])[0]?.guess).toBeCloseTo(0.2 * 0.75);
    expect(of([answer({ of: 5, choose: 2, chose: [0, 1] })])[0]?.guess).toBeCloseTo(0.1 * 0.75);
    expect(of([answer({ sureness: 'guess' })])).toEqual([{ right: false, weight: 1, guess: 0 }]);
    expect(of([answer({ right: false })])).toEqual([{ right: false, weight: 1, guess: 0 }]);
  });

  it('is luck the less, the more often this learner says of a wrong answer that it was a guess', () => {
    const wrong = (sureness: Answer['sureness']) => answer({ right: false, sureness });
    const guessOf = (before: readonly Answer[]) => of([...before, answer()]).at(-1)?.guess;
    expect(guessOf([wrong('sure'), wrong('unsure')])).toBeCloseTo(0.25 * (1 - 0.5 / 4));
    expect(guessOf([wrong('guess'), wrong('guess')])).toBeCloseTo(0.25 * (1 - 2.5 / 4));
    // A right answer that was a guess says nothing of what is said of wrong ones.
    expect(guessOf([answer({ sureness: 'guess' })])).toBeCloseTo(0.25 * 0.75);
  });

  it('is one answer of an exam, however many of its tasks it trains', () => {
    const [one, two] = TASKS.map(({ task }) => task) as [TaskRef, TaskRef];
    const tasks: TaskRef[] = [one, two, 'DVA-C03/1.1'];
    expect([one, two, 'DVA-C03/1.1' as const].map((task) => of([answer({ tasks })], [], task)[0]?.weight)).toEqual([
      0.5, 0.5, 1,
    ]);
  });

  it('is a drill as three things known at once, one less for each hint, and as not known once the solution was shown', () => {
    const drill = (change: Partial<DrillEnd> = {}): DrillEnd => ({
      ...{ at: NOW, tasks: [FIRST], hints: 0, solutionShown: false },
      ...change,
    });
    expect(of([], [drill()])).toEqual([{ right: true, weight: 1, guess: 0.05, parts: 3 }]);
    expect(of([], [drill({ hints: 2, at: NOW - 60 * DAY })])).toEqual([
      { right: true, weight: 0.5, guess: 0.05, parts: 1 },
    ]);
    expect(of([], [drill({ hints: 3 })])).toEqual([]);
    expect(of([], [drill({ solutionShown: true })])[0]?.right).toBe(false);
  });
});
