/** What holds for the OpenAPI documents of both APIs. */
import { describe, expect, test } from 'vitest';
import { pipelineDocument } from '../../../lambda/event-pipeline/contract/openapi.ts';
import { comparisonDocument } from '../../../lambda/serverless-api/contract/openapi.ts';
import { eventApiInMemory, LESSON } from '../../support/api/event-api-in-memory.ts';
import { contractOf } from '../../support/api/openapi-contract.ts';

interface Property {
  readonly place: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every property of every schema in the document. */
function* propertiesIn(node: unknown, place = '#'): Generator<Property> {
  if (typeof node !== 'object' || node === null) return;
  const { properties } = node as { properties?: unknown };
  if (properties && typeof properties === 'object' && !Array.isArray(properties)) {
    for (const [name, schema] of Object.entries(properties)) yield { place: `${place}/${name}`, schema };
  }
  for (const [name, inner] of Object.entries(node)) yield* propertiesIn(inner, `${place}/${name}`);
}

describe.each([
  ['the comparison API', comparisonDocument('1.0.0'), 150],
  ['the event API', pipelineDocument('1.0.0'), 35],
] as const)('%s', (_, document, atLeast) => {
  test('describes every property of every schema', () => {
    const properties = [...propertiesIn(document)];
    expect(properties.length).toBeGreaterThanOrEqual(atLeast);
    const bare = properties.filter(({ schema }) => !/\S{2}/.test(`${schema.description ?? ''}`));
    expect(bare.map(({ place }) => place)).toEqual([]);
  });

  test('describes every parameter, operation and answer', () => {
    for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
      expect(operation.description.length, operation.operationId).toBeGreaterThan(10);
      for (const { description, name } of operation.parameters) expect(description, name).toMatch(/\S{2}/);
    }
  });
});

describe('the event API keeps what its document promises', () => {
  const { request } = eventApiInMemory();
  const breaches = contractOf(pipelineDocument('1.0.0'));
  const json = { 'content-type': 'application/json' };

  test.each([
    ['GET', '/v1/standings/{learnerId}', '/v1/standings/ada', 200],
    ['GET', '/v1/standings/{learnerId}', '/v1/standings/ada?x', 422],
    ['GET', '/v1/cards/{learnerId}/{cardId}', '/v1/cards/ada/c1', 200],
    ['GET', '/v1/cards/{learnerId}/{cardId}', '/v1/cards/ada/c2', 404],
    ['GET', '/openapi.json', '/openapi.json', 200],
    ['GET', '/docs', '/docs', 200],
    ['POST', '/v1/activity', '/v1/activity', 202, LESSON],
    ['POST', '/v1/activity', '/v1/activity', 422, { ...LESSON, schemaVersion: 2 }],
  ] as const)('%s %s as %s: %i', async (method, path, url, status, sent?: object) => {
    const response = await request(url, { method, ...(sent && { headers: json, body: JSON.stringify(sent) }) });
    expect(response.status).toBe(status);
    const mediaType = response.headers.get('content-type');
    expect(breaches({ method, path, status, mediaType, body: await response.text() })).toEqual([]);
  });

  test('where Location points, the effect can be read', async () => {
    const card = { ...LESSON, kind: 'CardReviewed', cardId: 'c1', correct: true, task: undefined, lessonId: undefined };
    for (const sent of [LESSON, card]) {
      const taken = await request('/v1/activity', { method: 'POST', headers: json, body: JSON.stringify(sent) });
      const location = taken.headers.get('location') as string;
      expect(location).toMatch(sent === card ? /^\/v1\/cards\/ada\/c1$/ : /^\/v1\/standings\/ada$/);
      expect((await request(location)).status).toBe(200);
    }
  });
});
