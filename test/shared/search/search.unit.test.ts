import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { content } from '../../../lambda/shared/content/content.ts';
import type { SearchDocument } from '../../../lambda/shared/content/model.ts';
import { buildIndex, POSTINGS_PER_TERM } from '../../../lambda/shared/search/build-index.ts';
import { searchDocuments } from '../../../lambda/shared/search/documents.ts';
import { MAX_QUERY_LENGTH, MAX_SEARCH_RESULTS, search } from '../../../lambda/shared/search/search.ts';
import { synonymsIn } from '../../../lambda/shared/search/synonyms.ts';
import { editsBetween, termOf, termsOf, wordsOf } from '../../../lambda/shared/search/terms.ts';
import { apiInMemory } from '../../support/api/api-in-memory.ts';
import { indexOf } from '../../support/content/search-index.ts';

const documents = searchDocuments(content);

function documentsOf(texts: Record<string, readonly [title: string, text: string]>): SearchDocument[] {
  return Object.entries(texts).map(([id, [title, text]]) => ({ id, kind: 'test', title, text, href: `/${id}` }));
}
async function idsFound(among: readonly SearchDocument[], query: string, limit = 50): Promise<string[]> {
  const { index } = await indexOf(among);
  return (await search(index, query, limit)).items.map(({ id }) => id);
}

describe('what is found', () => {
  const few = documentsOf({
    cafe: ['Café Zürich', 'A resume, for résumé readers.'],
    queue: ['Dead-letter queue', 'What failed is set aside.'],
    pipeline: ['Event pipeline', 'Orders wait in a queue until they are applied.'],
    exam: ['SAA-C03', 'Task 2.1 is asked here.'],
  });

  test.each([
    ['case and accents make no difference', 'CAFE zurich', ['cafe']],
    ['a plural finds the singular', 'queues', ['queue', 'pipeline']],
    ['other forms of a word find it', 'applying', ['pipeline']],
    ['the beginning of a word finds it', 'pipel', ['pipeline']],
    ['a code is found as it is written', 'saa-c03', ['exam']],
    ['a number with a dot is one word', '2.1', ['exam']],
    ['a document with all words comes before those with some', 'pipeline queue', ['pipeline', 'queue']],
    ['a title counts above a text', 'queue', ['queue', 'pipeline']],
    ['a stop word does not get in the way', 'where is the queue', ['queue', 'pipeline']],
    ['one edit in a short word is forgiven', 'queve', ['queue', 'pipeline']],
    ['two swapped letters are one edit', 'ordres', ['pipeline']],
    ['a wrong first letter is forgiven', 'bipeline', ['pipeline']],
    ['two edits in a long word are forgiven', 'pypelyne', ['pipeline']],
    ['three edits are not', 'pypelynx', []],
    ['two edits in a word of six letters are not', 'qxexes', []],
    ['a short word is not corrected', 'quo', []],
  ])('%s', async (_, query, ids) => {
    expect(await idsFound(few, query)).toEqual(ids);
  });

  test('no more is given than the limit, the best first', async () => {
    expect(await idsFound(few, 'queue', 1)).toEqual(['queue']);
  });

  test('a document comes back as it was, without what only the index needs', async () => {
    const [first] = few;
    const { index } = await indexOf([{ ...(first as SearchDocument), keywords: 'coffee', weight: 2 }]);

    expect((await search(index, 'coffee', 1)).items).toEqual([first]);
  });
});

describe('what is refused', () => {
  test('refuses a query that is too long, and takes the longest that is not', async () => {
    const { index } = await indexOf([]);

    await expect(search(index, 'x'.repeat(MAX_QUERY_LENGTH + 1), 1)).rejects.toThrow(RangeError);
    await expect(search(index, 'x'.repeat(MAX_QUERY_LENGTH), 1)).resolves.toMatchObject({ items: [] });
  });

  test.each([0, -1, 1.5, Number.NaN, MAX_SEARCH_RESULTS + 1])('refuses a limit of %d', async (limit) => {
    const { index } = await indexOf([]);

    await expect(search(index, 'x', limit)).rejects.toThrow(RangeError);
  });
});

