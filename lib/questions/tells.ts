/**
 * What gives the right option away to somebody who knows nothing: its place, its length, its look, or that it looked the
 * same the last time. The figures are shares from 0 to 1 unless a name says otherwise.
 */

import { keyOf } from '../../lambda/shared/questions/family.ts';
import type { Item } from '../../lambda/shared/questions/model.ts';
import { randomOf } from '../../lambda/shared/questions/random.ts';
import { masked } from '../../lambda/shared/questions/shown.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const oneRightOfFour = (items: readonly Item[]) =>
  items.filter(({ choose, options }) => choose === 1 && options.length === 4);
const keyPlace = (item: Item) => keyOf(item)[0] as number;

/** Pearson's χ² of the key's place against an even spread over four; 11.34 is the bound for p > 0.01 (3 degrees). */
export function placeChiSquared(items: readonly Item[]): number {
  const counted = oneRightOfFour(items);
  const expected = counted.length / 4;
  return sum(
    [0, 1, 2, 3].map((place) => (counted.filter((item) => keyPlace(item) === place).length - expected) ** 2 / expected),
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
 * was right. Ties are guessed.
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

/** The chance that who takes the option of the highest score is right. */
function chanceOfKey(item: Item, scores: readonly number[]): number {
  const best = Math.max(...scores);
  const all = scores.flatMap((score, place) => (score === best ? [place] : []));
  return all.filter((place) => keyOf(item).includes(place)).length / all.length;
}

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
 */
export function surfaceSolverScore(items: readonly Item[]): number {
  const shuffled = randomOf(1).shuffle(oneRightOfFour(items));
  const half = Math.floor(shuffled.length / 2);
  const seen = shuffled.slice(0, half).map((item) => ({ options: surfaceOf(item), key: keyPlace(item) }));
  const weights = Array.from({ length: seen[0]?.options[0]?.length ?? 0 }, () => 0);
  const scoreOf = (features: readonly number[]) => sum(features.map((value, at) => value * (weights[at] as number)));
  for (let step = 0; step < 300; step++) {
    const slope = weights.map(() => 0);
    for (const { options, key } of seen) {
      const scores = options.map((features) => Math.exp(scoreOf(features)));
      const total = sum(scores);
      options.forEach((features, place) => {
        const pull = Number(place === key) - (scores[place] as number) / total;
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
  return items.flatMap((item, at) =>
    items.slice(at + 1).flatMap((other, further): [string, string][] => {
      const [a, b] = [runs[at] as Set<string>, runs[at + 1 + further] as Set<string>];
      const both = shared(a, b);
      return both / Math.max(1, a.size + b.size - both) > 0.5 ? [[item.id, other.id]] : [];
    }),
  );
}
