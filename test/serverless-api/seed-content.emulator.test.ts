import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentReaders } from '../../lambda/shared/table/content-reader.ts';
import type { Edition } from '../../lambda/shared/table/edition.ts';
import {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
} from '../../lambda/shared/table/keys.ts';
import { SeedSupersededError } from '../../lambda/shared/table/pointer.ts';
import { RETIRED_EDITION_LASTS_SECONDS, seedEdition } from '../../lambda/shared/table/seed-edition.ts';
import { dynamoTableReads } from '../../lambda/shared/table/table-reads.ts';
import { contentEdition } from '../support/content/content-edition.ts';
import { editionOf } from '../support/content/small-edition.ts';
import { clientConfigOf, deployedTarget } from '../support/deployed-target.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const config = clientConfigOf(await deployedTarget());
const client = new DynamoDBClient(config);
const tableName = `seed-content-test-${process.pid}`;
const seed = (edition: Edition, through = client) => seedEdition({ client: through, tableName }, edition, () => NOW);
const readers = () => contentReaders(dynamoTableReads(client, tableName));

const OLD = editionOf('old');
const NEW = editionOf('new', 121);

beforeEach(async () => {
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [PARTITION_KEY, SORT_KEY, INDEX_PARTITION_KEY, INDEX_SORT_KEY].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: PARTITION_KEY, KeyType: 'HASH' },
        { AttributeName: SORT_KEY, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX_NAME,
          KeySchema: [
            { AttributeName: INDEX_PARTITION_KEY, KeyType: 'HASH' },
            { AttributeName: INDEX_SORT_KEY, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
});
afterEach(() => client.send(new DeleteTableCommand({ TableName: tableName })));
afterAll(() => client.destroy());

/** A client that fails from its nth request on, before it is sent or after its answer: a function cut off there. */
function clientCutOffAt(nth: number, when: 'before' | 'after'): DynamoDBClient {
  const cutOff = new DynamoDBClient({ ...config, maxAttempts: 1 });
  let requests = 0;
  cutOff.middlewareStack.add(
    (next) => async (args) => {
      const dead = ++requests >= nth;
      if (dead && when === 'before') throw new CutOff();
      const result = await next(args);
      if (dead) throw new CutOff();
      return result;
    },
    { step: 'finalizeRequest', name: 'cutOff' },
  );
  return cutOff;
}
class CutOff extends Error {}

/** What a reader who starts now is served: the names in every item by table and by index, and how many there are. */
async function whatIsServed() {
  const content = await readers()();
  if (!content) return undefined;
  const [byTable, byIndex] = await Promise.all([content.certifications(), content.certifications('associate')]);
  expect(byIndex).toEqual(byTable);
  return { version: content.version, names: [...new Set(byTable.map(({ name }) => name))], count: byTable.length };
}

async function expiries(): Promise<Map<string, Set<string | undefined>>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
  const found = new Map<string, Set<string | undefined>>();
  for (const { pk, expiresAt } of Items) {
    const name = pk?.S as string;
    found.set(name, (found.get(name) ?? new Set()).add(expiresAt?.N));
  }
  return found;
}
const NEVER = new Set<string | undefined>([undefined]);
const IN_A_DAY = new Set<string | undefined>([String(NOW.getTime() / 1000 + RETIRED_EDITION_LASTS_SECONDS)]);

describe('a seed', () => {
  test('puts the whole content of this repository into an empty table', async () => {
    expect(await readers()()).toBeUndefined();

    expect(await seed(contentEdition)).toMatchObject({ outcome: 'switched', items: contentEdition.items.length });

    const content = await readers()();
    expect(await content?.certification('SAA-C03')).toMatchObject({ level: 'associate' });
    expect((await content?.project('serverless-api'))?.practice.length).toBeGreaterThan(5);
  });

  test('of the edition that is served changes nothing', async () => {
    await seed(OLD);
    const before = await client.send(new ScanCommand({ TableName: tableName }));

    expect(await seed(OLD)).toEqual({ version: OLD.version, outcome: 'unchanged', items: 120, retired: [] });

    expect((await client.send(new ScanCommand({ TableName: tableName }))).Items).toEqual(before.Items);
  });

  test('replaces the edition before it, which expires, and keeps the key of the cursors', async () => {
    await seed(OLD);
    const cursorKey = (await readers()())?.cursorKey;

    expect(await seed(NEW)).toMatchObject({ outcome: 'switched', retired: [OLD.version] });

    expect(await whatIsServed()).toEqual({ version: NEW.version, names: ['new'], count: 121 });
    expect((await readers()())?.cursorKey).toEqual(cursorKey);
    expect(await expiries()).toEqual(
      new Map([
        ['CONTENT', NEVER],
        [`CONTENT#${NEW.version}`, NEVER],
        [`CONTENT#${OLD.version}`, IN_A_DAY],
      ]),
    );
  });

  test('brings an edition back that was to expire', async () => {
    await seed(OLD);
    await seed(NEW);

    await seed(OLD);

    expect(await whatIsServed()).toEqual({ version: OLD.version, names: ['old'], count: 120 });
    expect((await expiries()).get(`CONTENT#${OLD.version}`)).toEqual(NEVER);
    expect((await expiries()).get(`CONTENT#${NEW.version}`)).toEqual(IN_A_DAY);
  });

  test('leaves a reader who began before it with the old edition, whole', async () => {
    await seed(OLD);
    const begun = await readers()();

    await seed(NEW);

    expect((await begun?.certifications())?.map(({ name }) => name)).toEqual(Array(120).fill('old'));
  });
});

test('a seed does not switch before the index holds the edition as well', async () => {
  await seed(OLD);
  const lagging = new DynamoDBClient(config);
  const servedWhileLagging: (string | undefined)[] = [];
  lagging.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        if (commandName === 'QueryCommand' && 'IndexName' in args.input && servedWhileLagging.length < 3) {
          servedWhileLagging.push((await whatIsServed())?.version);
          (result.output as { Count: number }).Count -= 1;
        }
        return result;
      },
    { step: 'initialize', name: 'lag' },
  );

  await seed(NEW, lagging);

  expect(servedWhileLagging).toEqual([OLD.version, OLD.version, OLD.version]);
  expect((await whatIsServed())?.version).toBe(NEW.version);
});

