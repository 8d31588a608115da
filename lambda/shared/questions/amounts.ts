/** Options that are amounts: the right one, and those that a misconception leads to. */
import type { Claimed } from './model.ts';

export interface Amount {
  readonly amount: number;
}

/** `[amount, misconception, why it is wrong here]` */
export type WrongAmount = readonly [amount: number, misconception: string, reason: string];

/**
 * Amounts that are no positive number make no option: a misconception may lead nowhere in a scenario.
 * @param say an amount in words, for example `3600 s`
 */
export function amounts(
  right: number,
  reason: string,
  wrong: readonly WrongAmount[],
  say: (amount: number) => string = String,
): Claimed<Amount>[] {
  return [
    { text: say(right), claim: { amount: right }, reason },
    ...wrong
      .filter(([amount]) => Number.isFinite(amount) && amount > 0)
      .map(([amount, misconception, why]) => ({ text: say(amount), claim: { amount }, misconception, reason: why })),
  ];
}
