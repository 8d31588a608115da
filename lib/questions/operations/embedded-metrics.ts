/** Writes the lines of a month, and takes the metrics out of them as the specification says. */
import type { Amount } from '../../../lambda/shared/questions/amounts.ts';
import type { Emitted, Graph } from '../../../lambda/shared/questions/operations/embedded-metrics.ts';
import type { Proof } from '../proof.ts';

type Fields = Readonly<Record<string, string>>;

/** A line for each combination of values. */
function lines({ dimensions }: Emitted): Fields[] {
  let all: Fields[] = [{}];
  for (const { name, values } of dimensions) {
    const longer: Fields[] = [];
    for (const fields of all)
      for (let value = 0; value < values; value++) longer.push({ ...fields, [name]: `v${value}` });
    all = longer;
  }
  return all;
}

/** Every metric of the lines: its name, and its dimensions with their values, sorted. */
function extracted(emitted: Emitted, sets: readonly (readonly number[])[]): Set<string> {
  const metrics = new Set<string>();
  const names = sets.map((set) => set.map((place) => emitted.dimensions[place]?.name ?? ''));
  for (const fields of lines(emitted))
    for (const set of names)
      for (let metric = 0; metric < emitted.metrics; metric++)
        metrics.add(JSON.stringify([metric, set.toSorted().map((name) => [name, fields[name]])]));
  return metrics;
}

const isGraph = (claim: Amount | Graph): claim is Graph => 'by' in claim;

/** Whether a metric has just these dimensions, whatever their values. */
function hasData(emitted: Emitted, { by }: Graph): boolean {
  for (const metric of extracted(emitted, emitted.sets)) {
    const [, of] = JSON.parse(metric) as [number, [string, string][]];
    if (of.map(([name]) => name).join() === by.toSorted().join()) return true;
  }
  return false;
}

function count(emitted: Emitted): number {
  const before = extracted(emitted, emitted.sets).size;
  if (emitted.asks === 'how many') return before;
  return extracted(emitted, [...emitted.sets, emitted.added ?? []]).size - before;
}

const emitted = (asks: Emitted['asks'], sets: Emitted['sets']): Emitted => ({
  ...{ asks, sets, metrics: 1 },
  dimensions: [
    { name: 'Server', values: 2 },
    { name: 'Domain', values: 2 },
  ],
});
const page = 'Amazon CloudWatch User Guide, "Metrics concepts", Dimension combinations';

export const embeddedMetricsProof: Proof<Emitted, Amount | Graph> = {
  holds: (given, claim) =>
    isGraph(claim) ? hasData(given, claim) === (given.asks === 'has data') : count(given) === claim.amount,
  second({ asks, dimensions, sets, metrics, added }, claim) {
    const nameOf = (place: number) => dimensions[place]?.name ?? '';
    const named = new Map(sets.map((set) => [set.map(nameOf).sort().join('|'), set]));
    if ('by' in claim) return named.has([...claim.by].sort().join('|')) === (asks === 'has data');
    // A set has a metric for each combination of values: their numbers multiplied, and 1 for the empty set.
    const size = (set: readonly number[]) => set.reduce((times, place) => times * (dimensions[place]?.values ?? 0), 1);
    if (asks === 'how many')
      return claim.amount === metrics * [...named.values()].reduce((sum, set) => sum + size(set), 0);
    const isNew = added !== undefined && !named.has(added.map(nameOf).sort().join('|'));
    return claim.amount === (isNew ? metrics * size(added) : 0);
  },
  explain: (given, claim) => [
    isGraph(claim)
      ? `of ${extracted(given, given.sets).size} metrics ${hasData(given, claim) ? 'some have' : 'none has'} just these dimensions`
      : `taken out of ${lines(given).length} lines: ${count(given)}`,
  ],
  vectors: [
    {
      source: `${page}: Server and Domain together, with two values each, are four metrics`,
      parameters: emitted('how many', [[0, 1]]),
      claim: { amount: 4 },
      holds: true,
    },
    {
      source: `${page}: statistics by Server alone cannot be had where it was published with Domain`,
      parameters: emitted('has data', [[0, 1]]),
      claim: { by: ['Server'] },
      holds: false,
    },
    {
      source: `${page}: nor without any dimension`,
      parameters: emitted('has none', [[0, 1]]),
      claim: { by: [] },
      holds: true,
    },
    {
      source:
        'Amazon CloudWatch User Guide, "Specification: Embedded metric format": every set of Dimensions makes a metric',
      parameters: emitted('has data', [[0, 1], [0]]),
      claim: { by: ['Server'] },
      holds: true,
    },
  ],
};
