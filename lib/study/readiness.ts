/**
 * What answers say about an exam: for each task how likely a question of it is answered right, and by the exam's weights a
 * share right and a chance of passing. A task has an ability θ around a level m that a learner has over all:
 * P(right) = c + (1 − c)·logistic(θ), θ ~ N(m, 0.7²), m ~ N(0.5, 1.1²), with c the chance of guessing right. The posterior is
 * taken on a grid. Decision 0050 has what it was measured against.
 */
import type { TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { Evidence } from './counted.ts';
import { domainOf } from './seats.ts';
import { type BlueprintCode, weightsOf } from './weights.ts';

const LEVELS = Array.from({ length: 17 }, (_, at) => -2 + at * 0.375);
const ABILITIES = Array.from({ length: 33 }, (_, at) => -4 + at * 0.25);
const [LEVEL_MEAN, LEVEL_SPREAD, TASK_SPREAD] = [0.5, 1.1, 0.7];

/** AWS says 720 of 1,000, and not how answers become points: the mark is taken as 72 % give or take 3. */
const [MARK, MARK_SPREAD] = [0.72, 0.03];
const SCORED_QUESTIONS = 50;
/** Chance of guessing one of four. */
const GUESS = 0.25;

/** With less than this nothing is said. */
const LEAST = { answers: 30, answersOfADomain: 5, widestInterval: 0.2 };

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface TaskReadiness extends Interval {
  readonly task: TaskRef;
  /** Share of the exam, in percent. */
  readonly weight: number;
  /** Answers that were counted, old ones for less. */
  readonly counted: number;
}

export interface Readiness {
  readonly exam: BlueprintCode;
  readonly tasks: readonly TaskReadiness[];
  /** Share of the exam's questions answered right, on questions like ours, with its 80 % interval. */
  readonly share: Interval;
  /** Chance of passing. */
  readonly passing: number;
  readonly counted: number;
  /** Why nothing should be said yet; `[]` where there is enough. */
  readonly missing: readonly string[];
  /** The tasks whose answers would tell most, the first first. */
  readonly askNext: readonly TaskRef[];
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const normal = (x: number, mean: number, spread: number) => Math.exp(-((x - mean) ** 2) / (2 * spread ** 2));
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const scaled = (values: readonly number[]) => {
  const sum = total(values);
  return values.map((value) => value / sum);
};

const KNOWN = ABILITIES.map(logistic);
const LEVEL_PRIOR = scaled(LEVELS.map((level) => normal(level, LEVEL_MEAN, LEVEL_SPREAD)));
const ABILITY_PRIOR = LEVELS.map((level) => scaled(ABILITIES.map((ability) => normal(ability, level, TASK_SPREAD))));
/** Share right on questions of four options, for each ability. */
const SHARE = KNOWN.map((known) => GUESS + (1 - GUESS) * known);

/** How likely the evidence of one task is for each ability, up to a factor. */
function likelihoodOf(evidence: readonly Evidence[]): number[] {
  // What is alike is weighed once: most answers are.
  const kinds = new Map<string, Evidence>();
  for (const one of evidence) {
    const kind = `${one.right} ${one.guess} ${one.parts}`;
    kinds.set(kind, { ...one, weight: one.weight + (kinds.get(kind)?.weight ?? 0) });
  }
  const logs = KNOWN.map((known) => {
    let log = 0;
    for (const { right, weight, guess, parts = 1 } of kinds.values()) {
      const chance = guess + (1 - guess) * known ** parts;
      log += weight * Math.log(right ? chance : 1 - chance);
    }
    return log;
  });
  const most = Math.max(...logs);
  return logs.map((log) => Math.exp(log - most));
}

/** Mean and variance of a task's share right at each level, and how likely its evidence is there. */
function taskOf(likelihood: readonly number[]) {
  return ABILITY_PRIOR.map((prior) => {
    let [evidence, first, second] = [0, 0, 0];
    for (const [at, chance] of prior.entries()) {
      const weight = chance * (likelihood[at] as number);
      const share = SHARE[at] as number;
      evidence += weight;
      first += weight * share;
      second += weight * share ** 2;
    }
    const mean = first / evidence;
    return { evidence, mean, variance: Math.max(0, second / evidence - mean ** 2) };
  });
}

/** Φ by Abramowitz and Stegun 26.2.17, to seven digits. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (normal(x, 0, 1) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

interface Part {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

/** The 80 % interval of a mixture of normal parts. */
function intervalOf(parts: readonly Part[]): Interval {
  const below = (x: number) =>
    total(parts.map(({ weight, mean, variance }) => weight * normalCdf((x - mean) / Math.sqrt(variance + 1e-9))));
  const quantile = (share: number) => {
    let [low, high] = [0, 1];
    for (let step = 0; step < 30; step++) {
      const middle = (low + high) / 2;
      if (below(middle) < share) low = middle;
      else high = middle;
    }
    return low;
  };
  return { mean: total(parts.map(({ weight, mean }) => weight * mean)), low: quantile(0.1), high: quantile(0.9) };
}

/** About the same for one task, by the mixture's mean and spread. */
function taskIntervalOf(parts: readonly Part[]): Interval {
  const mean = total(parts.map((part) => part.weight * part.mean));
  const variance = total(parts.map((part) => part.weight * (part.variance + (part.mean - mean) ** 2)));
  const reach = 1.2816 * Math.sqrt(variance);
  return { mean, low: Math.max(GUESS, mean - reach), high: Math.min(1, mean + reach) };
}

/** What the evidence of each task says about the exam. */
export function readinessFor(exam: BlueprintCode, evidence: ReadonlyMap<TaskRef, readonly Evidence[]>): Readiness {
  const tasks = [...weightsOf(exam)].map(([task, weight]) => {
    const own = evidence.get(task) ?? [];
    return {
      task,
      weight,
      share: weight / 100,
      counted: total(own.map((one) => one.weight)),
      atLevel: taskOf(likelihoodOf(own)),
    };
  });
  const logs = LEVEL_PRIOR.map(
    (prior, level) => Math.log(prior) + total(tasks.map(({ atLevel }) => Math.log(atLevel[level]?.evidence as number))),
  );
  const most = Math.max(...logs);
  const levels = scaled(logs.map((log) => Math.exp(log - most)));
  const parts = levels.map((weight, level): Part => {
    const at = tasks.map(({ share, atLevel }) => ({
      share,
      ...(atLevel[level] as { mean: number; variance: number }),
    }));
    return {
      weight,
      mean: total(at.map(({ share, mean }) => share * mean)),
      variance: total(at.map(({ share, variance }) => share ** 2 * variance)),
    };
  });
  const share = intervalOf(parts);
  const passing = total(
    parts.map(({ weight, mean, variance }) => {
      const spread = Math.sqrt(variance + (mean * (1 - mean)) / SCORED_QUESTIONS + MARK_SPREAD ** 2);
      return weight * normalCdf((mean - MARK) / spread);
    }),
  );
  const told = tasks.map(({ task, weight, counted, atLevel }) => ({
    ...{ task, weight, counted },
    ...taskIntervalOf(
      levels.map((level, at) => ({ weight: level, ...(atLevel[at] as { mean: number; variance: number }) })),
    ),
  }));
  const counted = total(told.map((one) => one.counted));
  const thin = thinDomains(told);
  const worth = ({ task, weight, high, low }: TaskReadiness) =>
    weight * (high - low) * (thin.includes(domainOf(task)) ? 10 : 1);
  return {
    ...{ exam, tasks: told, share, passing, counted },
    missing: missingFor(exam, told, counted, share),
    askNext: told.toSorted((a, b) => worth(b) - worth(a)).map(({ task }) => task),
  };
}

/** `1.9 answers count`: old answers count for less than one. */
export function answersThatCount(counted: number, whose = ''): string {
  const tenths = Math.floor(counted * 10) / 10;
  return tenths === 1 ? `1 answer${whose} counts` : `${tenths} answers${whose} count`;
}

/** Domains of which too few answers count. */
function thinDomains(tasks: readonly TaskReadiness[]): string[] {
  const byDomain = new Map<string, number>();
  for (const { task, counted } of tasks) byDomain.set(domainOf(task), (byDomain.get(domainOf(task)) ?? 0) + counted);
  return [...byDomain].filter(([, counted]) => counted < LEAST.answersOfADomain).map(([domain]) => domain);
}

function missingFor(exam: BlueprintCode, tasks: readonly TaskReadiness[], counted: number, share: Interval): string[] {
  const thin = thinDomains(tasks);
  return [
    ...(counted < LEAST.answers
      ? [`${answersThatCount(counted, ` of ${exam}`)}; ${LEAST.answers} are the least.`]
      : []),
    ...(thin.length > 0 ? [`Fewer than ${LEAST.answersOfADomain} answers count in domain ${thin.join(', ')}.`] : []),
    ...(share.high - share.low > LEAST.widestInterval
      ? [
          `The share right is known to ${Math.round((share.high - share.low) * 100)} points only; ${LEAST.widestInterval * 100} are the most.`,
        ]
      : []),
  ];
}
