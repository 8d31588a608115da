/** Search: one field. The answer is made on request, or at once by script: lambda/serverless-api/find.ts, islands/find.ts. */
import { html, raw } from 'hono/html';
import { ANSWER_PLACE, QUERY_INPUT } from '../../../lambda/serverless-api/env.ts';
import { MAX_QUERY_LENGTH, SUGGESTIONS } from '../../../lambda/shared/search/search.ts';
import type { Page } from '../page.ts';

export const searchPage: Page = {
  path: '/search',
  title: 'Search everything here',
  description: 'Exams, tasks, services in scope, projects, drills, facts and sources, by words or by a plain question.',
  body: () => html`
<div class="hero"><h1>Search</h1>
<form class="search" role="search" action="/search" method="get">
<label for="query">A word, a service, or a plain question</label>
<p class="row"><input id="query" type="search" ${raw(QUERY_INPUT)} maxlength="${MAX_QUERY_LENGTH}" required autocomplete="off" spellcheck="false">
<button class="go" type="submit">Search</button></p></form>
<p class="small mute">Try ${SUGGESTIONS.map(
    (one, place) => html`${place > 0 && ', '}<a href="/search?q=${encodeURIComponent(one)}">${one}</a>`,
  )}.</p></div>
<div id="found">${raw(ANSWER_PLACE)}</div>
<p class="small mute under"><label><input id="slash" type="checkbox" checked disabled> The key <kbd>/</kbd> opens the search on every page, where scripts run.</label></p>
`,
};
