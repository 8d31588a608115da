/** The two files with which an API describes itself, made at build time (`assets.ts` of its project). */
import type { Route } from './api.ts';

/**
 * `/openapi.json` and `/docs`.
 * @param asset the text of one of the files
 * @param caching `Cache-Control` of both
 */
export const documentRoutes = (asset: (name: string) => Promise<string>, caching: string): Route[] => [
  {
    method: 'GET',
    path: '/openapi.json',
    answer: async () => ({ text: await asset('openapi.json'), caching }),
  },
  {
    method: 'GET',
    path: '/docs',
    mediaType: 'text/html',
    answer: async () => ({
      text: await asset('docs.html'),
      caching,
      headers: { 'content-security-policy': DOCS_POLICY },
    }),
  },
];

/** The page runs no script and loads nothing; its one style sheet is in the page. */
const DOCS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
