/** Which metrics, and how many of them, come of log lines in the embedded metric format, by their sets of dimensions. */
import { type Amount, amounts } from '../amounts.ts';
import { defineFamily } from '../family.ts';
import type { Claimed, Draft } from '../model.ts';
import type { Random } from '../random.ts';

/** A dimension and how many values it has. */
export interface Dimension {
  readonly name: string;
  readonly values: number;
}

export interface Emitted {
  readonly asks: 'has data' | 'has none' | 'how many' | 'how many more';
  readonly dimensions: readonly Dimension[];
  /** Sets that each line names, by places in `dimensions`; the empty set is one too. */
  readonly sets: readonly (readonly number[])[];
  readonly metrics: number;
  /** For `how many more`: the set that is added. */
  readonly added?: readonly number[];
}

/** A graph of one metric: the dimensions that it gives a value to, in any order. */
export interface Graph {
  readonly by: readonly string[];
}

const SERVICES = ['a checkout', 'a search', 'a ticket shop', 'a game server', 'a photo store'];
const NAMES = ['Service', 'Route', 'Zone', 'Client', 'Status'];
const METRICS = ['Latency', 'Size', 'Retries'];

const same = (one: readonly number[], other: readonly number[]) => [...one].sort().join() === [...other].sort().join();
const product = (dimensions: readonly Dimension[], set: readonly number[]) =>
  set.reduce((times, place) => times * (dimensions[place] as Dimension).values, 1);

/** Every set that can be made of so many dimensions, the empty one with them. */
const subsets = (count: number): number[][] =>
  Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (_, place) => place).filter((place) => (bits >> place) & 1),
  );

function line({ dimensions, sets, metrics }: Emitted): string[] {
  const names = sets.map((set) => `[${set.map((place) => `"${dimensions[place]?.name}"`).join(', ')}]`);
  return [
    '{ "_aws": { "Timestamp": 1764288000000, "CloudWatchMetrics": [{',
    '    "Namespace": "Shop",',
    `    "Dimensions": [${names.join(', ')}],`,
    `    "Metrics": [${METRICS.slice(0, metrics)
      .map((name) => `{ "Name": "${name}" }`)
      .join(', ')}] }] },`,
    `  ${dimensions.map(({ name }) => `"${name}": "…"`).join(', ')},`,
    `  ${METRICS.slice(0, metrics)
      .map((name, at) => `"${name}": ${(at + 1) * 17}`)
      .join(', ')} }`,
  ];
}

const graphText = (random: Random, dimensions: readonly Dimension[], set: readonly number[]): string => {
  const names = random.shuffle(set.map((place) => dimensions[place]?.name as string));
  return names.length === 0 ? 'Latency without any dimension' : `Latency of one value for ${names.join(' and ')}`;
};

