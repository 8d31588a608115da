/** The logger and the metrics of a handler, named alike in all of them. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from '../shared/http/log.ts';
import { METRICS, METRICS_NAMESPACE } from './env.ts';

export const logger = new Logger({ serviceName: 'event-pipeline' });
/** The same logger, for the HTTP edge (docs/decisions/0026-one-line-per-request.md). */
export const log: Log = (level, message, fields = {}) => {
  if (level === 'ERROR') logger.error(message, fields);
  else logger.info(message, fields);
};
const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'event-pipeline' });

/** Counts one event; with a reason, once more under that reason, which is a dimension of the metric. */
export function count(metric: keyof typeof METRICS, reason?: string): void {
  metrics.addMetric(METRICS[metric], MetricUnit.Count, 1);
  if (reason === undefined) return;
  const byReason = metrics.singleMetric();
  byReason.addDimension('reason', reason);
  byReason.addMetric(METRICS[metric], MetricUnit.Count, 1);
}

/** Writes what was counted in this invocation: to be called once, at its end. */
export function publishCounts(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