describe('the documents of the content', () => {
  test('each has a unique id, a title, a text, and a path of the API or of the site', () => {
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
    for (const { id, kind, title, text, href } of documents) {
      expect(title.length, id).toBeGreaterThan(0);
      expect(text.length, id).toBeGreaterThan(1);
      expect(`${title} ${text}`, id).not.toMatch(/undefined|\[object|false|NaN/);
      expect(href, id).toMatch(kind === 'page' ? /^(\/[a-z]+)+(#[a-z]+)?$/ : /^\/v1\/[a-z-]+/);
    }
  });

  test('every address leads to something, and its fragment to the very thing', async () => {
    const { request } = apiInMemory();
    // Those of the site are asked of its pages: test/site/search.unit.test.ts.
    for (const { id, href } of documents.filter(({ kind }) => kind !== 'page')) {
      const [path = '', pointer] = href.split('#');
      const response = await request(path);
      expect(response.status, href).toBe(200);
      const thing = pointer
        ?.split('/')
        .slice(1)
        .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], await response.json());
      if (pointer !== undefined) expect(thing, `${id} ${href}`).toBeDefined();
    }
  });

  test('everything that is held can be found: as many documents of each kind as there are things', () => {
    const counts: Record<string, number> = {};
    for (const { kind } of documents) counts[kind] = (counts[kind] ?? 0) + 1;

    expect(counts).toMatchObject({
      track: content.tracks.length,
      certification: content.certifications.length,
      exam: 3,
      task: 39,
      domain: 12,
      change: 7,
      service: 136 + 1,
      skill: content.skills.length,
      'career-path': content.careerPaths.length,
      salary: 1,
      difficulty: content.difficulty.length,
      advice: content.advice.length,
      'learning-step': content.learningPath.length,
      'study-tip': content.studyTips.length,
      project: content.practiceProjects.length,
      source: content.sources.length + 1,
      disagreement: content.disagreements.length,
      level: content.levels.length,
    });
    expect(Math.min(counts.gap ?? 0, counts.practice ?? 0, counts.drill ?? 0)).toBeGreaterThan(10);
  });

  test('every document is found by its own title', async () => {
    const { index } = await indexOf(documents);
    for (const { id, title } of documents) {
      const { items } = await search(index, title.slice(0, MAX_QUERY_LENGTH), MAX_SEARCH_RESULTS);
      expect(
        items.map((item) => item.id),
        id,
      ).toContain(id);
    }
  });

  test('any query within its bounds is answered by documents of the content, the same every time', async () => {
    const { index } = await indexOf(documents);
    const ids = new Set(documents.map(({ id }) => id));
    const query = fc
      .string({ maxLength: MAX_QUERY_LENGTH, unit: 'grapheme' })
      .filter((q) => q.length <= MAX_QUERY_LENGTH);
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        const result = await search(index, q, 10);

        expect(result.items.length).toBeLessThanOrEqual(10);
        expect(result.items.every(({ id }) => ids.has(id))).toBe(true);
        expect(result.items.length > 0).toBe(result.suggestions.length === 0);
        expect(await search(index, q, 10)).toEqual(result);
      }),
    );
  });
});

describe('at a hundred times the content', () => {
  const hundredfold = Array.from({ length: 100 }, (_, copy) =>
    documents.map((document) => ({
      ...document,
      id: `${document.id}/${copy}`,
      text: `${document.text} volume${copy}`,
    })),
  ).flat();

  test('a search reads the pieces of its own words and the documents that it gives, and not the rest', async () => {
    const { index, table } = await indexOf(hundredfold);

    const { items } = await search(index, 'lambda passing scroe', 10);

    expect(items).toHaveLength(10);
    // Three words and two pairs of neighbours; two lists of words for the mistyped one, then its own shard.
    expect(table.reads.queries).toBeLessThanOrEqual(6);
    expect(table.reads.documents).toBeLessThanOrEqual(10 + 2);
    expect(table.reads.characters).toBeLessThan(table.characters / 100);
  }, 120_000);

  test('a term keeps no more documents than its bound, however many have it', () => {
    const { shards } = buildIndex(hundredfold.filter((_, place) => place % 20 === 0));
    const lengths = shards.flatMap(({ postings }) => Object.values(postings).map((list) => list.length / 2));

    expect(Math.max(...lengths)).toBe(POSTINGS_PER_TERM);
  }, 120_000);
});

describe('the index', () => {
  test('is the same for the same documents, and no piece is near the limit of an item', () => {
    const index = buildIndex(documents);

    expect(buildIndex(documents)).toEqual(index);
    for (const piece of [...index.shards, ...index.words]) expect(JSON.stringify(piece).length).toBeLessThan(100_000);
  });

  test('keeps a word that is a name of JavaScript as any other', async () => {
    const odd = documentsOf({ a: ['constructor', 'toString and __proto__'] });

    expect(await idsFound(odd, 'constructor')).toEqual(['a']);
    expect(await idsFound(odd, 'valueOf')).toEqual([]);
  });
});

test('words and terms: folded, stop words left out, names kept whole', () => {
  expect(wordsOf('Café — CI/CD, 2.1 and EC2!')).toEqual(['cafe', 'ci', 'cd', '2.1', 'and', 'ec2']);
  expect(termsOf('The lambdas of an AWS architect')).toEqual(['lambda', 'architect']);
  expect(['sqs', 'ec2', 'salaries', 'deployment'].map(termOf)).toEqual(['sqs', 'ec2', 'salari', 'deploy']);
});

test.each([
  ['lambda', 'lambda', 0],
  ['lamda', 'lambda', 1],
  ['lambdda', 'lambda', 1],
  ['lanbda', 'lambda', 1],
  ['lamdba', 'lambda', 1],
  ['kitten', 'sitting', 3],
  ['ab', 'xa', 2],
  ['rules', 'surely', 4],
  ['', 'ab', 2],
])('between %j and %j are %i edits', (a, b, edits) => {
  expect(editsBetween(a, b, 3)).toBe(edits);
  expect(editsBetween(b, a, 3)).toBe(edits);
  if (edits > 0) expect(editsBetween(a, b, edits - 1)).toBe(edits);
});

test('a text is found by the other words for what it speaks of', () => {
  expect(synonymsIn('A CI/CD pipeline')).toContain('cicd');
  expect(synonymsIn('Nothing of the kind')).toBe('');
  expect(synonymsIn('cdci')).toBe('');
});
