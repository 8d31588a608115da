/** Whether a lab serves this page: its server adds that to every answer that it passes back (lib/lab/site/pass-on.ts). */
export function isServedByLab(): boolean {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return page?.serverTiming?.some(({ name }) => name === 'lab') ?? false;
}
