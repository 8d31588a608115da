/** Search on the site: the API's own engine and index, addresses that are there, and nothing of the query as HTML. */
import { describe, expect, it } from 'vitest';
import { content } from '../../lambda/shared/content/content.ts';
import { buildIndex } from '../../lambda/shared/search/build-index.ts';
import { searchDocuments } from '../../lambda/shared/search/documents.ts';
import { SUGGESTIONS, search } from '../../lambda/shared/search/search.ts';
import { PAGES } from '../../lib/site/pages.ts';
import type { Packed } from '../../lib/site/search/packed.ts';
import { packedDocuments } from '../../lib/site/search/shown.ts';
import { indexOf } from '../support/content/search-index.ts';
import { THIRTY } from '../support/search/thirty-queries.ts';
import { htmlFaults } from '../support/site/html-faults.ts';
import { fileOn, madeSite, siteOn } from '../support/site/made-site.ts';

const DAY = '2026-11-28';
const documents = searchDocuments(content);
const ask = async (query: string) => {
  const response = await siteOn(DAY).request(`/search?${query}`);
  return { response, text: await response.text() };
};
const asked = (q: string) => ask(String(new URLSearchParams({ q })));
const found = (text: string) =>
  [...(/<ol class="found">.*<\/ol>/s.exec(text)?.[0] ?? '').matchAll(/<li><a href="([^"]+)">(.*?)<\/a>/g)].map(
    ([, href = '', title = '']) => [href, title.replace(/<\/?mark>/g, '')],
  );
const asText = (text: string) =>
  text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<');
/** The file of what pages load, by its name. */
function fileOf(name: string): string {
  const found = Object.entries(madeSite.list.assets).find(([path]) => path.startsWith(`/assets/${name}.`));
  if (!found) throw new Error(`nothing that pages load is called ${name}`);
  return found[1].file;
}
const sizeOf = (file: string) => (madeSite.files[file] as Uint8Array).length;

describe('what is found', () => {
  it('is what the API finds, in its order, at the addresses of the site', async () => {
    const { index } = await indexOf(documents);
    const packed = packedDocuments();
    const addresses = new Map(documents.map(({ id }, place) => [id, packed[place]?.[3]]));
    for (const [query] of THIRTY) {
      const { items } = await search(index, query, 12);
      const { response, text } = await asked(query);
      expect(response.status).toBe(200);
      expect(found(text).map(([href, title]) => [href, asText(title as string)])).toEqual(
        items.map(({ id, title }) => [addresses.get(id), title]),
      );
    }
  });

  it('has an address on a page that is there, for every document', () => {
    const lost = packedDocuments().flatMap(([, title, , href]) => {
      const [path = '', anchor] = href.split('#');
      const file = fileOn(path, DAY);
      const there = file && (anchor === undefined || madeSite.text(file).includes(` id="${anchor}"`));
      return there ? [] : [`${title}: ${href}`];
    });
    expect(lost).toEqual([]);
  });

  it('leads to every part of the site', () => {
    const addresses = new Set(packedDocuments().map(([, , , href]) => href.replace(/#.*/, '')));
    const parts = PAGES.map(({ path }) => path).filter((path) => !['/', '/search', '/design'].includes(path));
    expect(parts.filter((path) => !addresses.has(path))).toEqual([]);
  });

  it('marks what was looked for, in the title and in the line below it', async () => {
    const { text } = await asked('lamda');
    expect(text).toContain('read as <b>lambda</b>');
    expect(text).toMatch(
      /<a href="\/exams#service-lambda">AWS <mark>Lambda<\/mark><\/a> <small>service<\/small><p>[^<]+<\/p>/,
    );
  });

  it('shows a line of a text, and says where it goes on', async () => {
    const { text } = await asked('lambda');
    const lines = [...text.matchAll(/<\/small><p>(.*?)<\/p>/g)].map(([, line = '']) =>
      asText(line.replace(/<\/?mark>/g, '')),
    );
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(184);
    expect(lines.some((line) => line.endsWith(' …'))).toBe(true);
    expect(lines.some((line) => line.endsWith('.'))).toBe(true);
  });

  it('is valid HTML, with the query in its field', async () => {
    for (const query of ['which exam is easier', 'xyzzy', '"><script>alert(1)</script>', "$& $' lambda"]) {
      const { text } = await asked(query);
      expect(await htmlFaults(text)).toEqual([]);
      expect(text).not.toContain('<script>alert');
      expect(asText(/name="q" value="([^"]*)"/.exec(text)?.[1] ?? '')).toBe(query.replaceAll('>', '&gt;'));
    }
  });
});

describe('what is not found', () => {
  it('says what to try', async () => {
    const { response, text } = await asked('xyzzy');
    expect([response.status, found(text)]).toEqual([200, []]);
    for (const suggestion of SUGGESTIONS)
      expect(text).toContain(`<li><a href="/search?q=${encodeURIComponent(suggestion)}">${suggestion}</a></li>`);
  });

  it.each(SUGGESTIONS)('offers “%s”, which finds something', async (suggestion) => {
    expect(found((await asked(suggestion)).text).length).toBeGreaterThan(0);
  });

  it.each([
    [`q=${'x'.repeat(101)}`, '101 characters: shorten it to 100'],
    ['q=sqs&q=sns', 'has 2 queries, and takes one'],
  ])('refuses %s, and says why', async (query, said) => {
    const { response, text } = await ask(query);
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(text).toContain(said);
  });

  it.each(['q=', 'q=++', 'utm_source=a-friend'])('is the empty form for %s', async (query) => {
    const { response, text } = await ask(query);
    expect(response.status).toBe(200);
    expect(text).not.toContain('class="found"');
  });
});

describe('the search in a browser', () => {
  const packed = (): readonly Packed[] => JSON.parse(madeSite.text(fileOf('search')));

  it('makes the very index that the table holds, of the documents that it fetches', () => {
    const own = packed().map(([, title, text, , keywords = '', weight = 1]) => ({ title, text, keywords, weight }));
    expect(buildIndex(own)).toEqual(buildIndex(documents));
  });

  it('takes at most 45 KB on the wire, page, style, script and documents', () => {
    // With the headers of an answer, about as the gateway sends them.
    const loaded = ['site', 'favicon', 'keys', 'find', 'search'].map(fileOf);
    const sizes = [fileOn('/search', DAY), ...loaded].map((file) => sizeOf(file) + 900);
    const sum = sizes.reduce((all, each) => all + each, 0);
    console.log(`Search takes ${sum} bytes on the wire: ${sizes.join(', ')}`);
    expect(sum).toBeLessThanOrEqual(45_000);
  });

  it('adds at most 4 KB of script to a page that is read', () => {
    expect(sizeOf(fileOf('keys'))).toBeLessThanOrEqual(4_000);
    // What finds is loaded when somebody opens it.
    expect(madeSite.text(fileOf('keys'))).toMatch(/import\("\/assets\/find\.[^"]+"\)/);
  });
});
