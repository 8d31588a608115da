/**
 * Nothing lost, nothing done twice: shown event by event, on the deployed pipeline. Small sizes here; the full ones with
 * RELIABILITY_SIZE=full (`npm run test:reliability`). RELIABILITY_SEED runs a failure again.
 */
import { describe, expect, test } from 'vitest';
import { answersInOrder } from './cards.ts';
import { awards } from './milestones.ts';
import { limit, reliabilityRun, size } from './reliability-run.ts';
import {
  databaseGone,
  duplicatesAndPoison,
  eightSenders,
  faultyNetwork,
  fullReplay,
  killedWorkers,
} from './scenarios.ts';
import { GOOD_END } from './workload.ts';

const { run } = await reliabilityRun();

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