export const embeddedMetrics = defineFamily<Emitted, Amount | Graph>({
  id: 'embedded-metrics',
  kind: 'proven',
  tasks: ['DVA-C03/4.2'],
  level: 'apply',
  read: [
    { guide: 'Amazon CloudWatch User Guide', page: 'Specification: Embedded metric format' },
    { guide: 'Amazon CloudWatch User Guide', page: 'Metrics concepts' },
  ],
  asOf: '2026-11-28',
  names: [...SERVICES, ...NAMES],
  misconceptions: {
    'dimensions-are-summed-over': 'CloudWatch sums a metric over the dimensions that a graph leaves out.',
    'a-set-brings-its-parts': 'A set of two dimensions brings a metric for each of them as well.',
    'each-dimension-is-apart': 'Dimensions of different sets can be combined when somebody looks.',
    'a-field-is-a-dimension': 'What stands in the line can be looked at by, named as a dimension or not.',
    'values-are-added': 'Two dimensions have as many metrics as both have values together.',
    'metrics-share-dimensions': 'Two metrics of one line are counted once.',
  },
  draw(random) {
    const asks = random.pick(['has data', 'has none', 'how many', 'how many more'] as const);
    const names = random.some(NAMES, 3);
    const dimensions = names.map((name) => ({ name, values: random.pick([2, 3, 4, 5, 8, 10]) }));
    const all = random.shuffle(subsets(3));
    const sets = all.slice(
      0,
      asks === 'has data' || asks === 'has none' ? random.pick([2, 3, 4, 5]) : random.pick([1, 2, 3]),
    );
    const added = all[sets.length] as number[];
    return { asks, dimensions, sets, metrics: random.pick([1, 2, 3]), ...(asks === 'how many more' && { added }) };
  },
  write(emitted, random): Draft<Amount | Graph> | undefined {
    const { asks, dimensions, sets, metrics, added } = emitted;
    const shown = line(emitted);
    const code = {
      text: shown.join('\n'),
      words: `A line in the embedded metric format, with the sets of dimensions ${sets.map((set) => (set.length === 0 ? 'none' : set.map((place) => dimensions[place]?.name).join(' with '))).join('; ')}, and the metrics ${METRICS.slice(0, metrics).join(', ')}.`,
    };
    const scene = `Each request to ${random.pick(SERVICES)} writes one line as below, which CloudWatch Logs takes in.`;
    if (asks === 'has data' || asks === 'has none') {
      const judged = random.shuffle(subsets(3)).map((set) => ({ set, has: sets.some((one) => same(one, set)) }));
      const right = judged.find(({ has }) => has === (asks === 'has data'));
      const others = judged.filter(({ has }) => has !== (asks === 'has data'));
      if (!right || others.length < 3) return undefined;
      return {
        code,
        stem: `${scene} Which of these graphs ${asks === 'has data' ? 'has data' : 'stays empty'}?`,
        decides: asks === 'has data' ? 'has data' : 'stays empty',
        options: [right, ...others].map(
          ({ set, has }): Claimed<Graph> => ({
            text: graphText(random, dimensions, set),
            claim: { by: set.map((place) => dimensions[place]?.name as string) },
            reason: has
              ? 'These dimensions are one of the sets that the line names, and the order makes no difference.'
              : 'No set of the line has these dimensions and no others, and CloudWatch sums over none.',
            ...(set !== right.set && {
              misconception: has
                ? 'each-dimension-is-apart'
                : sets.some((one) => set.every((place) => one.includes(place)))
                  ? 'a-set-brings-its-parts'
                  : set.length > 1
                    ? 'a-field-is-a-dimension'
                    : 'dimensions-are-summed-over',
            }),
          }),
        ),
      };
    }
    const values = dimensions.map(({ name, values: count }) => `${count} values of ${name}`).join(', ');
    const sums = sets.map((set) => product(dimensions, set));
    const total = metrics * sums.reduce((sum, one) => sum + one, 0);
    const of = (set: readonly number[]) => set.map((place) => (dimensions[place] as Dimension).values);
    const plus = (set: readonly number[]) => of(set).reduce((sum, one) => sum + one, 0);
    const every = product(dimensions, [0, 1, 2]);
    if (asks === 'how many')
      return {
        code,
        stem: `${scene} In a month there are ${values}, and each combination occurs. How many custom metrics is that?`,
        decides: 'each combination occurs',
        options: amounts(
          total,
          `For each of ${metrics} metrics ${sums.join(' + ')}: a set has one for each combination of its values.`,
          [
            [total / metrics, 'metrics-share-dimensions', `That is for one metric, and the line has ${metrics}.`],
            [
              metrics * sets.reduce((sum, set) => sum + Math.max(1, plus(set)), 0),
              'values-are-added',
              'The values of a set are multiplied: each combination is a metric.',
            ],
            [
              metrics * every,
              'a-field-is-a-dimension',
              'Combinations are counted by the sets that the line names, not by all its fields.',
            ],
            [
              metrics * Math.max(...sums),
              'a-set-brings-its-parts',
              `Each set has metrics of its own: ${sums.join(' + ')}.`,
            ],
            [
              metrics * dimensions.reduce((sum, one) => sum + one.values, 0),
              'values-are-added',
              'Values of different dimensions are multiplied within a set.',
            ],
            [
              metrics * sets.length,
              'dimensions-are-summed-over',
              'Each combination of values is a metric, not each set.',
            ],
          ],
        ),
      };
    if (!added) return undefined;
    const more = metrics * product(dimensions, added);
    const addedName =
      added.length === 0
        ? 'one without dimensions, []'
        : `[${added.map((place) => `"${dimensions[place]?.name}"`).join(', ')}]`;
    return {
      code,
      stem: `${scene} In a month there are ${values}, and each combination occurs. How many more custom metrics are there when one more set is named, ${addedName}?`,
      decides: addedName,
      options: amounts(more, `For each of ${metrics} metrics one for each combination of the values of this set.`, [
        [more / metrics, 'metrics-share-dimensions', `That is for one metric, and the line has ${metrics}.`],
        [
          metrics * plus(added),
          'values-are-added',
          'The values of a set are multiplied: each combination is a metric.',
        ],
        [metrics * every, 'a-field-is-a-dimension', 'The fields that the set does not name make no metrics.'],
        [total + more, 'each-dimension-is-apart', 'So many are there then, and those of before with them.'],
        [metrics, 'dimensions-are-summed-over', 'Each combination of values is a metric of its own.'],
        [
          metrics * (sets.length + 1),
          'dimensions-are-summed-over',
          'Each combination of values is a metric, not each set.',
        ],
        [
          total * Math.max(2, product(dimensions, added)),
          'a-set-brings-its-parts',
          'A set adds its own metrics, and multiplies no others.',
        ],
      ]),
    };
  },
});
