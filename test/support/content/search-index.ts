import type { SearchDocument } from '../../../lambda/shared/content/model.ts';
import type { IndexReads } from '../../../lambda/shared/search/search.ts';
import { searchDrafts } from '../../../lambda/shared/table/content-drafts.ts';
import { type ContentReader, contentReaders } from '../../../lambda/shared/table/content-reader.ts';
import { makeEdition } from '../../../lambda/shared/table/edition.ts';
import { type FakeTable, fakeTable } from '../fakes/fake-table.ts';

/** The stored index of these documents, read as the API reads it, and the table that counts the reads. */
export async function indexOf(documents: readonly SearchDocument[]): Promise<{ index: IndexReads; table: FakeTable }> {
  const table = fakeTable(makeEdition(searchDrafts(documents)));
  const { searchIndex } = (await contentReaders(table)()) as ContentReader;
  return { index: searchIndex, table };
}
