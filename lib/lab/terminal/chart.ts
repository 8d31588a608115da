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
