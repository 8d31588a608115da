/** How available parts are together: in a row, side by side, and how many copies a promise takes. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';

/** A chain of layers, each of copies of which one is enough, in thousandths of a percent so that nothing is rounded. */
export interface Chain {
  readonly asks: 'availability' | 'minutes a year';
  /** Availability of one copy, and how many stand side by side. */
  readonly layers: readonly { readonly name: string; readonly each: number; readonly copies: number }[];
}

const LAYERS = [
  'load balancer',
  'web tier',
  'queue of workers',
  'cache',
  'database',
  'identity provider',
  'payment service',
];
const MINUTES_A_YEAR = 525_600;

const percent = (share: number) => `${(share * 100).toFixed(4)} %`;

export const availability = defineFamily<Chain, Amount>({
  id: 'availability',
  kind: 'proven',
  tasks: ['SAA-C03/2.2'],
  level: 'apply',
  read: [{ guide: 'AWS whitepaper Availability and Beyond', page: 'Distributed system availability' }],
  asOf: '2026-11-27',
  names: LAYERS,
  misconceptions: {
    'copies-do-not-help': 'Two copies are as available as one.',
    'copies-multiply-like-a-chain': 'Copies side by side multiply as parts in a row do.',
    'the-weakest-part-decides': 'A chain is as available as its weakest part.',
    'the-rest-is-always-there': 'Only the part that has copies counts.',
    'the-average-counts': 'The whole is as available as its parts on average.',
  },
  draw(random) {
    const names = random.some(LAYERS, random.pick([2, 3]));
    return {
      asks: random.pick(['availability', 'minutes a year']),
      layers: names.map((name, at) => ({
        name,
        each: random.pick([0.99, 0.995, 0.998, 0.999, 0.9995]),
        copies: at === 0 ? random.pick([2, 3]) : random.pick([1, 1, 2]),
      })),
    };
  },
  write({ asks, layers }, random) {
    const of = (layer: Chain['layers'][number]) => 1 - (1 - layer.each) ** layer.copies;
    const chain = (each: (layer: Chain['layers'][number]) => number) =>
      layers.reduce((all, layer) => all * each(layer), 1);
    const amountOf = (share: number) =>
      asks === 'availability' ? Number((share * 100).toFixed(4)) : Math.round((1 - share) * MINUTES_A_YEAR);
    // No amount that is rounded at a half.
    const exact = asks === 'availability' ? chain(of) * 1_000_000 : (1 - chain(of)) * MINUTES_A_YEAR;
    if (Math.abs((exact % 1) - 0.5) < 0.001) return undefined;
    const copied = layers[0] as Chain['layers'][number];
    const parts = layers.map(({ name, each, copies }) =>
      copies === 1
        ? `one ${name} of ${percent(each)}`
        : `${copies} copies of the ${name}, each of ${percent(each)}, any of which can serve`,
    );
    return {
      stem:
        `A request needs ${random.shuffle(parts).join('; ')}. Failures are independent of each other. ` +
        (asks === 'availability'
          ? 'How available is the whole?'
          : 'About how many minutes a year is the whole not available?'),
      decides: 'independent of each other',
      options: amounts(
        amountOf(chain(of)),
        `Copies are away together with the product of their failures: ${percent(of(copied))} for the ${copied.name}; the parts in a row multiply.`,
        [
          [
            amountOf(chain(({ each }) => each)),
            'copies-do-not-help',
            'It counts each layer once, as if copies did not help.',
          ],
          [
            amountOf(chain(({ each, copies }) => each ** copies)),
            'copies-multiply-like-a-chain',
            'It multiplies the copies, as if all of them were needed.',
          ],
          [
            amountOf(Math.min(...layers.map(({ each }) => each))),
            'the-weakest-part-decides',
            'It takes the weakest part; every part in a row takes its share away.',
          ],
          [
            amountOf(of(copied)),
            'the-rest-is-always-there',
            `It counts the ${copied.name} alone; the others fail too.`,
          ],
          [
            amountOf(layers.reduce((sum, layer) => sum + of(layer), 0) / layers.length),
            'the-average-counts',
            'It takes the average, which is more than the product of parts in a row.',
          ],
        ],
        (amount) => (asks === 'availability' ? `${amount.toFixed(4)} %` : `${amount} minutes`),
      ),
    };
  },
});
