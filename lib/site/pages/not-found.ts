/** What a reader sees where there is no page: what happened, and where to go on. */
import { html } from 'hono/html';
import type { Page } from '../page.ts';

export const notFoundPage: Page = {
  path: '/not-found',
  title: 'No such page',
  description: 'There is no page at this address.',
  body: (site) => html`
<div class="hero">
<h1>There is no page here</h1>
<p class="lead">Nothing was lost: the address may have been typed by hand, or be that of a page that has moved. Everything there is:</p>
<ul class="plain">${[...site.paths].filter((path) => path.split('/').length === 2).map((path) => html`<li><a href="${path}">${path === '/' ? 'Start' : path.slice(1)}</a></li>`)}</ul>
</div>
`,
};
