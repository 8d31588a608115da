import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../lambda/serverless-api/contract/openapi.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { contractOf, REQUESTS_OF_EVERY_KIND } from '../support/openapi-contract.ts';

const document = openApiDocument('1.0.0');
const breaches = contractOf(document);

describe('every answer keeps what openapi.json promises', () => {
  const { app } = apiInMemory();

  test.each(REQUESTS_OF_EVERY_KIND)('$url', async ({ path, url, body }) => {
    const method = body ? 'POST' : 'GET';
    const response = await app.request(url, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });

    const mediaType = response.headers.get('content-type');
    expect(response.status).toBe(200);
    expect(breaches({ method, path, status: 200, mediaType, body: await response.text() })).toEqual([]);
  });

  test('no operation is left out of these requests', () => {
    expect(new Set(REQUESTS_OF_EVERY_KIND.map(({ path }) => path))).toEqual(new Set(Object.keys(document.paths)));
  });

  test('an answer with a field too many is a breach', () => {
    const body = JSON.stringify({ items: [], surprise: true });
    const exchange = { method: 'GET', path: '/v1/levels', status: 200, mediaType: 'application/json', body };

    expect(breaches(exchange)).toHaveLength(1);
  });
});
