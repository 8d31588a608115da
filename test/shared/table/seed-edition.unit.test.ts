import { describe, expect, test } from 'vitest';
import type { Edition } from '../../../lambda/shared/table/edition.ts';
import { editionPartition, INDEX_NAME, levelFacet, POINTER_KEY } from '../../../lambda/shared/table/keys.ts';
import {
  type Pointer,
  pointerFromItem,
  pointerToItem,
  SeedSupersededError,
} from '../../../lambda/shared/table/pointer.ts';
import { RETIRED_EDITION_LASTS_SECONDS, seedEdition } from '../../../lambda/shared/table/seed-edition.ts';
import { dynamoTableReads } from '../../../lambda/shared/table/table-reads.ts';
import { editionOf } from '../../support/content/small-edition.ts';
import {
  type FakeDynamoDb,
  fakeDynamoDb,
  type Request,
  transactionCanceled,
} from '../../support/fakes/fake-dynamodb.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const EXPIRES = String(NOW.getTime() / 1000 + RETIRED_EDITION_LASTS_SECONDS);

const OLD = editionOf('old');
const NEW = editionOf('new', 121);

const seed = ({ client }: FakeDynamoDb, edition: Edition) =>
  seedEdition({ client, tableName: 'content' }, edition, () => NOW);
const itemsOf = (db: FakeDynamoDb, { version }: Edition) =>
  db.items().filter(({ pk }) => pk?.S === editionPartition(version));
const expiriesOf = (db: FakeDynamoDb, edition: Edition) =>
  new Set(itemsOf(db, edition).map(({ expiresAt }) => expiresAt?.N));
const pointerOf = (db: FakeDynamoDb): Pointer =>
  pointerFromItem(db.items().find(({ pk }) => pk?.S === POINTER_KEY.pk) as never);
const movePointer = (db: FakeDynamoDb, change: Partial<Pointer>) =>
  db.put(pointerToItem({ ...pointerOf(db), ...change, revision: pointerOf(db).revision + 1 }));

describe('a seed', () => {
  test('puts an edition into an empty table and serves it', async () => {
    const db = fakeDynamoDb();

    expect(await seed(db, OLD)).toEqual({ version: OLD.version, outcome: 'switched', items: 120, retired: [] });

    expect(itemsOf(db, OLD)).toHaveLength(120);
    expect(expiriesOf(db, OLD)).toEqual(new Set([undefined]));
    expect(pointerOf(db)).toMatchObject({ version: OLD.version, seededAt: NOW.toISOString(), retiring: [] });
    expect(pointerOf(db).staging).toBeUndefined();
    expect(pointerOf(db).cursorKey).toHaveLength(32);
  });

  test('writes at most 50 items with the condition in a transaction, on its own table', async () => {
    const db = fakeDynamoDb();
    await seed(db, OLD);

    const transactions = db.requests.filter(({ name }) => name === 'TransactWriteItemsCommand');
    expect(transactions.map(({ input }) => (input.TransactItems as unknown[]).length)).toEqual([51, 51, 21]);
    const counts = db.requests.filter(({ input }) => input.IndexName !== undefined);
    expect(counts.map(({ input }) => input.Select)).toEqual(['COUNT', 'COUNT']);
    for (const { input } of db.requests) {
      const tables = JSON.stringify(input).match(/"TableName":"(\w+)"/g) ?? [];
      expect(new Set(tables)).toEqual(new Set(['"TableName":"content"']));
    }
  });

  test('of the edition that is served writes nothing', async () => {
    const db = fakeDynamoDb();
    await seed(db, OLD);
    const before = structuredClone(db.items());

    expect(await seed(db, OLD)).toEqual({ version: OLD.version, outcome: 'unchanged', items: 120, retired: [] });

    expect(db.items()).toEqual(before);
  });

  test('of a new edition switches to it, and lets the old one expire a day later, whole', async () => {
    const db = fakeDynamoDb();
    await seed(db, OLD);
    const { cursorKey } = pointerOf(db);

    expect(await seed(db, NEW)).toMatchObject({ outcome: 'switched', items: 121, retired: [OLD.version] });

    expect(expiriesOf(db, OLD)).toEqual(new Set([EXPIRES]));
    expect(expiriesOf(db, NEW)).toEqual(new Set([undefined]));
    expect(pointerOf(db)).toMatchObject({ version: NEW.version, retiring: [], cursorKey });
  });

  test('back to an edition that expires takes its mark away again', async () => {
    const db = fakeDynamoDb();
    await seed(db, OLD);
    await seed(db, NEW);

    await seed(db, OLD);

    expect(expiriesOf(db, OLD)).toEqual(new Set([undefined]));
    expect(expiriesOf(db, NEW)).toEqual(new Set([EXPIRES]));
  });
});

