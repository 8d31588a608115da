/** Search over the stored index: it reads the pieces that the query's words lead to, and the documents that it gives. */
import type { SearchDocument } from '../content/model.ts';
import type { Postings, Words } from './build-index.ts';
import { editsBetween, isTelling, lettersOf, MISTYPED_FROM, termOf, wordsOf } from './terms.ts';

/** The longest query taken, in characters. */
export const MAX_QUERY_LENGTH = 100;
/** The most results given. */
export const MAX_SEARCH_RESULTS = 50;
/** More words than this are not looked for: a query has 100 characters. */
const MAX_WORDS = 12;

/** What a search reads; each is one Query or one GetItem. */
export interface IndexReads {
  /** The shards whose letters begin with these. */
  postings(letters: string): Promise<readonly Postings[]>;
  words(letter: string): Promise<Words>;
  document(position: number): Promise<SearchDocument | undefined>;
}

export interface SearchResult {
  readonly items: readonly SearchDocument[];
  /** The query as it was understood, where a word of it was mistyped. */
  readonly corrected?: string;
  /** Where nothing is found: queries that find something. */
  readonly suggestions: readonly string[];
}

/** What to ask when a query finds nothing and resembles nothing. */
export const SUGGESTIONS = [
  'price',
  'passing score',
  'which exam is easier',
  'serverless',
  'salary',
  'drills',
] as const;

/** What a word stands for in the index: terms, each with the share of its weight that counts. */
interface Found {
  readonly word: string;
  readonly weights: ReadonlyMap<number, number>;
}

/**
 * The documents that fit the query best, at most `limit` of them: those with all of its words before those with some.
 * A word is found by its stem, by its beginning, and else by the word most like it; words that say nothing are left out.
 * @throws RangeError when the query is longer than `MAX_QUERY_LENGTH`, or the limit not in 1 to `MAX_SEARCH_RESULTS`.
 */
export async function search(index: IndexReads, query: string, limit: number): Promise<SearchResult> {
  if (query.length > MAX_QUERY_LENGTH) {
    throw new RangeError(`The query has ${query.length} characters: shorten it to ${MAX_QUERY_LENGTH} at most.`);
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SEARCH_RESULTS) {
    throw new RangeError(`The limit is ${limit}: give a whole number from 1 to ${MAX_SEARCH_RESULTS}.`);
  }
  const words = [...new Set(wordsOf(query).filter(isTelling))].slice(0, MAX_WORDS);
  const [found, joined] = await Promise.all([
    Promise.all(words.map((word) => find(index, word))),
    Promise.all(words.slice(1).map((word, place) => exact(index, `${words[place]}${word}`))),
  ]);
  const best = ranked(found, joined).slice(0, limit);
  const documents = await Promise.all(best.map((position) => index.document(position)));
  const items = documents.flatMap((document) => document ?? []);
  const understood = found.map(({ word }) => word).join(' ');
  return {
    items,
    ...(items.length > 0 && understood !== words.join(' ') && { corrected: understood }),
    suggestions: items.length > 0 ? [] : SUGGESTIONS,
  };
}

/** Documents by what all words together weigh in them, times the cube of the share of words that they have. */
function ranked(found: readonly Found[], joined: readonly ReadonlyMap<number, number>[]): readonly number[] {
  const totals = new Map<number, { weight: number; words: number }>();
  for (const { weights } of found) {
    for (const [position, weight] of weights) {
      const { weight: before, words } = totals.get(position) ?? { weight: 0, words: 0 };
      totals.set(position, { weight: before + weight, words: words + 1 });
    }
  }
  // Two words written as one, `dynamo db`: where the one word exists, it has both of them.
  for (const weights of joined) {
    for (const [position, weight] of weights) {
      const { weight: before, words } = totals.get(position) ?? { weight: 0, words: 0 };
      totals.set(position, { weight: before + 2 * weight, words: Math.max(words, Math.min(2, found.length)) });
    }
  }
  return [...totals]
    .map(([position, { weight, words }]) => ({ position, score: weight * (words / found.length) ** 3 }))
    .toSorted((a, b) => b.score - a.score || a.position - b.position)
    .map(({ position }) => position);
}

async function find(index: IndexReads, word: string): Promise<Found> {
  const weights = await weightsOf(index, termOf(word));
  if (weights.size > 0) return { word, weights };
  const meant = await mostLike(index, word);
  return meant === undefined ? { word, weights } : { word: meant, weights: await weightsOf(index, termOf(meant)) };
}

/** What a term weighs in each document; a longer term that begins with it counts for less, the longer the less. */
async function weightsOf(index: IndexReads, term: string): Promise<ReadonlyMap<number, number>> {
  const weights = new Map<number, number>();
  for (const shard of await index.postings(lettersOf(term))) {
    for (const [candidate, postings] of Object.entries(shard)) {
      if (!candidate.startsWith(term)) continue;
      const share = candidate === term ? 1 : (0.4 * term.length) / candidate.length;
      for (let at = 0; at < postings.length; at += 2) {
        const [position, weight] = [postings[at] as number, (postings[at + 1] as number) * share];
        if (weight > (weights.get(position) ?? 0)) weights.set(position, weight);
      }
    }
  }
  return weights;
}

/** What exactly this term weighs in each document; empty where it is none. */
async function exact(index: IndexReads, word: string): Promise<ReadonlyMap<number, number>> {
  const term = termOf(word);
  const shards = await index.postings(lettersOf(term));
  const postings = shards.flatMap((shard) => (Object.hasOwn(shard, term) ? [shard[term] ?? []] : [])).flat();
  return new Map(
    Array.from({ length: postings.length / 2 }, (_, at) => [
      postings[2 * at] as number,
      postings[2 * at + 1] as number,
    ]),
  );
}

/** The word that differs least from a mistyped one: by one edit, or by two from seven letters on. */
async function mostLike(index: IndexReads, word: string): Promise<string | undefined> {
  if (word.length < MISTYPED_FROM || !/^\p{L}+$/u.test(word)) return undefined;
  const lists = await Promise.all([...new Set([...word].slice(0, 2))].map((letter) => index.words(letter)));
  const most = word.length >= 7 ? 2 : 1;
  const alike = lists
    .flat()
    .map(([candidate, documents]) => ({ candidate, documents, edits: editsBetween(word, candidate, most) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits || b.documents - a.documents || (a.candidate < b.candidate ? -1 : 1));
  return alike[0]?.candidate;
}
