import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Figures } from './delivery-figures.ts';
import { DELIVERY_METRICS, metricDimensions } from './env.ts';

const UNIT = {
  deployments: MetricUnit.Count,
  failures: MetricUnit.Count,
  leadTime: MetricUnit.Seconds,
  timeToRestore: MetricUnit.Seconds,
} as const;

/** Writes the figures to standard output in the embedded metric format; none are no line. */
export function publishFigures(pipeline: string, figures: Figures): void {
  const { service, ...dimensions } = metricDimensions(pipeline);
  // Powertools writes past the runtime's JSON logging, which would wrap the metrics' line and so lose them.
  const metrics = new Metrics({
    namespace: DELIVERY_METRICS.namespace,
    serviceName: service,
    defaultDimensions: dimensions,
  });
  for (const [figure, value] of Object.entries(figures) as [keyof Figures, number][]) {
    metrics.addMetric(DELIVERY_METRICS[figure], UNIT[figure], value);
  }
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
