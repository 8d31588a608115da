/** The thirty queries: the right thing is to be among the first three for 28 of them, from the API as on the site. */
import { expect, it } from 'vitest';
import { search } from '../../../lambda/shared/search/search.ts';
import { contentReaders } from '../../../lambda/shared/table/content-reader.ts';
import { contentEdition } from '../../support/content/content-edition.ts';
import { fakeTable } from '../../support/fakes/fake-table.ts';
import { LATER, THIRTY } from '../../support/search/thirty-queries.ts';

it.each([
  ['28 of thirty', THIRTY, 2],
  ['all of ten that came later', LATER, 0],
] as const)('finds the right thing among the first three, for at least %s', async (_, queries, most) => {
  const content = await contentReaders(fakeTable(contentEdition))();
  if (!content) throw new Error('the edition is not served');
  const missed: string[] = [];
  for (const [query, right] of queries) {
    const ids = (await search(content.searchIndex, query, 3)).items.map(({ id }) => id);
    if (!right.some((id) => ids.includes(id))) missed.push(`${query} → ${ids.join(', ')}`);
  }
  console.log(`${queries.length - missed.length} of ${queries.length}${missed.map((one) => `\n  ${one}`).join('')}`);
  expect(queries.length).toBe(queries === THIRTY ? 30 : 10);
  expect(missed.length).toBeLessThanOrEqual(most);
});
