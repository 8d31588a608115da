/** The frame around every page: head, header with the way to every part, footer with edition and what it rests on. */
import { html } from 'hono/html';
import { content } from '../../lambda/shared/content/content.ts';
import { dayInWords } from '../../lambda/shared/pages/words.ts';
import type { Page, Site } from './page.ts';

/** The parts of the site in the order of the header; those that are not there yet are left out. */
const PARTS: Readonly<Record<string, string>> = {
  '/compare': 'Compare',
  '/decide': 'Decide',
  '/exams': 'Exams',
  '/projects': 'Projects',
  '/drills': 'Drills',
  '/practise': 'Practise',
  '/plan': 'Plan',
  '/progress': 'Progress',
  '/search': 'Search',
};

/** Addresses of what pages load, by name: `site.css`, `favicon.svg`, `search.json`, `<island>.js`. */
export type AssetPaths = Readonly<Record<string, string>>;

/** The whole document. Same page, same bytes. */
export async function documentOf(page: Page, site: Site, assets: AssetPaths): Promise<string> {
  const { path, title, description, islands = ['keys'] } = page;
  const parts = Object.entries(PARTS).filter(([part]) => site.paths.has(part));
  const isHere = (part: string) => path === part || path.startsWith(`${part}/`);
  const current = (part: string) => (path === part ? 'page' : 'true');
  const whole = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} | certlab</title>
<meta name="description" content="${description}">
<link rel="stylesheet" href="${assets['site.css']}">
<link rel="icon" href="${assets['favicon.svg']}" type="image/svg+xml">
${islands.map((island) => html`<script type="module" src="${assets[`${island}.js`]}"></script>\n`)}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top" data-documents="${assets['search.json']}"><div class="wrap">
<a class="logo" href="/" ${path === '/' ? html`aria-current="page"` : ''}>cert<b>l</b><i>a</i>b</a>
<nav aria-label="Parts of the site"><ul>
${parts.map(
  ([part, name]) =>
    html`<li><a href="${part}"${isHere(part) ? html` aria-current="${current(part)}"` : ''}>${name}</a></li>\n`,
)}</ul></nav>
</div></header>
<main id="main" class="wrap">
${page.body(site)}</main>
<footer class="foot"><div class="wrap">
<p>AWS has no part in certlab. Facts were gathered on ${dayInWords(content.about.gatheredOn)}, the newest evidence is of
${dayInWords(content.about.latestEvidence)}: look at AWS’s own pages before you book. <a href="/sources">All sources</a></p>
<p>Edition <code>${site.edition}</code>, the same as <a href="/health">the API’s</a>. <a href="/docs">The API</a>.
<a href="/design">How this site is drawn</a></p>
</div></footer>
</body>
</html>
`;
  return String(await whole);
}
