/**
 * The search index of an edition, made when it is seeded: MiniSearch weighs each term in each document (BM25+), and
 * what it found is stored in small pieces, so that a search reads the pieces of its own terms and nothing else
 * (docs/decisions/0030-search-index-in-the-table.md).
 */
import MiniSearch from 'minisearch';
import type { SearchDocument } from '../content/model.ts';
import { synonymsIn } from './synonyms.ts';
import { isTelling, lettersOf, MISTYPED_FROM, termOf, termsOf, wordsOf } from './terms.ts';

/** For each term of a shard: positions of documents, each followed by its weight there, the heaviest first. */
export type Postings = Readonly<Record<string, readonly number[]>>;
/** Words as they are written, each with the number of documents that have it. */
export type Words = readonly (readonly [word: string, documents: number])[];

/** The pieces of an index, each under the letters that lead to it. */
export interface SearchIndex {
  readonly shards: readonly { readonly letters: string; readonly part: number; readonly postings: Postings }[];
  readonly words: readonly { readonly letter: string; readonly words: Words }[];
}

/** A term keeps its heaviest documents: more than a page can show, few enough that a frequent term stays small. */
export const POSTINGS_PER_TERM = 200;
/** No piece grows past this many characters; DynamoDB takes 400 KB in an item. */
const PIECE_CHARACTERS = 50_000;

/** What a match is worth by where it stands. */
const BOOST = { title: 5, keywords: 3, synonyms: 1, text: 1 };

/** What a document is found by. */
export type Indexed = Pick<SearchDocument, 'title' | 'text' | 'keywords' | 'weight'>;

/** The parts of an index, each made when it is asked for: a page needs those of its query alone. */
export interface Weighed {
  readonly terms: readonly string[];
  postings(term: string): readonly number[];
  words(): SearchIndex['words'];
}

/** The index of these documents; a document's place in the list is its name in the index. Same documents, same index. */
export function buildIndex(documents: readonly Indexed[]): SearchIndex {
  const { terms, postings, words } = weigh(documents);
  return { shards: shardsOf(new Map(terms.map((term) => [term, postings(term)]))), words: words() };
}

export function weigh(documents: readonly Indexed[]): Weighed {
  const engine = new MiniSearch<{ position: number; title: string; keywords: string; synonyms: string; text: string }>({
    idField: 'position',
    fields: ['title', 'keywords', 'synonyms', 'text'],
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: {
      tokenize: (term) => [term],
      boost: BOOST,
      boostDocument: (position) => documents[position]?.weight ?? 1,
    },
  });
  engine.addAll(
    documents.map(({ title, keywords = '', text }, position) => ({
      position,
      title,
      keywords: `${keywords} ${synonymsIn(`${title}. ${keywords}`)}`,
      synonyms: synonymsIn(text),
      text,
    })),
  );
  return {
    terms: engine
      .toJSON()
      .index.map(([term]) => term)
      .toSorted(),
    postings: (term) =>
      engine
        .search(term)
        .slice(0, POSTINGS_PER_TERM)
        .flatMap(({ id, score }) => [id as number, Math.round(score * 100)]),
    words: () => wordLists(documents),
  };
}

function shardsOf(postings: ReadonlyMap<string, readonly number[]>): SearchIndex['shards'] {
  return [...Map.groupBy(postings, ([term]) => lettersOf(term))].flatMap(([letters, entries]) =>
    inPieces(entries).map((piece, part) => ({ letters, part, postings: Object.fromEntries(piece) })),
  );
}

function inPieces<Entry>(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const pieces: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const size = JSON.stringify(entry).length;
    if (room < size) {
      pieces.push([]);
      room = PIECE_CHARACTERS;
    }
    pieces.at(-1)?.push(entry);
    room -= size;
  }
  return pieces;
}

/**
 * Every word under its first letter, for what was mistyped; and under its second, for what was mistyped in its first.
 */
function wordLists(documents: readonly Indexed[]): SearchIndex['words'] {
  const counts = new Map<string, number>();
  for (const { title, keywords = '', text } of documents) {
    for (const word of new Set(wordsOf(`${title} ${keywords} ${synonymsIn(title)} ${text}`))) {
      if (word.length >= MISTYPED_FROM && isTelling(word) && /^\p{L}+$/u.test(word) && termOf(word).length > 2) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const letters = new Set(sorted.flatMap(([word]) => [...word].slice(0, 2)));
  return [...letters].toSorted().map((letter) => ({
    letter,
    words: sorted.filter(([word]) => word.startsWith(letter) || [...word][1] === letter),
  }));
}
