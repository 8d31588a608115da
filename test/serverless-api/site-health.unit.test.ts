/** That the health contract sees what is wrong with the site: on the healthy one first, then on ones that differ in one thing. */
import { expect, it } from 'vitest';
import { siteAnswers } from '../../lib/projects/serverless-api/health/site.ts';
import { siteOn } from '../support/site/made-site.ts';

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What the probe finds of a site whose answers to a path are changed so. */
async function finds(changed: string = '', change: (answer: Answer) => void = () => {}) {
  const { request } = siteOn('2026-11-28');
  const lab = {
    outputs: { ApiUrl: 'https://api.example' },
    async request(url: string, { method = 'GET' }: { method?: string } = {}) {
      const { pathname } = new URL(url);
      const { status, headers, ...response } = await request(pathname, { method }).then(async (answer) => ({
        status: answer.status,
        headers: new Headers(answer.headers),
        text: await answer.text(),
      }));
      const answer: Answer = { status, headers, ...response };
      if (changed && `${method} ${pathname}`.startsWith(changed)) change(answer);
      return answer;
    },
  };
  return (await siteAnswers.look(lab as unknown as Parameters<typeof siteAnswers.look>[0])).ok;
}

it('finds nothing wrong with the site as it is built', async () => {
  expect(await finds()).toBe(true);
});

it.each<[string, string, (answer: Answer) => void]>([
  ['a page that fails', 'GET /compare', (answer) => Object.assign(answer, { status: 500 })],
  [
    'the problem document of an API in place of a page',
    'GET /compare',
    ({ headers }) => headers.set('content-type', 'application/problem+json'),
  ],
  ['a page without its policy', 'GET /compare', ({ headers }) => headers.delete('content-security-policy')],
  ['a style sheet that is gone', 'GET /assets/', (answer) => Object.assign(answer, { status: 404 })],
  ['a style sheet that nobody may keep', 'GET /assets/', ({ headers }) => headers.set('cache-control', 'no-store')],
  ['a page that names no style sheet', 'GET /compare', (answer) => Object.assign(answer, { text: 'Not Found' })],
  ['routes for GET alone', 'HEAD /exams', (answer) => Object.assign(answer, { status: 404 })],
  [
    'the API in place of the page that says 404',
    'GET /exams/none',
    ({ headers }) => headers.set('content-type', 'application/problem+json'),
  ],
  ['an answer to POST', 'POST /compare', (answer) => Object.assign(answer, { status: 200 })],
])('finds %s', async (_, path, change) => {
  expect(await finds(path, change)).toBe(false);
});
