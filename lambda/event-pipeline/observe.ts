/** The logger and the metrics of a handler, named alike in all of them. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS, METRICS_NAMESPACE } from './env.ts';

export const logger = new Logger({ serviceName: 'event-pipeline' });
const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'event-pipeline' });

/** Counts one event, on its own line of the log when it has a reason: a reason is a dimension of the metric. */
export function count(metric: keyof typeof METRICS, reason?: string): void {
  if (reason === undefined) {
    metrics.addMetric(METRICS[metric], MetricUnit.Count, 1);
    return;
  }
  const single = metrics.singleMetric();
  single.addDimension('reason', reason);
  single.addMetric(METRICS[metric], MetricUnit.Count, 1);
}

/** Writes what was counted in this invocation: to be called once, at its end. */
export function publishCounts(): void {
  metrics.publishStoredMetrics();
}
