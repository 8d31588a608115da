/** Every combination of working and failed parts, added up by its chance, against the formula. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Chain } from '../../../lambda/shared/questions/resilience/availability.ts';
import type { Proof } from '../proof.ts';

/** The chance that each layer has at least one working copy, over all states of all parts. */
function byStates({ layers }: Chain): number {
  const parts = layers.flatMap(({ each, copies }, layer) => Array.from({ length: copies }, () => ({ each, layer })));
  let up = 0;
  for (let state = 0; state < 2 ** parts.length; state++) {
    const works = parts.map((_, at) => Boolean(state & (1 << at)));
    const chance = parts.reduce((all, { each }, at) => all * (works[at] ? each : 1 - each), 1);
    if (layers.every((_, layer) => parts.some((part, at) => part.layer === layer && works[at]))) up += chance;
  }
  return up;
}

const shown = ({ asks }: Chain, share: number) =>
  asks === 'availability' ? Math.round(share * 1_000_000) / 10_000 : Math.round((1 - share) * 365 * 24 * 60);
/** Shown amounts are 0.0001 apart at least. */
const near = (a: number, b: number) => Math.abs(a - b) < 5e-5;

const chain = (layers: readonly (readonly [each: number, copies: number])[]): Chain => ({
  asks: 'availability',
  layers: layers.map(([each, copies], at) => ({ name: `${at}`, each, copies })),
});

export const availabilityProof: Proof<Chain, Amount> = {
  holds: (parameters, { amount }) => near(shown(parameters, byStates(parameters)), amount),
  second({ asks, layers }, { amount }) {
    const up = layers.reduce((all, { each, copies }) => all * (1 - (1 - each) ** copies), 1);
    // Shown in percent with four places, or in whole minutes of a year.
    return asks === 'availability'
      ? Number((100 * up).toFixed(4)).toFixed(4) === amount.toFixed(4)
      : Math.round(525_600 * (1 - up)) === amount;
  },
  explain: (parameters) => [`over all states of all parts: ${shown(parameters, byStates(parameters))}`],
  vectors: [
    {
      source: 'Reliability Pillar, "Availability": two hard dependencies of 99.99 % under one of 99.99 % give 99.97 %',
      parameters: chain([
        [0.9999, 1],
        [0.9999, 1],
        [0.9999, 1],
      ]),
      claim: { amount: 99.97 },
      holds: true,
    },
    {
      source: 'Reliability Pillar, "Availability": two independent components of 99.9 % side by side give 99.9999 %',
      parameters: chain([[0.999, 2]]),
      claim: { amount: 99.9999 },
      holds: true,
    },
  ],
};
