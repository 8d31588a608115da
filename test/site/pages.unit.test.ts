/** What holds for every page, whichever it is: a new page is held to it without a line here. */
import { describe, expect, it } from 'vitest';
import { contentEdition } from '../support/content/content-edition.ts';
import { htmlFaults } from '../support/site/html-faults.ts';
import { everyPage, fileOn, loadOf, madeSite, mostFor } from '../support/site/made-site.ts';

const pages = everyPage();
const notFound = { path: 'not found', from: '', text: madeSite.text(madeSite.list.notFound) };
const all = [...pages, notFound];

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found as string);
const ids = (text: string): string[] => matches(text, /\sid="([^"]+)"/g);
const links = (text: string): string[] => matches(text, /<a\b[^>]*\shref="([^"]*)"/g);

/** What the API itself answers, and no page of the site. */
const OF_THE_API = ['/docs', '/health'];

/** Links of a page that lead nowhere. */
function broken(text: string, from: string): string[] {
  return links(text).filter((href) => {
    if (/^https:\/\//.test(href)) return false;
    const [target = '', anchor] = href.replace(/\?[^#]*/, '').split('#');
    if (OF_THE_API.includes(target)) return false;
    if (target === '') return anchor !== undefined && !ids(text).includes(anchor);
    const file = fileOn(target, from);
    return !file || (anchor !== undefined && !ids(madeSite.text(file)).includes(anchor));
  });
}

describe.each(all)('$path from $from', ({ from, text }) => {
  it('is valid HTML', async () => {
    expect(await htmlFaults(text, true)).toEqual([]);
  });

  it('has one heading, a title of its own and a description', () => {
    expect(matches(text, /<h1\b[^>]*>(.+?)<\/h1>/g)).toHaveLength(1);
    expect(text).toMatch(/<title>.{10,95} \| certlab<\/title>/);
    expect(matches(text, /<meta name="description" content="([^"]{20,200})">/g)).toHaveLength(1);
  });

  it('leads nowhere that is not there', () => {
    expect(broken(text, from)).toEqual([]);
  });

  it('has no style and no script of its own, which the policy forbids', () => {
    expect(text).not.toMatch(/\sstyle=|<style|\son\w+=|javascript:/i);
    expect(
      matches(text, /<script\b([^>]*)>/g).every((attributes) => /type="module" src="\/assets\//.test(attributes)),
    ).toBe(true);
    expect(text).not.toMatch(/<script\b[^>]*>[^<]/);
  });

  it('says whose facts these are, from when, and which edition of the content they are', () => {
    expect(text).toContain(`<code>${contentEdition.version}</code>`);
    expect(text).toMatch(/newest evidence is of\s+\d+ \w+ \d{4}/);
  });

  it('shows nothing that was not filled in', () => {
    // Ideas of learners are quoted, and one of them speaks of null.
    const own = text.replace(/<li data-idea=[^<]*<\/li>/g, '');
    expect(own).not.toMatch(/\bundefined\b|\bNaN\b|\[object |\bnull\b/);
  });
});

describe('a page that is not as it should be is found', () => {
  it.each([
    ['<a href="/exams/NO-C01">x</a>'],
    ['<a href="#nowhere">x</a>'],
    ['<a href="/exams#nowhere">x</a>'],
    ['<a class="go" href="exams">x</a>'],
  ])('by a link: %s', (text) => {
    expect(broken(text, '2026-11-28')).toHaveLength(1);
  });
});

describe('the wire', () => {
  it.each(pages)('carries no more than it may in four requests for $path from $from', ({ path, from }) => {
    const { requests, bytes } = loadOf(path, from);
    expect(requests).toBeLessThanOrEqual(4);
    // Three at least: the page, its style and the icon; without them this would count nothing.
    expect(requests).toBeGreaterThanOrEqual(3);
    expect(bytes).toBeLessThanOrEqual(mostFor(path));
  });

  it('is the same for the same sources', async () => {
    const { makeSite } = await import('../../lib/site/make.ts');
    expect(Object.keys(await makeSite())).toEqual(Object.keys(madeSite.files));
  }, 60_000);
});
