/** What the lab's own server answers where nothing can be passed on: a page for people, a problem for programs. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why a request goes no further. `sentence` says what to do; commands in it stand in backticks. */
export interface Refusal {
  readonly status: number;
  /** PascalCase, for programs. */
  readonly code: string;
  readonly title: string;
  readonly sentence: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers of everything that the lab answers by itself. */
export const OWN_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers with HTML where the caller is a browser that opens a page, else with `application/problem+json` (RFC 9457). */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, headers } = refusal;
  if (request.headers.accept?.includes('text/html')) {
    response.writeHead(status, {
      ...OWN_HEADERS,
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PAGE_POLICY,
    });
    response.end(pageOf(refusal));
    return;
  }
  response.writeHead(status, { ...OWN_HEADERS, ...headers, 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problemOf(refusal)));
}

/** As programs get it (RFC 9457). */
export const problemOf = ({ status, code, title, sentence }: Refusal) => ({
  ...{ type: 'about:blank', title, status, detail: sentence, code },
});

/** The page; reloading it is the way on, since the server looks again each time. */
const pageOf = ({ title, sentence }: Refusal) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · certlab</title>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(sentence).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>
<p>Then load this page again.</p>
</main>
</html>
`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
