/** One line of the README's performance table. */
export interface Measurement {
  readonly measure: string;
  readonly mustReach: string;
  readonly reached: string;
  /** `undefined` where there is nothing to reach, or this machine cannot measure it. */
  readonly ok: boolean | undefined;
}

/** The middle of the sorted values, the upper one of two. Throws on none. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[values.length >> 1];
  if (middle === undefined) throw new Error('There is no median of no values.');
  return middle;
}

/** GitHub's table of measurements. */
export function tableOf(measurements: readonly Measurement[]): string {
  const verdict = (ok: boolean | undefined) => (ok === undefined ? '—' : ok ? 'yes' : '**no**');
  return [
    '| measure | must reach | reached | holds |',
    '|---|---|---|---|',
    ...measurements.map(
      ({ measure, mustReach, reached, ok }) => `| ${measure} | ${mustReach} | ${reached} | ${verdict(ok)} |`,
    ),
  ].join('\n');
}