describe('what a seed refuses', () => {
  test('refuses to mark what is served again by the time it gets there', async () => {
    const db: FakeDynamoDb = fakeDynamoDb((request, nth) => {
      // The first mark of the old edition: another seed has just switched back to it.
      const marks = JSON.stringify(request.input).includes('SET #ttl');
      if (marks && nth >= 5) movePointer(db, { version: OLD.version });
    });
    await seed(db, OLD);

    await expect(seed(db, NEW)).rejects.toThrow(SeedSupersededError);

    expect(expiriesOf(db, OLD)).toEqual(new Set([undefined]));
  });

  test('refuses to mark what another seed is writing by then', async () => {
    const db: FakeDynamoDb = fakeDynamoDb((request) => {
      if (JSON.stringify(request.input).includes('SET #ttl')) movePointer(db, { staging: OLD.version });
    });
    await seed(db, OLD);

    await expect(seed(db, NEW)).rejects.toThrow(SeedSupersededError);

    expect(expiriesOf(db, OLD)).toEqual(new Set([undefined]));
  });

  test('refuses to go on writing, or to switch, once a newer seed has claimed the table', async () => {
    const writing: FakeDynamoDb = fakeDynamoDb(({ name }, nth) => {
      if (name === 'TransactWriteItemsCommand' && nth === 1) movePointer(writing, { staging: NEW.version });
    });
    await expect(seed(writing, OLD)).rejects.toThrow(SeedSupersededError);
    expect(itemsOf(writing, OLD)).toHaveLength(50);
    expect(pointerOf(writing).version).toBeUndefined();

    const switching: FakeDynamoDb = fakeDynamoDb(({ name, input }) => {
      if (name === 'QueryCommand' && input.IndexName === INDEX_NAME) movePointer(switching, { staging: NEW.version });
    });
    await expect(seed(switching, OLD)).rejects.toThrow(SeedSupersededError);
    expect(pointerOf(switching)).toMatchObject({ staging: NEW.version });
    expect(pointerOf(switching).version).toBeUndefined();
  });

  test('refuses to overwrite a pointer that another writer changed, and reads it again', async () => {
    let moved = false;
    const db: FakeDynamoDb = fakeDynamoDb(({ name, input }) => {
      if (name !== 'PutItemCommand' || moved || !(input.Item as { version?: unknown }).version) return;
      moved = true;
      movePointer(db, { retiring: ['earlier'] });
    });

    expect(await seed(db, OLD)).toMatchObject({ outcome: 'switched', retired: ['earlier'] });

    const pointers = db.requests.filter(({ name }) => name === 'PutItemCommand');
    expect(pointers.length).toBeGreaterThan(2);
    expect(pointerOf(db)).toMatchObject({ version: OLD.version, retiring: [] });
  });

  test('refuses to switch before the index has every item', async () => {
    let looks = 0;
    const db: FakeDynamoDb = fakeDynamoDb();
    const { client } = db;
    const send = client.send.bind(client) as (command: { input: object }) => Promise<{ Count?: number }>;
    client.send = (async (command: { input: { IndexName?: string } }) => {
      const answer = await send(command);
      return command.input.IndexName && ++looks < 3 ? { ...answer, Count: 119 } : answer;
    }) as never;

    expect(await seed(db, editionOf('small', 60))).toMatchObject({ outcome: 'switched' });

    expect(looks).toBe(3);
  });
});

