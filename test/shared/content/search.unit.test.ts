import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import type { SearchDocument } from '../../../lambda/shared/content/model.ts';
import { MAX_QUERY_LENGTH, MAX_SEARCH_RESULTS, search } from '../../../lambda/shared/content/search.ts';
import { searchDocuments } from '../../../lambda/shared/content/search-documents.ts';
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';

function documentsOf(texts: Record<string, [title: string, text: string]>): SearchDocument[] {
  return Object.entries(texts).map(([id, [title, text]]) => ({ id, kind: 'test', title, text, href: `/${id}` }));
}

function idsFound(documents: readonly SearchDocument[], query: string, limit = 50): string[] {
  return search(documents, query, limit).map(({ id }) => id);
}

describe('what is found', () => {
  const documents = documentsOf({
    cafe: ['Café Zürich', 'A resume, for résumé readers.'],
    queue: ['Dead-letter queue', 'What failed is set aside.'],
    pipeline: ['Event pipeline', 'Orders wait in a queue until they are applied.'],
    exam: ['SAA-C03', 'CI/CD is asked elsewhere.'],
  });

  test('case and accents make no difference, neither in the query nor in the text', () => {
    expect(idsFound(documents, 'CAFE zurich')).toEqual(['cafe']);
    expect(idsFound(documents, 'ZÜRICH RÉSUMÉ')).toEqual(['cafe']);
  });

  test('a term is found where a word begins with it, and not within a word', () => {
    expect(idsFound(documents, 'appl')).toEqual(['pipeline']);
    expect(idsFound(documents, 'plied')).toEqual([]);
  });

  test('every term must be found, in the title or in the text', () => {
    expect(idsFound(documents, 'pipeline queue')).toEqual(['pipeline']);
    expect(idsFound(documents, 'pipeline letter')).toEqual([]);
  });

  test('a term does not reach over the end of a title', () => {
    expect(idsFound(documentsOf({ a: ['one', 'two'] }), 'onetwo')).toEqual([]);
  });

  test('codes and terms with signs are found as they are written', () => {
    expect(idsFound(documents, 'saa-c03')).toEqual(['exam']);
    expect(idsFound(documents, 'CI/CD')).toEqual(['exam']);
    expect(idsFound(documents, 'c03, cd')).toEqual(['exam']);
  });

  test('a title counts above a text, and among equals the order stands', () => {
    expect(idsFound(documents, 'queue')).toEqual(['queue', 'pipeline']);
    expect(idsFound(documentsOf({ b: ['x', 'one'], a: ['one', 'x'], c: ['y', 'one'] }), 'one')).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('no more is given than the limit', () => {
    expect(idsFound(documents, 'queue', 1)).toEqual(['queue']);
  });

  test.each(['', '   ', '-- // !', '\u0301'])('a query without a letter or a digit, %j, finds nothing', (query) => {
    expect(idsFound(documents, query)).toEqual([]);
  });
});

describe('what is refused', () => {
  test('refuses a query that is too long, and takes the longest that is not', () => {
    expect(() => search([], 'x'.repeat(MAX_QUERY_LENGTH + 1), 1)).toThrow(RangeError);
    expect(search([], 'x'.repeat(MAX_QUERY_LENGTH), 1)).toEqual([]);
  });

  test.each([0, -1, 1.5, Number.NaN, MAX_SEARCH_RESULTS + 1])('refuses a limit of %d', (limit) => {
    expect(() => search([], 'x', limit)).toThrow(RangeError);
  });
});

describe('the documents of the content', () => {
  const documents = searchDocuments(content, Object.values(BLUEPRINTS));

  test('each has an id of its own, a title, a text, and a path of the API', () => {
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
    for (const { id, title, text, href } of documents) {
      expect(title.length, id).toBeGreaterThan(0);
      expect(text.length, id).toBeGreaterThan(1);
      expect(text, id).not.toContain('undefined');
      expect(href, id).toMatch(/^\/v1\/[a-z-]+/);
    }
  });

  test('every kind of content is among them, each as often as it is held', () => {
    const counts: Record<string, number> = {};
    for (const { kind } of documents) counts[kind] = (counts[kind] ?? 0) + 1;

    expect(counts).toEqual({
      track: 2,
      certification: 17,
      exam: 3,
      task: 39,
      skill: 7,
      'career-path': 2,
      salary: 1,
      difficulty: 5,
      advice: 7,
      'learning-step': 4,
      'study-tip': 5,
      project: 7,
    });
  });

  test('every document is found by its own title', () => {
    for (const { id, title } of documents)
      expect(idsFound(documents, title.slice(0, MAX_QUERY_LENGTH)), id).toContain(id);
  });

  test.each([
    ['replayed activity', 'project/event-pipeline'],
    ['dva-c03 ai security', 'task/DVA-C03/2.3'],
    ['cloudops', 'certification/SOA-C03'],
    ['sysops', 'certification/SOA-C03'],
    ['chief', 'career-path/architect'],
  ])('a learner who looks for %j finds %s', (query, id) => {
    expect(idsFound(documents, query)).toContain(id);
  });

  test('any query within its bounds is answered by documents of the content, the same every time', () => {
    const query = fc
      .string({ maxLength: MAX_QUERY_LENGTH, unit: 'grapheme' })
      .filter((q) => q.length <= MAX_QUERY_LENGTH);
    fc.assert(
      fc.property(query, (q) => {
        const found = search(documents, q, 10);

        expect(found.length).toBeLessThanOrEqual(10);
        expect(found.every((document) => documents.includes(document))).toBe(true);
        expect(search(documents, q, 10)).toEqual(found);
      }),
    );
  });
});
