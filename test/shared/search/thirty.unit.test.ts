/** The thirty queries: the right thing is to be among the first three for 28 of them, from the API as on the site. */
import { expect, it } from 'vitest';
import { search } from '../../../lambda/shared/search/search.ts';
import { contentReaders } from '../../../lambda/shared/table/content-reader.ts';
import { contentEdition } from '../../support/content/content-edition.ts';
import { fakeTable } from '../../support/fakes/fake-table.ts';
import { THIRTY } from '../../support/search/thirty-queries.ts';

it('finds the right thing among the first three, for at least 28 of thirty', async () => {
  const content = await contentReaders(fakeTable(contentEdition))();
  if (!content) throw new Error('the edition is not served');
  const missed: string[] = [];
  for (const [query, right] of THIRTY) {
    const ids = (await search(content.searchIndex, query, 3)).items.map(({ id }) => id);
    if (!right.some((id) => ids.includes(id))) missed.push(`${query} → ${ids.join(', ')}`);
  }
  console.log(`${THIRTY.length - missed.length} of ${THIRTY.length}${missed.map((one) => `\n  ${one}`).join('')}`);
  expect(THIRTY).toHaveLength(30);
  expect(missed.length).toBeLessThanOrEqual(2);
});