describe('what DynamoDB refuses in passing', () => {
  const failing = (codes: readonly string[], times: number) => {
    let left = times;
    return fakeDynamoDb(({ name }: Request) => {
      if (name === 'TransactWriteItemsCommand' && left-- > 0) throw transactionCanceled(codes);
    });
  };

  test.each([[['None', 'TransactionConflict']], [['ThrottlingError', 'None']]])('%j is tried again', async (codes) => {
    const db = failing(codes, 2);

    expect(await seed(db, OLD)).toMatchObject({ outcome: 'switched' });
    expect(itemsOf(db, OLD)).toHaveLength(120);
  });

  test('refuses to try forever: the error of the eighth try is thrown', async () => {
    const db = failing(['None', 'TransactionConflict'], 8);

    await expect(seed(db, OLD)).rejects.toThrow('Transaction cancelled');
    expect(pointerOf(db).version).toBeUndefined();
  });

  test('refuses to try again what no waiting heals', async () => {
    const db = failing(['None', 'ValidationError'], 1);

    await expect(seed(db, OLD)).rejects.toThrow('Transaction cancelled');
    expect(itemsOf(db, OLD)).toEqual([]);
  });

  test('any other error is thrown as it is, and the next seed finishes what is left', async () => {
    let broken = true;
    const db: FakeDynamoDb = fakeDynamoDb(({ name }, nth) => {
      if (broken && name === 'TransactWriteItemsCommand' && nth === 1) throw new Error('AccessDenied');
    });

    await expect(seed(db, OLD)).rejects.toThrow('AccessDenied');
    broken = false;

    expect(await seed(db, OLD)).toMatchObject({ outcome: 'switched' });
    expect(itemsOf(db, OLD)).toHaveLength(120);
  });

  test('an edition left half-written is given up by a seed of another, and expires', async () => {
    let broken = true;
    const db: FakeDynamoDb = fakeDynamoDb(({ name }, nth) => {
      if (broken && name === 'TransactWriteItemsCommand' && nth === 1) throw new Error('cut off');
    });
    await expect(seed(db, OLD)).rejects.toThrow('cut off');
    broken = false;

    expect(await seed(db, NEW)).toMatchObject({ retired: [OLD.version] });

    expect(itemsOf(db, OLD)).toHaveLength(50);
    expect(expiriesOf(db, OLD)).toEqual(new Set([EXPIRES]));
  });
});

describe('the reads', () => {
  test('find what was seeded: the pointer, one document, all of a kind over pages, and a facet', async () => {
    const db = fakeDynamoDb();
    await seed(db, OLD);
    const reads = dynamoTableReads(db.client, 'content');

    expect(await reads.served()).toEqual({
      version: OLD.version,
      seededAt: NOW.toISOString(),
      cursorKey: pointerOf(db).cursorKey,
    });
    expect(await reads.document(OLD.version, 'CERTIFICATION#007')).toBe('{"name":"old","index":7}');
    expect(await reads.document(OLD.version, 'CERTIFICATION#999')).toBeUndefined();
    expect((await reads.documents(OLD.version, 'CERTIFICATION#')).map((text) => JSON.parse(text).index)).toEqual(
      Array.from({ length: 120 }, (_, index) => index),
    );
    expect(await reads.documents(OLD.version, 'CERTIFICATION#01')).toHaveLength(10);
    expect(await reads.facetDocuments(levelFacet(OLD.version, 'associate'))).toHaveLength(120);
    expect(await reads.facetDocuments(levelFacet(OLD.version, 'business'))).toEqual([]);
  });

  test('are consistent on the table, eventually consistent on the index and for the pointer', async () => {
    const db = fakeDynamoDb();
    await seed(db, OLD);
    const reads = dynamoTableReads(db.client, 'content');
    const from = db.requests.length;

    await reads.served();
    await reads.document(OLD.version, 'X');
    await reads.documents(OLD.version, 'X');
    await reads.facetDocuments('X');

    expect(db.requests.slice(from).map(({ input }) => [input.IndexName, input.ConsistentRead ?? false])).toEqual([
      [undefined, false],
      [undefined, true],
      [undefined, true],
      [INDEX_NAME, false],
    ]);
  });

  test('refuse an item without a document, and serve nothing before the first seed has ended', async () => {
    const db = fakeDynamoDb();
    const reads = dynamoTableReads(db.client, 'content');
    expect(await reads.served()).toBeUndefined();
    db.put(pointerToItem({ revision: 1, retiring: [], cursorKey: Buffer.alloc(32), staging: OLD.version }));
    expect(await reads.served()).toBeUndefined();
    db.put(pointerToItem({ revision: 2, retiring: [], cursorKey: Buffer.alloc(32), version: OLD.version }));
    expect(await reads.served()).toBeUndefined();

    db.put({ pk: { S: editionPartition('v') }, sk: { S: 'X' } });

    await expect(reads.document('v', 'X')).rejects.toThrow('seed the content again');
  });
});
