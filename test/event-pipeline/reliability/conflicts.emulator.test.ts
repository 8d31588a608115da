/**
 * One learner's burst on the deployed pipeline, while DynamoDB refuses a transaction on an item that another one holds, as
 * AWS does and the emulator does not (docs/decisions/0024-one-write-for-a-learners-events.md).
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDB, TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runningEmulator } from '../../../lib/emulator/emulator.ts';
import { publish } from '../../../lib/projects/event-pipeline/operate.ts';
import { goodEvent, type SampleEvent } from '../../../lib/projects/event-pipeline/sample-activity.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { ConflictProxy } from '../../support/fakes/conflict-proxy.ts';
import { workersOf } from './faults.ts';
import { Pipeline } from './pipeline.ts';

const target = await deployedTarget();
const pipeline = new Pipeline(target);
let proxy: ConflictProxy;
const withItemsHeldFor = (ms: number) =>
  beforeEach(async () => {
    proxy = await ConflictProxy.start(pipeline.endpoint, ms);
    return () => proxy.stop();
  });

beforeAll(() => pipeline.reset());
afterAll(async () => {
  await pipeline.deployBundle('ActivityWorkerName', 'apply-activity');
  await pipeline.reset();
});

/** Drills solved with three hints, five points each, all for one standing. */
const burstOf = (learnerId: string, events: number): SampleEvent[] =>
  Array.from({ length: events }, () => goodEvent('DrillSolved', learnerId, { hintsUsed: 3 }));

/**
 * Lets all of a learner's events wait, then ten workers take them at once; says what became of them.
 * @param seconds of the worker's time limit and of the visibility timeout, which Lambda takes from the former upwards
 */
async function burst(events: number, seconds?: { readonly timeout: number; readonly visibility: number }) {
  const learnerId = `burst-${randomUUID()}`;
  const mapping = (Enabled: boolean) =>
    pipeline.lambda.updateEventSourceMapping({ UUID: pipeline.output('ActivityMappingId'), Enabled });
  await pipeline.quicken('activity', { AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint }, seconds);
  await mapping(false);
  const sends = burstOf(learnerId, events);
  await publish(pipeline.deployed, sends);
  await mapping(true);
  await pipeline.untilQuiet('activity', 90);
  const parked = await pipeline.parkedIds('activity');
  const standing = (await pipeline.items('StandingsTableName', `LEARNER#${learnerId}`)).get(
    `LEARNER#${learnerId} STANDING#SAA-C03/2`,
  );
  const milestones = (await pipeline.items('MilestonesTableName', `LEARNER#${learnerId}`)).size;
  const { conflicts, transactions } = proxy;
  const emulator = await runningEmulator(target.stateFolder);
  const workers = workersOf(emulator?.pid as number, pipeline.output('ActivityWorkerName')).length;
  console.log(`burst: ${JSON.stringify({ events, parked: parked.size, workers, conflicts, transactions })}`);
  return { parked: sends.filter(({ detail }) => parked.has(detail.eventId)), standing, milestones, workers };
}

describe("a learner's burst", () => {
  withItemsHeldFor(20);

  it('parks, loses and doubles nothing: 500 events, ten workers, items held for 20 ms', {
    timeout: 150_000,
  }, async () => {
    const { parked, standing, milestones, workers } = await burst(500);

    expect(parked).toEqual([]);
    expect(standing).toMatchObject({ points: '2500', drillsSolved: '500', milestones: '25', toNext: '100' });
    expect(milestones).toBe(25);
    expect(proxy.conflicts).toBeGreaterThan(0);
    expect(workers).toBe(10);
  });

  it('ended in the dead-letter queue with one transaction per event that is tried once', {
    timeout: 150_000,
  }, async () => {
    await pipeline.deployBundle('ActivityWorkerName', 'apply-activity', (source) => {
      const alone = source.replace(/(ApproximateReceiveCount\)>=)[\w$]+/, '$10');
      const once = alone.replace(/=30(,[\w$]+=400)\b/, '=1$1');
      if (alone === source || once === alone) throw new Error('The bundle has changed: edit it another way.');
      return once;
    });

    expect((await burst(200, { timeout: 2, visibility: 2 })).parked.length).toBeGreaterThan(0);
  });
});

/** The model itself: without these, a proxy that refuses nothing would make the burst pass. */
describe('DynamoDB with transactions that hold their items', () => {
  const TableName = pipeline.output('StandingsTableName');
  const client = () => new DynamoDB({ ...clientConfigOf(target), endpoint: proxy.endpoint });
  const keyOf = (sk: string) => ({ pk: { S: 'PROBE' }, sk: { S: sk } });
  const put = (db: DynamoDB, ...names: string[]) =>
    db.transactWriteItems({ TransactItems: names.map((name) => ({ Put: { TableName, Item: keyOf(name) } })) });
  /** Returns once the items are held, with how to wait until they are free again. */
  async function hold(db: DynamoDB, ...names: string[]): Promise<{ readonly free: Promise<unknown> }> {
    const free = put(db, ...names);
    while (proxy.transactions === 0) await sleep(5);
    return { free };
  }
  withItemsHeldFor(500);

  it('refuses a transaction on an item that another one holds, and says which', async () => {
    const db = client();
    const { free } = await hold(db, 'a', 'b');
    const refused = await put(db, 'c', 'b').catch((error) => error);
    await free;

    expect(refused).toBeInstanceOf(TransactionCanceledException);
    expect(refused.CancellationReasons.map(({ Code }: { Code: string }) => Code)).toEqual([
      'None',
      'TransactionConflict',
    ]);
    await expect(put(db, 'c', 'b')).resolves.toBeDefined();
  });

  it.each([
    ['PutItem', (db: DynamoDB) => db.putItem({ TableName, Item: keyOf('held') })],
    ['UpdateItem', (db: DynamoDB) => db.updateItem({ TableName, Key: keyOf('held') })],
    ['DeleteItem', (db: DynamoDB) => db.deleteItem({ TableName, Key: keyOf('held') })],
  ])('refuses a %s of such an item', async (_, write) => {
    const db = client();
    const { free } = await hold(db, 'held');

    await expect(write(db)).rejects.toThrow(TransactionConflictException);
    await free;
    await expect(write(db)).resolves.toBeDefined();
  });

  it('refuses a transaction that reads such an item, and lets a plain read pass', async () => {
    const db = client();
    const { free } = await hold(db, 'read');

    await expect(db.transactGetItems({ TransactItems: [{ Get: { TableName, Key: keyOf('read') } }] })).rejects.toThrow(
      TransactionCanceledException,
    );
    await expect(db.getItem({ TableName, Key: keyOf('read') })).resolves.toBeDefined();
    await free;
  });

  it('lets transactions on other items pass side by side', async () => {
    const db = client();

    await Promise.all([put(db, 'x'), put(db, 'y')]);
    expect([proxy.conflicts, proxy.transactions]).toEqual([0, 2]);
  });
});
