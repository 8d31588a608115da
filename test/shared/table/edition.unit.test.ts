import { describe, expect, test } from 'vitest';
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';
import { makeEdition } from '../../../lambda/shared/table/edition.ts';
import * as keys from '../../../lambda/shared/table/keys.ts';
import { CONTENT_CEILINGS } from '../../../lib/projects/serverless-api/project.ts';
import { contentEdition } from '../../support/content/content-edition.ts';

const draft = { sk: 'X#1', entity: { name: 'one' }, facet: { of: (version: string) => `${version}#F`, sort: '1' } };

describe('makeEdition', () => {
  test('the same content has the same version, and its facets carry it', () => {
    const edition = makeEdition([draft]);

    expect(makeEdition([{ ...draft }])).toEqual(edition);
    expect(edition.items).toEqual([
      { sk: 'X#1', document: '{"name":"one"}', facet: `${edition.version}#F`, facetSort: '1' },
    ]);
    expect(edition.version).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    ['an entity', { entity: { name: 'two' } }],
    ['a key', { sk: 'X#2' }],
    ['a facet', { facet: { of: (version: string) => `${version}#G`, sort: '1' } }],
    ['a place in the index', { facet: { ...draft.facet, sort: '2' } }],
  ])('another version for a change of %s', (_, change) => {
    expect(makeEdition([{ ...draft, ...change }]).version).not.toBe(makeEdition([draft]).version);
  });

  test('refuses two items with one key', () => {
    expect(() => makeEdition([draft, draft])).toThrow('X#1');
  });
});

test('the keys of the pointer and of the index are those that deployed tables have', () => {
  expect(keys.POINTER_KEY).toEqual({ pk: 'CONTENT', sk: 'CURRENT' });
  expect([keys.INDEX_NAME, keys.INDEX_PARTITION_KEY, keys.INDEX_SORT_KEY, keys.TTL_ATTRIBUTE]).toEqual([
    'byFacet',
    'facet',
    'facetSort',
    'expiresAt',
  ]);
});

describe('the edition of this repository', () => {
  test('has every item of every kind under a key that its list query finds', () => {
    const count = (prefix: string) => contentEdition.items.filter(({ sk }) => sk.startsWith(prefix)).length;
    const tasks = Object.values(BLUEPRINTS).flatMap(({ domains }) => domains.flatMap((domain) => domain.tasks.length));

    expect(count(keys.TRACKS)).toBe(2);
    expect(count(keys.examKey(''))).toBe(3);
    expect(contentEdition.items.filter(({ sk }) => /^TASK#[^#]+#[^#]+#$/.test(sk))).toHaveLength(
      tasks.reduce((sum, each) => sum + each, 0),
    );
  });

  test('is written, and the edition before it marked, within half of the minute that the seed has on AWS', () => {
    // A transactional write takes two units per KB of an item, and as many in the index. The emulator throttles
    // nothing, so that no deployment to it would show an edition that is too large.
    const units = contentEdition.items.reduce((sum, item) => {
      const kilobytes = Math.ceil((Buffer.byteLength(JSON.stringify(item)) + 40) / 1024);
      return sum + 2 * kilobytes * (item.facet ? 2 : 1);
    }, 0);

    expect((2 * units) / CONTENT_CEILINGS.writes).toBeLessThan(30);
  });

  test('fits DynamoDB: no item near 400 KB, no key near 1024 bytes', () => {
    for (const { sk, document } of contentEdition.items) {
      expect(Buffer.byteLength(document)).toBeLessThan(100_000);
      expect(Buffer.byteLength(sk)).toBeLessThan(200);
    }
  });
});
