import { describe, expect, test } from 'vitest';
import { comparisonDocument } from '../../lambda/serverless-api/contract/openapi.ts';
import { ME_REQUESTS } from '../../lambda/serverless-api/me/requests.ts';
import { apiInMemory } from '../support/api/api-in-memory.ts';
import { contractOf, REQUESTS_OF_EVERY_KIND } from '../support/api/openapi-contract.ts';

const document = comparisonDocument('1.0.0');
const breaches = contractOf(document);
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

describe('every answer keeps what openapi.json promises', () => {
  const { request } = apiInMemory();

  test.each(REQUESTS_OF_EVERY_KIND)('$url', async ({ path, url, body }) => {
    const method = body ? 'POST' : 'GET';
    const response = await request(url, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });

    const mediaType = response.headers.get('content-type');
    expect(response.status).toBe(200);
    expect(breaches({ method, path, status: 200, mediaType, body: await response.text() })).toEqual([]);
  });

  test.each(REQUESTS_OF_EVERY_KIND.filter(({ body }) => !body))(
    'an ETag, and 304, of $path exactly where it promises them',
    async ({ path, url }) => {
      const { responses = {} } = document.paths[path]?.get ?? {};
      const [ok, etag] = [responses[200], (await request(url)).headers.get('etag')];
      expect([Boolean(ok && 'headers' in ok && ok.headers?.ETag), '304' in responses]).toEqual([
        etag !== null,
        etag !== null,
      ]);
    },
  );

  test('each operation that pages, and no other, refuses a cursor that it did not give', () => {
    const refusesCursors = operations.filter(({ responses }) =>
      JSON.stringify(responses[400] ?? {}).includes('invalid-cursor'),
    );
    const pages = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
    expect(refusesCursors.map(({ operationId }) => operationId)).toEqual(pages.map(({ operationId }) => operationId));
    expect(pages).toHaveLength(1);
  });

  test('no operation is left out of these requests', () => {
    // Those of an account have a function and tests of their own.
    const others: readonly string[] = Object.values(ME_REQUESTS).map(({ path }) => path);
    const paths = Object.keys(document.paths).filter((path) => !others.includes(path));
    expect(new Set(REQUESTS_OF_EVERY_KIND.map(({ path }) => path))).toEqual(new Set(paths));
  });

  test('an answer with a field too many is a breach', () => {
    const body = JSON.stringify({ items: [], surprise: true });
    const exchange = { method: 'GET', path: '/v1/levels', status: 200, mediaType: 'application/json', body };

    expect(breaches(exchange)).toHaveLength(1);
  });
});

describe('clients can be generated from the document', () => {
  /** Every schema in the document, with the place where it stands. */
  function* schemasIn(node: unknown, place = '#'): Generator<[string, Record<string, unknown>]> {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node || 'anyOf' in node || '$ref' in node) yield [place, node as Record<string, unknown>];
    for (const [name, inner] of Object.entries(node)) yield* schemasIn(inner, `${place}/${name}`);
  }

  test('no schema has null as its whole type, which breaks the generators', () => {
    const schemas = [...schemasIn(document)];
    expect(schemas.length).toBeGreaterThan(300);
    expect(
      schemas
        .filter(([, { type }]) => type === 'null' || `${type}` === 'null')
        .map(([place]) => place)
        .filter((place) => !/\/(anyOf|oneOf)\/\d+$/.test(place)),
    ).toEqual([]);
  });

  test('every operation says that it is public and that it may be throttled', () => {
    expect(document.security).toEqual([]);
    for (const operation of operations) {
      expect(Object.keys(operation.responses), operation.operationId).toContain('429');
    }
  });

  test('every tag is described, and every operation has one of them', () => {
    const described = new Map(document.tags.map(({ name, description }) => [name, description]));
    for (const { operationId, tags } of operations)
      expect(described.get(tags[0] ?? '')?.length, operationId).toBeGreaterThan(10);
    expect(new Set(operations.flatMap(({ tags }) => tags))).toEqual(new Set(described.keys()));
  });

  test('a track in a path is one of the two', () => {
    const track = operations
      .flatMap(({ parameters }) => parameters)
      .find(({ name, in: place }) => name === 'track' && place === 'path');
    expect(track).toMatchObject({ schema: { enum: ['architect', 'developer'] }, example: 'architect' });
  });

  test('a list has at least one item, and a cursor a pattern', () => {
    const parameters = operations.flatMap((operation) => operation.parameters);
    const schemaOf = (name: string) => parameters.find((parameter) => parameter.name === name)?.schema;

    expect(schemaOf('aspects')).toMatchObject({ type: 'array', minItems: 1 });
    expect(schemaOf('cursor')).toMatchObject({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 200 });
  });
});
