/** What a search found, as a page shows it: the same whether it was made on request or by the page's script. */
import type { SearchDocument } from '../content/model.ts';
import { MAX_QUERY_LENGTH, type SearchResult } from '../search/search.ts';
import { isTelling, termOf, wordsOf } from '../search/terms.ts';
import { el, type Tree } from './tree.ts';

/** A place of the site that was found. */
export type Hit = Pick<SearchDocument, 'kind' | 'title' | 'text' | 'href'>;

/** How many are shown. */
export const HITS = 12;

/** What a kind is called on a page; any other by its own name. */
const KINDS: Readonly<Record<string, string>> = {
  advice: 'comparison',
  'career-path': 'career',
  difficulty: 'comparison',
  disagreement: 'sources',
  'exam-fact': 'exam',
  gap: 'not trained here',
  'learning-step': 'how to study',
  level: 'certification',
  practice: 'shown in a project',
  recommendation: 'decide',
  salary: 'pay',
  'study-tip': 'how to study',
  task: 'exam task',
};

export function foundView(query: string, { items, corrected, suggestions }: SearchResult): Tree[] {
  if (items.length === 0) return nothing(query, suggestions);
  const terms = termsMeant(corrected ?? query);
  const places = items.length === 1 ? '1 place' : `${items.length} places`;
  const read = corrected ? [', read as ', el('b', {}, corrected)] : [];
  return [
    el('p', { class: 'mute' }, `${places} for “`, query, '”', ...read, ', what fits best first.'),
    el(
      'ol',
      { class: 'found' },
      items.map(({ kind, title, text, href }) =>
        el(
          'li',
          {},
          el('a', { href }, ...marked(title, terms)),
          ' ',
          el('small', {}, KINDS[kind] ?? kind),
          el('p', {}, ...marked(lineOf(text, terms), terms)),
        ),
      ),
    ),
  ];
}

const nothing = (query: string, suggestions: readonly string[]): Tree[] => [
  el('p', {}, 'Nothing was found for “', query, '”. Try fewer words, the name of a service, or one of these:'),
  el(
    'ul',
    { class: 'row' },
    suggestions.map((one) => el('li', {}, el('a', { href: `/search?q=${encodeURIComponent(one)}` }, one))),
  ),
];

/** Why a query is not looked for; undefined where it is. */
export const queryFault = (queries: readonly string[]): string | undefined => {
  const [query = ''] = queries;
  if (queries.length > 1) return `The address has ${queries.length} queries, and takes one (q=…).`;
  if (query.length > MAX_QUERY_LENGTH)
    return `The query has ${query.length} characters: shorten it to ${MAX_QUERY_LENGTH} at most.`;
  return undefined;
};

/** The terms of a query, and of each two neighbours written as one word: what the search looks for. */
function termsMeant(query: string): ReadonlySet<string> {
  const words = wordsOf(query).filter(isTelling);
  return new Set([...words, ...words.slice(1).map((word, place) => `${words[place]}${word}`)].map(termOf));
}

const WORD = /\p{N}+(?:\.\p{N}+)+|[\p{L}\p{N}]+/gu;

const isMeant = (word: string, terms: ReadonlySet<string>) =>
  wordsOf(word).some((one) => isTelling(one) && [...terms].some((term) => termOf(one).startsWith(term)));

/** The text with those of its words marked that the terms lead to. */
function marked(text: string, terms: ReadonlySet<string>): Tree[] {
  const parts: Tree[] = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!isMeant(word, terms)) continue;
    parts.push(text.slice(at, index), el('mark', {}, word));
    at = index + word.length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== '');
}

const LINE = 180;

/** As much of a text as makes a line or two, from a little before the first word that is meant. */
function lineOf(text: string, terms: ReadonlySet<string>): string {
  if (text.length <= LINE) return text;
  const first = [...text.matchAll(WORD)].find(([word]) => isMeant(word, terms))?.index ?? 0;
  const wanted = Math.max(0, Math.min(first - 40, text.length - LINE));
  const from = wanted === 0 ? 0 : text.indexOf(' ', wanted) + 1;
  const to = from + LINE >= text.length ? text.length : text.lastIndexOf(' ', from + LINE);
  return `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`;
}
