/**
 * What gives the right option away to somebody who knows nothing: its place, its length, its look, or that it looked the
 * same the last time. The figures are shares from 0 to 1 unless a name says otherwise.
 */

import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { randomOf } from '../../lambda/shared/questions/random.ts';
import { masked } from '../../lambda/shared/questions/shown.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const choosing = (items: readonly Item[], choose: number) => items.filter((item) => item.choose === choose);

/**
 * Pearson's χ² of the places of what is right against an even spread. The bound for p > 0.01 is 11.34 over four places with
 * one right (3 degrees), and 9.96 over five with two right: two places of one item cannot be the same, which takes a quarter
 * off the χ² of 4 degrees, 13.28.
 */
export function placeChiSquared(items: readonly Item[], choose = 1): number {
  const counted = choosing(items, choose);
  const places = [...(counted[0]?.options.keys() ?? [])];
  const expected = (counted.length * choose) / places.length;
  return sum(
    places.map((place) => (counted.filter((item) => keyOf(item).includes(place)).length - expected) ** 2 / expected),
  );
}

/** How often the longest option is the right one; one of several equally long counts as its part. */
export function longestIsRight(items: readonly Item[]): number {
  return (
    sum(
      items.map((item) => {
        const longest = Math.max(...item.options.map(({ text }) => text.length));
        const all = item.options.flatMap(({ text }, place) => (text.length === longest ? [place] : []));
        return all.filter((place) => keyOf(item).includes(place)).length / all.length;
      }),
    ) / items.length
  );
}

/**
 * The score on `unseen` of somebody who has seen `seen` of the same family and remembers how often each shape of option
 * was right. Ties are guessed, and an item counts, as in the exams, where all that is right was chosen: chance is 0.25 for one
 * of four, and 0.1 for two of five.
 */
export function memorizerScore(seen: readonly Item[], unseen: readonly Item[], names: readonly string[] = []): number {
  const memory = new Map<string, { right: number; shown: number }>();
  for (const item of seen)
    item.options.forEach(({ text }, place) => {
      const shape = masked(text, names);
      const { right, shown } = memory.get(shape) ?? { right: 0, shown: 0 };
      memory.set(shape, { right: right + Number(keyOf(item).includes(place)), shown: shown + 1 });
    });
  const liking = (text: string) => {
    const { right, shown } = memory.get(masked(text, names)) ?? { right: 0, shown: 0 };
    return (right + 0.25) / (shown + 1);
  };
  return (
    sum(
      unseen.map((item) =>
        chanceOfKey(
          item,
          item.options.map(({ text }) => liking(text)),
        ),
      ),
    ) / unseen.length
  );
}

/** The chance that who takes the options of the highest scores, as many as are asked for, takes the right ones. */
function chanceOfKey(item: Item, scores: readonly number[]): number {
  const key = keyOf(item);
  const least = [...scores].sort((a, b) => b - a)[item.choose - 1] as number;
  const sure = scores.flatMap((score, place) => (score > least ? [place] : []));
  const tied = scores.flatMap((score, place) => (score === least ? [place] : []));
  if (!sure.every((place) => key.includes(place))) return 0;
  const left = item.choose - sure.length;
  if (key.filter((place) => tied.includes(place)).length !== left) return 0;
  return 1 / waysOf(tied.length, left);
}

/** In how many ways `some` of `all` can be chosen. */
const waysOf = (all: number, some: number): number => (some === 0 ? 1 : (waysOf(all - 1, some - 1) * all) / some);

const ABSOLUTES = /\b(all|always|never|only|every|none|must|no)\b/i;
const tokens = (text: string, least: number) =>
  new Set(text.toLowerCase().match(new RegExp(`[a-z0-9]{${least},}`, 'g')) ?? []);
const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].filter((one) => b.has(one)).length;

/** What can be seen of each option without understanding anything. */
function surfaceOf({ stem, options }: Item): number[][] {
  const lengths = options.map(({ text }) => text.length);
  const average = sum(lengths) / lengths.length;
  const words = options.map(({ text }) => tokens(text, 3));
  const asked = tokens(stem, 4);
  return options.map(({ text }, place) => {
    const own = words[place] as Set<string>;
    const likeness = words.map((other, at) =>
      at === place ? 0 : shared(own, other) / Math.max(1, own.size + other.size - shared(own, other)),
    );
    return [
      text.length / average - 1,
      Number(text.length === Math.max(...lengths)),
      Number(text.length === Math.min(...lengths)),
      shared(own, asked) / Math.max(1, own.size),
      sum(likeness) / (options.length - 1),
      Number(ABSOLUTES.test(text)),
      text.replace(/\D/g, '').length / 10,
      text.split(',').length / 3,
    ];
  });
}

/**
 * The score of a model that sees only surfaces (lengths, words shared with the stem and with the other options, absolutes,
 * digits), trained on half of the items by gradient descent on the likelihood of the key, asked about the other half.
 * @param choose which items it is asked: those with one right of four, or with two of five
 */
export function surfaceSolverScore(items: readonly Item[], choose = 1): number {
  const shuffled = randomOf(1).shuffle(choosing(items, choose));
  const half = Math.floor(shuffled.length / 2);
  const seen = shuffled.slice(0, half).map((item) => ({ options: surfaceOf(item), key: keyOf(item) }));
  const weights = Array.from({ length: seen[0]?.options[0]?.length ?? 0 }, () => 0);
  const scoreOf = (features: readonly number[]) => sum(features.map((value, at) => value * (weights[at] as number)));
  for (let step = 0; step < 300; step++) {
    const slope = weights.map(() => 0);
    for (const { options, key } of seen) {
      const scores = options.map((features) => Math.exp(scoreOf(features)));
      const total = sum(scores);
      options.forEach((features, place) => {
        const pull = Number(key.includes(place)) / choose - (scores[place] as number) / total;
        features.forEach((value, at) => {
          slope[at] = (slope[at] as number) + pull * value;
        });
      });
    }
    weights.forEach((weight, at) => {
      weights[at] = weight + 0.3 * ((slope[at] as number) / seen.length - 0.002 * weight);
    });
  }
  const unseen = shuffled.slice(half);
  return sum(unseen.map((item) => chanceOfKey(item, surfaceOf(item).map(scoreOf)))) / unseen.length;
}

/** Pairs of items that share more than half of their runs of four words, by their ids. */
export function alike(items: readonly Item[]): [string, string][] {
  const runs = items.map(({ stem, options }) => {
    const words = `${stem} ${options.map(({ text }) => text).join(' ')}`.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    return new Set(words.slice(3).map((_, at) => words.slice(at, at + 4).join(' ')));
  });
  const having = new Map<string, number[]>();
  const pairs: [string, string][] = [];
  runs.forEach((own, at) => {
    const both = new Map<number, number>();
    for (const run of own) {
      const earlier = having.get(run) ?? [];
      for (const other of earlier) both.set(other, (both.get(other) ?? 0) + 1);
      having.set(run, earlier);
      earlier.push(at);
    }
    for (const [other, count] of both) {
      const all = own.size + (runs[other] as Set<string>).size - count;
      if (count / Math.max(1, all) > 0.5) pairs.push([(items[other] as Item).id, (items[at] as Item).id]);
    }
  });
  return pairs;
}
