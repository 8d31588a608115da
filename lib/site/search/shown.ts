/** The search as the site holds it: the items of the edition, and the documents that a page makes the same index of. */
import { content } from '../../../lambda/shared/content/content.ts';
import { searchDocuments } from '../../../lambda/shared/search/documents.ts';
import type { DraftItem } from '../../../lambda/shared/table/edition.ts';
import { SEARCH_INDEX, SEARCH_WORDS, searchDocumentKey } from '../../../lambda/shared/table/keys.ts';
import { addressOf } from './addresses.ts';
import type { Packed } from './packed.ts';

/** In the order of their places in the index. */
export const packedDocuments = (): readonly Packed[] =>
  searchDocuments(content).map((document) => {
    const { kind, title, text, keywords, weight } = document;
    const shown = [kind, title, text, addressOf(document)] as const;
    return weight === undefined && keywords === undefined ? shown : [...shown, keywords ?? '', weight ?? 1];
  });

/** What the site's function answers a search from: the same items that the table has, documents at their places on the site. */
export function searchPieces(edition: readonly DraftItem[]): Readonly<Record<string, unknown>> {
  const pieces = edition.filter(({ sk }) => sk.startsWith(SEARCH_INDEX) || sk.startsWith(SEARCH_WORDS));
  const documents = searchDocuments(content).map((document, position) => {
    const { kind, title, text } = document;
    return [searchDocumentKey(position), { kind, title, text, href: addressOf(document) }] as const;
  });
  return Object.fromEntries([...pieces.map(({ sk, entity }) => [sk, entity] as const), ...documents]);
}
