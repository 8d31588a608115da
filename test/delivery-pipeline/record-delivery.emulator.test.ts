import { randomUUID } from 'node:crypto';
import { Lambda } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PipelineEvent } from '../../lambda/delivery-pipeline/delivery-figures.ts';
import { DELIVERY_METRICS, metricDimensions } from '../../lambda/delivery-pipeline/env.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

let lambda: Lambda;
let FunctionName: string | undefined;

beforeAll(async () => {
  const target = await deployedTarget();
  lambda = new Lambda(clientConfigOf(target));
  FunctionName = target.outputs.DeliveryPipeline?.RecordDeliveryFunctionName;
});

/** A pipeline of the test's own, so that tests do not see each other. */
function pipeline() {
  const name = `test-${randomUUID()}`;
  /** Delivers one event to the deployed function, and returns the metrics that it published, by name. */
  return async (
    state: PipelineEvent['detail']['state'],
    run: string,
    time: string,
  ): Promise<Record<string, number>> => {
    const event: PipelineEvent = {
      'detail-type': `CodePipeline ${state === 'FAILED' ? 'Action' : 'Pipeline'} Execution State Change`,
      time,
      detail: { pipeline: name, 'execution-id': `${name}/${run}`, state },
    };
    const answer = await lambda.invoke({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' });
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    expect(answer.FunctionError, log).toBeUndefined();
    const line = log.split('\n').find((text) => text.includes('CloudWatchMetrics'));
    if (!line) return {};
    const metrics = JSON.parse(line.slice(line.indexOf('{')));
    expect(metrics._aws.CloudWatchMetrics[0].Namespace).toBe(DELIVERY_METRICS.namespace);
    expect(metrics._aws.CloudWatchMetrics[0].Dimensions.map((set: string[]) => set.toSorted())).toEqual([
      ['Pipeline', 'service'],
    ]);
    expect(metrics).toMatchObject(metricDimensions(name));
    const names: string[] = metrics._aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name);
    return Object.fromEntries(names.map((metric) => [metric, metrics[metric]]));
  };
}

describe('the figures of a delivery', () => {
  it('are a deployment and its lead time, from the push to production', async () => {
    const on = pipeline();
    expect(await on('STARTED', 'run', '2026-11-23T10:00:00Z')).toEqual({});
    expect(await on('SUCCEEDED', 'run', '2026-11-23T10:30:00Z')).toEqual({
      Deployments: 1,
      FailedDeployments: 0,
      LeadTime: 1800,
    });
  });

  it('are counted once, however often the event is delivered', async () => {
    const on = pipeline();
    await on('STARTED', 'run', '2026-11-23T10:00:00Z');
    await on('FAILED', 'run', '2026-11-23T10:10:00Z');
    expect(await on('FAILED', 'run', '2026-11-23T10:11:00Z')).toEqual({});
    await on('SUCCEEDED', 'run', '2026-11-23T10:30:00Z');
    expect(await on('SUCCEEDED', 'run', '2026-11-23T10:30:00Z')).toEqual({});
  });

  it('measure the time to restore from the first failure to the success that ended it, and once', async () => {
    const on = pipeline();
    await on('STARTED', 'bad', '2026-11-23T10:00:00Z');
    expect(await on('FAILED', 'bad', '2026-11-23T10:10:00Z')).toEqual({ Deployments: 0, FailedDeployments: 1 });
    await on('STARTED', 'worse', '2026-11-23T10:20:00Z');
    await on('FAILED', 'worse', '2026-11-23T10:30:00Z');
    await on('STARTED', 'repair', '2026-11-23T10:40:00Z');
    const repaired = await on('SUCCEEDED', 'repair', '2026-11-23T11:10:00Z');
    expect(repaired).toEqual({ Deployments: 1, FailedDeployments: 0, LeadTime: 1800, TimeToRestore: 3600 });
    await on('STARTED', 'next', '2026-11-23T12:00:00Z');
    expect(await on('SUCCEEDED', 'next', '2026-11-23T12:10:00Z')).not.toHaveProperty('TimeToRestore');
  });

  it('know nothing of a run that began before there was anyone to record it', async () => {
    expect(await pipeline()('SUCCEEDED', 'unknown', '2026-11-23T10:30:00Z')).toEqual({});
  });
});
