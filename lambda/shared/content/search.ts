/** Full-text search that is small enough to read, and gives the same answer every time. */
import type { SearchDocument } from './model.ts';

/** The longest query taken, in characters. */
export const MAX_QUERY_LENGTH = 100;
/** The most results given. */
export const MAX_SEARCH_RESULTS = 50;

/**
 * The documents that hold every term of the query, at most `limit` of them. A term is found where a word begins with
 * it, whatever its case and accents. Documents with more terms in their titles come first, and among equals the
 * order of the documents stands. A query without a letter or a digit finds nothing.
 * @throws RangeError when the query is longer than `MAX_QUERY_LENGTH`, or the limit not in 1 to `MAX_SEARCH_RESULTS`.
 */
export function search(documents: readonly SearchDocument[], query: string, limit: number): readonly SearchDocument[] {
  if (query.length > MAX_QUERY_LENGTH) {
    throw new RangeError(`The query has ${query.length} characters: shorten it to ${MAX_QUERY_LENGTH} at most.`);
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SEARCH_RESULTS) {
    throw new RangeError(`The limit is ${limit}: give a whole number from 1 to ${MAX_SEARCH_RESULTS}.`);
  }
  const terms = [...new Set(fold(query).split(' ').filter(Boolean))];
  if (terms.length === 0) return [];
  return documents
    .flatMap((document) => {
      const title = fold(document.title);
      const inTitle = terms.filter((term) => holdsWordFrom(title, term)).length;
      if (inTitle === terms.length) return [{ document, inTitle }];
      const text = `${title}${fold(document.text)}`;
      return terms.every((term) => holdsWordFrom(text, term)) ? [{ document, inTitle }] : [];
    })
    .sort((a, b) => b.inTitle - a.inTitle)
    .slice(0, limit)
    .map(({ document }) => document);
}

/** Words in lower case without accents, each with one space before it, so that a word's beginning can be looked for. */
function fold(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return (words ?? []).map((word) => ` ${word}`).join('');
}

function holdsWordFrom(folded: string, term: string): boolean {
  return folded.includes(` ${term}`);
}
