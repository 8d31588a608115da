/** Numbers that look drawn and are the same for the same seed, on every machine and in every release. */

/** Draws from a seed. Every method moves the generator on, so the order of calls is part of an item's identity. */
export interface Random {
  /** A number from 0 up to and without 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** One of them; `things` must not be empty. */
  pick<T>(things: readonly T[]): T;
  /** All of them in another order. */
  shuffle<T>(things: readonly T[]): T[];
  /** `count` different ones, in a drawn order. */
  some<T>(things: readonly T[], count: number): T[];
  /** True in a share `of` (0 to 1) of the draws. */
  chance(of: number): boolean;
}

/** Draws that one item may take; a maker that takes more is looking for something that it will not find. */
const MOST_DRAWS = 10_000;

/** The seed of a family's item: seed 3 of one family says nothing about seed 3 of another. */
export const seedOf = (family: string, seed: number): number =>
  [...family].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619), 7) ^ seed;

/** The generator mulberry32 by Tommy Ettinger (public domain): 32 bits of state, enough for a quiz. @throws RangeError where nothing is to pick, or after 10,000 draws */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9) >>> 0;
  let drawn = 0;
  const next = () => {
    if (++drawn > MOST_DRAWS)
      throw new RangeError(
        `The maker drew ${MOST_DRAWS} numbers for one item: it looks for something that never comes.`,
      );
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const shuffle = <T>(things: readonly T[]): T[] => {
    const order = [...things];
    for (let last = order.length - 1; last > 0; last--) {
      const other = whole(0, last);
      [order[last], order[other]] = [order[other] as T, order[last] as T];
    }
    return order;
  };
  return {
    next,
    whole,
    shuffle,
    pick: (things) => {
      if (things.length === 0) throw new RangeError('There is nothing to pick from.');
      return things[whole(0, things.length - 1)] as (typeof things)[number];
    },
    some: (things, count) => shuffle(things).slice(0, count),
    chance: (of) => next() < of,
  };
}
