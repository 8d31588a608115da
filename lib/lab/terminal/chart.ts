const BARS = '▁▂▃▄▅▆▇█';

/**
 * Points as a line of bars, each as high as its share of the greatest; a dot where nothing was measured. A zero that was
 * measured is the lowest bar.
 */
export function sparkline(points: readonly (number | null)[]): string {
  const most = Math.max(0, ...points.filter((point) => point !== null));
  return points
    .map((point) => {
      if (point === null) return '·';
      return BARS[most === 0 ? 0 : Math.ceil((point / most) * (BARS.length - 1))];
    })
    .join('');
}

/** What is counted as its sum; what is measured as the greatest. */
export function totalText({ unit, sum, max }: Totals): string {
  const short = (value: number) => String(Math.round(value * 10) / 10);
  if (unit === 'Count') return short(sum);
  return `max ${short(max)}${{ Milliseconds: ' ms', Megabytes: ' MB', Other: '' }[unit]}`;
}

interface Totals {
  readonly unit: 'Count' | 'Milliseconds' | 'Megabytes' | 'Other';
  readonly sum: number;
  readonly max: number;
}
