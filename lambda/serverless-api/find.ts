/** The page Search without a script: the search of `GET /v1/search` over the same index, put into the page that was made ahead. */
import type { SearchDocument } from '../shared/content/model.ts';
import { foundView, HITS, queryFault } from '../shared/pages/found-view.ts';
import { escaped, htmlOf } from '../shared/pages/html.ts';
import { el } from '../shared/pages/tree.ts';
import type { Postings, Words } from '../shared/search/build-index.ts';
import { search } from '../shared/search/search.ts';
import { SEARCH_INDEX, searchDocumentKey, searchWordsKey } from '../shared/table/keys.ts';
import { ANSWER_PLACE, QUERY_INPUT, SITE_DATA } from './env.ts';
import type { Answers } from './made.ts';

/** What the edition has for the search, each under its key; of documents, what a page shows, at their address on the site. */
type SearchPieces = Readonly<Record<string, unknown>>;

export const answers: Answers = {
  asks: (query) => query.getAll('q').some((one) => one.trim() !== ''),

  async made({ page, query, data }) {
    const queries = query.getAll('q').map((one) => one.trim());
    const [asked = ''] = queries;
    const fault = queryFault(queries);
    const shown = fault
      ? [el('p', { class: 'wrong' }, fault)]
      : foundView(asked, await search(readsOf((await data(SITE_DATA.search)) as SearchPieces), asked, HITS));
    return {
      status: fault ? 400 : 200,
      page: page
        .replace(QUERY_INPUT, () => QUERY_INPUT.replace('""', () => `"${escaped(fault ? '' : asked)}"`))
        .replace(ANSWER_PLACE, () => htmlOf(...shown)),
    };
  },
};

function readsOf(pieces: SearchPieces): Parameters<typeof search>[0] {
  const keys = Object.keys(pieces);
  return {
    postings: async (letters) =>
      keys.filter((key) => key.startsWith(`${SEARCH_INDEX}${letters}`)).map((key) => pieces[key] as Postings),
    words: async (letter) => (pieces[searchWordsKey(letter)] as Words | undefined) ?? [],
    document: async (position) => pieces[searchDocumentKey(position)] as SearchDocument | undefined,
  };
}
