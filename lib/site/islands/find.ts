/** Search as one types: in the dialog of keys.ts, or on the page Search. The index is made here, of documents fetched once. */
import { foundView, HITS, queryFault } from '../../../lambda/shared/pages/found-view.ts';
import { el } from '../../../lambda/shared/pages/tree.ts';
import { weigh } from '../../../lambda/shared/search/build-index.ts';
import { search } from '../../../lambda/shared/search/search.ts';
import type { Packed } from '../search/packed.ts';
import { byId, draw } from './draw.ts';
import { setSlash, slashIsOn } from './slash-key.ts';

type Index = Parameters<typeof search>[0];

/** Where the header says that the documents are; one request, kept by the browser under the name of their content. */
const documentsPath = () => document.querySelector<HTMLElement>('[data-documents]')?.dataset.documents ?? '';

let opened: Promise<Index> | undefined;
/** One try for all that is typed; after a failure the next letter tries again. */
function openIndex(): Promise<Index> {
  opened ??= fetchIndex().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function fetchIndex(): Promise<Index> {
  const answer = await fetch(documentsPath());
  if (!answer.ok) throw new Error(`${answer.status}`);
  const packed = (await answer.json()) as readonly Packed[];
  const { terms, postings, words } = weigh(
    packed.map(([, title, text, , keywords = '', weight = 1]) => ({ title, text, keywords, weight })),
  );
  const shards = new Map<string, Record<string, readonly number[]>>();
  const shardOf = (letters: string) => {
    const made =
      shards.get(letters) ??
      Object.fromEntries(terms.filter((term) => term.startsWith(letters)).map((term) => [term, postings(term)]));
    shards.set(letters, made);
    return made;
  };
  const lists = new Map(words().map((list) => [list.letter, list.words]));
  return {
    postings: async (letters) => [shardOf(letters)],
    words: async (letter) => lists.get(letter) ?? [],
    document: async (position) => {
      const [kind, title, text, href] = packed[position] as Packed;
      return { id: href, kind, title, text, href };
    },
  };
}

/** Shows what a field finds, as it is typed; the last query wins. How many is told to a screen reader, and no more. */
export function findIn(input: HTMLInputElement, found: HTMLElement): void {
  void openIndex().catch(() => undefined);
  const [said, list] = [
    draw(el('p', { class: 'mute', role: 'status' })) as HTMLElement,
    draw(el('div')) as HTMLElement,
  ];
  // Where the answer came with the page, it stays until something else is typed.
  let last = found.childElementCount > 0 ? input.value.trim() : '';
  const show = async () => {
    const query = input.value.trim();
    if (query === last) return;
    last = query;
    const [first, ...rest] = query === '' ? [] : await resultsOf(query);
    if (query !== last) return;
    if (said.parentElement !== found) found.replaceChildren(said, list);
    said.replaceChildren(...(first ? draw(first).childNodes : []));
    list.replaceChildren(...rest.map(draw));
  };
  input.addEventListener('input', show);
  if (input.value !== '') void show();
}

async function resultsOf(query: string) {
  const fault = queryFault([query]);
  if (fault) return [el('p', { class: 'wrong' }, fault)];
  try {
    return foundView(query, await search(await openIndex(), query, HITS));
  } catch {
    const way = el('a', { href: `/search?q=${encodeURIComponent(query)}` }, 'Ask for the page of results');
    return [el('p', {}, 'The list of all that can be found could not be loaded: the connection was lost. ', way, '.')];
  }
}

/** How long a learner pauses before the address says what was typed: browsers refuse to rewrite it for each letter. */
const PAUSE_MS = 400;

/** On the page Search: the address follows what is typed, so that reload and back show the same. */
export function findHere(): void {
  const input = byId<HTMLInputElement>('query');
  findIn(input, byId('found'));
  let pause: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const query = input.value.trim();
      history.replaceState(null, '', query ? `/search?q=${encodeURIComponent(query)}` : '/search');
    }, PAUSE_MS);
  });
  const key = byId<HTMLInputElement>('slash');
  key.disabled = false;
  key.checked = slashIsOn();
  key.onchange = () => setSlash(key.checked);
}