describe.each(['before', 'after'] as const)('a seed that dies %s one of its requests', (when) => {
  test('leaves one edition whole, and the next run completes it, wherever it died', async () => {
    await seed(OLD);
    let survived = false;
    let deaths = 0;
    for (let step = 1; !survived; step++) {
      // Each death strikes the same table: what the runs before it left behind must not matter.
      const [from, to] = step % 2 === 1 ? [OLD, NEW] : [NEW, OLD];
      survived = await seed(to, clientCutOffAt(step, when)).then(
        () => true,
        (error) => {
          if (!(error instanceof CutOff)) throw error;
          deaths++;
          return false;
        },
      );
      const served = await whatIsServed();
      expect([from.version, to.version], `died ${when} request ${step}`).toContain(served?.version);
      expect(served).toMatchObject(
        served?.version === OLD.version ? { names: ['old'], count: 120 } : { names: ['new'], count: 121 },
      );

      await seed(to);

      expect((await whatIsServed())?.version, `after death ${when} request ${step}`).toBe(to.version);
      expect(await expiries()).toEqual(
        new Map([
          ['CONTENT', NEVER],
          [`CONTENT#${to.version}`, NEVER],
          [`CONTENT#${from.version}`, IN_A_DAY],
        ]),
      );
    }
    // 2 for the claim, 3 of items, 1 of the index, 2 for the switch, and at least 6 to retire the edition before.
    expect(deaths).toBeGreaterThanOrEqual(12);
  });

  test('never shows a first edition before it is whole', async () => {
    for (let step = 1; step <= 7; step++) {
      await seed(NEW, clientCutOffAt(step, when)).catch(() => undefined);

      const served = await whatIsServed();
      if (served) expect(served).toEqual({ version: NEW.version, names: ['new'], count: 121 });
    }
  });
});

describe('two seeds at once', () => {
  test('of one edition both succeed', async () => {
    await seed(OLD);

    const results = await Promise.all([seed(NEW), seed(NEW), seed(NEW)]);

    expect(results.map(({ version }) => version)).toEqual(Array(3).fill(NEW.version));
    expect(await whatIsServed()).toEqual({ version: NEW.version, names: ['new'], count: 121 });
    expect((await expiries()).get(`CONTENT#${NEW.version}`)).toEqual(NEVER);
  });

  test('of different editions leave one of them whole, and the others give way or are replaced', async () => {
    const editions = [OLD, NEW, editionOf('third')];
    const results = await Promise.allSettled(editions.map((edition) => seed(edition)));

    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    expect(failures.every((reason) => reason instanceof SeedSupersededError)).toBe(true);
    expect(failures.length).toBeLessThan(editions.length);
    const served = await whatIsServed();
    const winner = editions.find(({ version }) => version === served?.version);
    expect(served?.count).toBe(winner?.items.length);
    expect(served?.names).toHaveLength(1);

    await seed(NEW);
    const left = await expiries();
    expect(left.get(`CONTENT#${NEW.version}`)).toEqual(NEVER);
    for (const [partition, expiry] of left) {
      if (partition !== 'CONTENT' && partition !== `CONTENT#${NEW.version}`) expect(expiry).toEqual(IN_A_DAY);
    }
  });

  test.each<[string, (step: number) => Edition]>([
    ['a third edition', (step) => editionOf(`overtaker ${step}`)],
    ['the edition that it replaces', () => OLD],
  ])(
    'one that is overtaken by %s, at any of its requests, leaves that one served and whole',
    async (_, overtakerAt) => {
      await seed(OLD);
      let requests = Number.POSITIVE_INFINITY;
      for (let step = 1; step <= requests; step++) {
        const overtaker = overtakerAt(step);
        const slow = new DynamoDBClient(config);
        let count = 0;
        slow.middlewareStack.add(
          (next) => async (args) => {
            const result = await next(args);
            if (++count === step) await seed(overtaker);
            return result;
          },
          { step: 'finalizeRequest', name: 'overtake' },
        );

        const outcome = await seed(NEW, slow).catch((error) => error);

        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(SeedSupersededError);
        else requests = count;
        // Overtaken before its claim, it is the later one of the two; after it, the overtaker is.
        const winner = step === 1 ? NEW : overtaker;
        const served = await whatIsServed();
        expect(served, `overtaken at ${step}`).toMatchObject({ version: winner.version, count: winner.items.length });
        expect(served?.names).toHaveLength(1);
        expect((await expiries()).get(`CONTENT#${winner.version}`), `overtaken at ${step}`).toEqual(NEVER);

        await seed(OLD);
        for (const [partition, expiry] of await expiries()) {
          const stays = partition === 'CONTENT' || partition === `CONTENT#${OLD.version}`;
          expect(expiry, `${partition} after overtaking at ${step}`).toEqual(stays ? NEVER : IN_A_DAY);
        }
        if (step > 40) throw new Error('A seed makes no such number of requests.');
      }
    },
  );
});
