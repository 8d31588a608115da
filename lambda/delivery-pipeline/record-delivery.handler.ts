/**
 * Turns the pipeline's events into the four DORA figures, https://dora.dev/guides/dora-metrics-four-keys/:
 * deployment frequency and change failure rate as counts that the dashboard puts together, lead time (from the push
 * that started the run to its end in production) and time to restore (from the first failed deployment to production
 * to the next success) as durations.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ConditionalCheckFailedException, DynamoDB } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../shared/runtime/clients.ts';
import { DELIVERY_TABLE_NAME, METRICS, PARTITION_KEY, required, TTL_ATTRIBUTE } from './env.ts';

/** What EventBridge delivers: the start or success of a run, or a failed deployment to production (the rules' patterns). */
export interface PipelineEvent {
  readonly 'detail-type': 'CodePipeline Pipeline Execution State Change' | 'CodePipeline Action Execution State Change';
  readonly time: string;
  readonly detail: {
    readonly pipeline: string;
    readonly 'execution-id': string;
    readonly state: 'STARTED' | 'SUCCEEDED' | 'FAILED';
  };
}

/** A run that has neither succeeded nor been superseded by then is forgotten; CodePipeline's own limit is far below. */
const REMEMBERED_DAYS = 30;

const TableName = required(DELIVERY_TABLE_NAME);
const table = new DynamoDB(clientLimits());

/** Records one event. EventBridge delivers at least once; a second delivery of the same event counts nothing. */
export async function handler({ time, detail }: PipelineEvent): Promise<void> {
  const { pipeline, 'execution-id': executionId, state } = detail;
  const run = { [PARTITION_KEY]: { S: `run/${executionId}` } };
  const broken = { [PARTITION_KEY]: { S: `broken/${pipeline}` } };

  if (state === 'STARTED') {
    const expiresAt = Math.floor(Date.parse(time) / 1000) + REMEMBERED_DAYS * 86_400;
    await table.putItem({
      TableName,
      Item: { ...run, startedAt: { S: time }, [TTL_ATTRIBUTE]: { N: String(expiresAt) } },
    });
  } else if (state === 'FAILED') {
    if (!(await markFailed(run))) return;
    // The first failure is the one that production has been broken since.
    await table.updateItem({
      TableName,
      Key: broken,
      UpdateExpression: 'SET since = if_not_exists(since, :time)',
      ExpressionAttributeValues: { ':time': { S: time } },
    });
    publish(pipeline, { [METRICS.deployments]: 0, [METRICS.failures]: 1 });
  } else {
    const { Attributes: started } = await table.deleteItem({ TableName, Key: run, ReturnValues: 'ALL_OLD' });
    // Not there: recorded already, or begun before this function was deployed.
    if (!started?.startedAt?.S) return;
    const { Attributes: mended } = await table.deleteItem({ TableName, Key: broken, ReturnValues: 'ALL_OLD' });
    publish(
      pipeline,
      { [METRICS.deployments]: 1, [METRICS.failures]: 0 },
      {
        [METRICS.leadTime]: secondsBetween(started.startedAt.S, time),
        ...(mended?.since?.S && { [METRICS.timeToRestore]: secondsBetween(mended.since.S, time) }),
      },
    );
  }
}

/** Whether this is the run's first failure: a stage that is retried and fails again is still one failed change. */
async function markFailed(Key: Record<string, { S: string }>): Promise<boolean> {
  try {
    await table.updateItem({
      TableName,
      Key,
      UpdateExpression: 'SET failed = :yes',
      ConditionExpression: 'attribute_exists(startedAt) AND attribute_not_exists(failed)',
      ExpressionAttributeValues: { ':yes': { BOOL: true } },
    });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const secondsBetween = (from: string, to: string) => Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);

function publish(pipeline: string, counts: Record<string, number>, seconds: Record<string, number> = {}): void {
  // Powertools writes past the runtime's JSON logging, which would wrap the metrics' line and so lose them.
  const metrics = new Metrics({ namespace: METRICS.namespace, defaultDimensions: { [METRICS.dimension]: pipeline } });
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value);
  for (const [name, value] of Object.entries(seconds)) metrics.addMetric(name, MetricUnit.Seconds, value);
  metrics.publishStoredMetrics();
}
