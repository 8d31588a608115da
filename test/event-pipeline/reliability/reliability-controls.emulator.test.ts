import { describe, expect, test } from 'vitest';
import { limit, reliabilityRun } from './reliability-run.ts';
import { databaseGone, duplicatesAndPoison, faultyNetwork } from './scenarios.ts';
import { GOOD_END } from './workload.ts';

const { pipeline, run } = await reliabilityRun();

/** The same assertions, on a pipeline that was made worse: each has to notice. */
describe('R9: the scenarios notice', () => {
  const mapping = (FunctionResponseTypes: 'ReportBatchItemFailures'[]) =>
    pipeline.lambda.updateEventSourceMapping({ UUID: pipeline.output('ActivityMappingId'), FunctionResponseTypes });
  const redrivePolicy = async () =>
    (
      await pipeline.sqs.getQueueAttributes({
        QueueUrl: pipeline.output('ActivityQueueUrl'),
        AttributeNames: ['RedrivePolicy'],
      })
    ).Attributes?.RedrivePolicy as string;

  test('a dedupe record without its condition (R1)', limit, async () => {
    await pipeline.deployBundle('ActivityWorkerName', 'apply-activity', (source) =>
      source.replaceAll('attribute_not_exists(pk)', 'attribute_not_exists(nothing)'),
    );
    try {
      const { verdict } = await duplicatesAndPoison(run, 60, { duplicates: 0.5 });
      expect(verdict.doubled).not.toEqual(GOOD_END.doubled);
    } finally {
      await pipeline.deployBundle('ActivityWorkerName', 'apply-activity');
    }
  });

  test('a mapping without partial batch responses (R3)', limit, async () => {
    await mapping([]);
    try {
      const { verdict } = await faultyNetwork(run, 60, { AWS_MAX_ATTEMPTS: '1' });
      expect(verdict.lost).not.toEqual(GOOD_END.lost);
    } finally {
      await mapping(['ReportBatchItemFailures']);
    }
  });

  test('a queue without its dead-letter queue (R5)', limit, async () => {
    const policy = await redrivePolicy();
    await pipeline.setQueue('activity', { RedrivePolicy: '' });
    try {
      const { parked, expected } = await databaseGone({ ...run, patience: 12 }, 20);
      expect(parked).not.toEqual(expected);
    } finally {
      await pipeline.setQueue('activity', { RedrivePolicy: policy });
    }
  });

  test('a visibility timeout that is shorter than the work (R1)', limit, async () => {
    await run.proxy.set([{ service: 'dynamodb', latency: 1_500 }]);
    await pipeline.quicken(
      'activity',
      { AWS_ENDPOINT_URL_DYNAMODB: run.proxy.endpoint },
      { timeout: 5, visibility: 1 },
    );
    const { redelivered } = await duplicatesAndPoison(run, 20);
    expect(redelivered).not.toBe(0);
  });
});
