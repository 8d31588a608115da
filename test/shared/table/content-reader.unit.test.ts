import { describe, expect, test } from 'vitest';
import { type ContentReader, contentReaders } from '../../../lambda/shared/table/content-reader.ts';
import { makeEdition } from '../../../lambda/shared/table/edition.ts';
import { certificationKey } from '../../../lambda/shared/table/keys.ts';
import { contentEdition } from '../../support/content/content-edition.ts';
import { fakeTable } from '../../support/fakes/fake-table.ts';

const edition = (name: string) => makeEdition([{ sk: certificationKey('SAA-C03'), entity: { name } }]);

describe('what a request costs', () => {
  const patterns: Record<string, (content: ContentReader) => Promise<unknown>> = {
    certification: (content) => content.certification('SAA-C03'),
    certifications: (content) => content.certifications(),
    'certifications of a level': (content) => content.certifications('associate'),
    comparison: (content) => content.comparable(),
    exam: (content) => content.exam('DVA-C03'),
    'task with its projects': (content) => content.task('DVA-C03', '1.1'),
    'project with its tasks': (content) => content.project('event-pipeline'),
    'search shard': (content) => content.searchIndex.postings('lam'),
    'search document': (content) => content.searchIndex.document(0),
  };

  test.each(Object.entries(patterns))('%s: one read when cold, and the pointer alone when warm', async (_, read) => {
    const table = fakeTable(contentEdition);
    const content = contentReaders(table);

    const cold = await read((await content()) as ContentReader);
    expect(table.reads.pointer).toBe(1);
    expect(table.reads.documents + table.reads.queries).toBe(1);

    const warm = await read((await content()) as ContentReader);
    expect(table.reads.pointer).toBe(2);
    expect(table.reads.documents + table.reads.queries).toBe(1);
    expect(warm).toEqual(cold);
  });

  test('callers who ask at once share one read', async () => {
    const table = fakeTable(contentEdition);
    const content = (await contentReaders(table)()) as ContentReader;

    await Promise.all([content.skills(), content.skills(), content.skills()]);

    expect(table.reads.queries).toBe(1);
  });

  test('what does not exist is asked for each time, so that nobody can fill the memory', async () => {
    const table = fakeTable(contentEdition);
    const content = (await contentReaders(table)()) as ContentReader;

    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await content.certification('NO-C01')).toBeUndefined();
      expect(await content.task('NO-C01', '1.1')).toBeUndefined();
      expect(await content.project('nothing')).toBeUndefined();
    }

    expect(table.reads).toMatchObject({ documents: 3, queries: 6 });
  });
});

describe('a switch of editions', () => {
  test('is seen by the next request, and not by one that has begun', async () => {
    const table = fakeTable(edition('old'));
    const readers = contentReaders(table);
    const begun = await readers();
    expect(await begun?.certification('SAA-C03')).toEqual({ name: 'old' });

    table.serve(edition('new'));

    expect(await begun?.certification('SAA-C03')).toEqual({ name: 'old' });
    expect(await (await readers())?.certification('SAA-C03')).toEqual({ name: 'new' });
  });

  test('a table that was never seeded has no content', async () => {
    expect(await contentReaders(fakeTable(undefined))()).toBeUndefined();
  });
});

test('a read that failed is not kept', async () => {
  const table = fakeTable(contentEdition);
  let failures = 1;
  const failing = {
    ...table,
    documents: (version: string, prefix: string) =>
      failures-- > 0 ? Promise.reject(new Error('throttled')) : table.documents(version, prefix),
  };
  const content = (await contentReaders(failing)()) as ContentReader;

  await expect(content.skills()).rejects.toThrow('throttled');
  expect(await content.skills()).toHaveLength(7);
});

test('a task has its own projects only, and no task is a prefix of another', async () => {
  const content = (await contentReaders(fakeTable(contentEdition))()) as ContentReader;

  expect(await content.task('SAA-C03', '1')).toBeUndefined();
  const { task, practice } = (await content.task('SAA-C03', '1.1')) ?? {};
  expect(task).toMatchObject({ exam: 'SAA-C03', id: '1.1', domain: { id: '1', weight: 30 } });
  expect(practice?.every((link) => link.exam === 'SAA-C03' && link.task === '1.1')).toBe(true);
  expect(practice?.length).toBeGreaterThan(0);
});
