import { expect, test } from 'vitest';
import type { OpenApiDocument } from '../../lambda/shared/http/openapi-model.ts';
import { contractOf, REQUESTS_OF_EVERY_KIND } from '../support/api/openapi-contract.ts';
import { deployedTarget } from '../support/deployed-target.ts';

const CALLERS = 32;
const SECONDS = 30;
/** Until each kind of request was asked, a slow machine goes on longer. */
const AT_MOST_SECONDS = 240;

/** What makes two requests the same: one address answers each body in its own way. */
const askedBy = ({ url, body }: { readonly url: string; readonly body?: unknown }) => JSON.stringify([url, body]);

test(`${CALLERS} callers at once for ${SECONDS} s get nothing but valid answers`, {
  timeout: (AT_MOST_SECONDS + 60) * 1000,
}, async () => {
  const { ApiUrl } = (await deployedTarget()).outputs.ServerlessApi as { ApiUrl: string };
  const breaches = contractOf((await (await fetch(`${ApiUrl}/openapi.json`)).json()) as OpenApiDocument);
  // Here each caller's worker is a process, and so many starting on two cores hold up DynamoDB beyond what a handler
  // waits for; on AWS they share no core. They start on a route that reads nothing.
  await Promise.all(Array.from({ length: CALLERS }, async () => (await fetch(`${ApiUrl}/health`)).text()));
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const kinds = new Set(REQUESTS_OF_EVERY_KIND.map(askedBy)).size;
  const statuses = new Map<number, number>();
  const invalid: string[] = [];
  const known = new Map<string, string>();

  /** How many answers one caller got. */
  async function caller(first: number): Promise<number> {
    let answers = 0;
    for (
      let turn = first;
      seconds() < SECONDS || (known.size < kinds && seconds() < AT_MOST_SECONDS);
      turn++, answers++
    ) {
      const { path, url, body } = REQUESTS_OF_EVERY_KIND[turn % REQUESTS_OF_EVERY_KIND.length] as {
        path: string;
        url: string;
        body?: unknown;
      };
      const method = body ? 'POST' : 'GET';
      const asked = askedBy({ url, body });
      const response = await fetch(`${ApiUrl}${url}`, {
        method,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      const text = await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      // The first answer to a request is held against the document, and every other one against the first.
      if (!known.has(asked)) {
        known.set(asked, text);
        const mediaType = response.headers.get('content-type');
        invalid.push(...breaches({ method, path, status: response.status, mediaType, body: text }));
      } else if (known.get(asked) !== text) {
        invalid.push(`${url} answered differently: ${text.slice(0, 200)}`);
      }
    }
    return answers;
  }
  const perCaller = await Promise.all(Array.from({ length: CALLERS }, (_, index) => caller(index)));

  const total = perCaller.reduce((sum, count) => sum + count, 0);
  console.log(`${total} answers in ${Math.round(seconds())} s to ${known.size} requests`);
  expect(invalid).toEqual([]);
  expect([...statuses.keys()]).toEqual([200]);
  // How many is a report, since it depends on the machine; that nobody was left out and nothing was left untried is not.
  expect(Math.min(...perCaller)).toBeGreaterThan(0);
  expect(known.size).toBe(kinds);
});
