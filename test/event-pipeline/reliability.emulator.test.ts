/**
 * Nothing lost, nothing done twice: shown event by event, on the deployed pipeline. Small sizes here; the full ones with
 * RELIABILITY_SIZE=full (`npm run test:reliability`). RELIABILITY_SEED runs a failure again.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deployedTarget } from '../support/deployed-target.ts';
import { answersInOrder } from './cards.ts';
import { FaultProxy } from './faults.ts';
import { awards } from './milestones.ts';
import { Pipeline } from './pipeline.ts';
import {
  databaseGone,
  duplicatesAndPoison,
  eightSenders,
  faultyNetwork,
  fullReplay,
  killedWorkers,
  type Run,
} from './scenarios.ts';
import { GOOD_END } from './workload.ts';

const full = process.env.RELIABILITY_SIZE === 'full';
const size = full
  ? { r1: 10_000, r2: 10_000, r3: 2_000, r4: 2_000, kills: 20, r5: 2_000, cards: 100, answers: 50, learners: 200 }
  : { r1: 200, r2: 120, r3: 150, r4: 150, kills: 3, r5: 40, cards: 10, answers: 6, learners: 10 };
const patience = full ? 900 : 60;
const limit = { timeout: (patience + 60) * 3_000 };
const seed = Number(process.env.RELIABILITY_SEED ?? Math.floor(Math.random() * 1e9));

const pipeline = new Pipeline(await deployedTarget());
let run: Run;

beforeAll(async () => {
  run = { pipeline, proxy: await FaultProxy.start(pipeline.endpoint, seed), seed, patience };
});
beforeEach(() => pipeline.reset(), 60_000);
afterAll(async () => {
  await pipeline.reset();
  await run.proxy.stop();
});

describe('the pipeline', () => {
  test('R1: applies each event once and parks the poison', limit, async () => {
    const { verdict, redelivered } = await duplicatesAndPoison(run, size.r1);
    expect(verdict).toEqual(GOOD_END);
    expect(redelivered).toBe(0);
  });

  test('R6: stays as it is when its whole archive is replayed twice', limit, async () => {
    const { before, after } = await fullReplay(run);
    expect(before.applied).toBeGreaterThan(0);
    expect(after).toEqual(before);
  });

  test('R2: applies an event once that eight senders send at the same moment', limit, async () => {
    expect(await eightSenders(run, size.r2)).toEqual(GOOD_END);
  });

  test('R3: comes through throttles, resets and replies that break off after the commit', limit, async () => {
    const { verdict, fired } = await faultyNetwork(run, size.r3);
    expect(verdict).toEqual(GOOD_END);
    expect(Math.min(...fired)).toBeGreaterThan(0);
  });

  test('R4: comes through workers that are killed in the middle of a batch', limit, async () => {
    const { verdict, signals, broken } = await killedWorkers(run, size.r4, size.kills);
    expect(verdict).toEqual(GOOD_END);
    expect(Math.min(signals, broken)).toBeGreaterThanOrEqual(size.kills);
  });

  test('R5: parks everything while the database is gone, and applies it once when redriven', limit, async () => {
    const { parked, expected, verdict } = await databaseGone(run, size.r5);
    expect(parked).toEqual(expected);
    expect(verdict).toEqual(GOOD_END);
  });

  test('R7: moves each card in the order of its answers, whatever fails', limit, async () => {
    expect(await answersInOrder(run, size.cards, size.answers)).toEqual({
      outOfOrder: [],
      wrongBox: [],
      parkedWrongly: [],
      poisonMissing: [],
    });
  });

  test(
    'R8: awards each milestone once and tells its learner once, with a tenth of the tasks failing',
    limit,
    async () => {
      const seen = await awards(run, size.learners);
      expect(seen.toldWrongly).toEqual([]);
      expect(seen.milestones).toBe(size.learners + 1);
      expect(seen.notAwarded).toEqual([seen.unlucky]);
      expect(seen.parked).toEqual([seen.unlucky]);
      expect(Object.keys(seen.executions)).toEqual(['SUCCEEDED']);
      expect(seen.throttles).toBeGreaterThan(0);
    },
  );
});

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
    await run.proxy.set([{ service: 'dynamodb', latency: 3_000 }]);
    await pipeline.quicken(
      'activity',
      { AWS_ENDPOINT_URL_DYNAMODB: run.proxy.endpoint },
      { timeout: 5, visibility: 1 },
    );
    const { redelivered } = await duplicatesAndPoison(run, 20);
    expect(redelivered).not.toBe(0);
  });
});
