/** The OpenAPI document of a small API: each thing that its table says, in the place where a generator looks for it. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type ApiDescription, type Documented, openApiDocument } from '../../../lambda/shared/http/openapi.ts';
import { PROBLEMS } from '../../../lambda/shared/http/problem.ts';

const list: Documented = {
  ...{ method: 'GET', path: '/v1/things/{kind}', tag: 'Things', summary: 'All things', description: 'Of a kind.' },
  ...{ answer: { status: 200, schema: 'Things' }, cacheable: true, problems: [PROBLEMS['not-found']] },
  query: {
    parameters: {
      limit: { type: 'integer', minimum: 1, maximum: 9, description: 'How many', examples: [5] },
      fields: { type: 'array', items: { type: 'string' }, description: 'Which fields' },
    },
    required: ['limit'],
  } as unknown as NonNullable<Documented['query']>,
};
const add: Documented = {
  ...{ method: 'POST', path: '/v1/things/{kind}', tag: 'Things', summary: 'One more', description: 'Signed.' },
  ...{ cacheable: false, problems: [], security: 'iam', ownBody: { schema: 'Thing', maxBytes: 64 } },
  answer: { status: 202, schema: 'Thing', location: 'Where it will be' },
};
const API: ApiDescription = {
  ...{ title: 'T', version: '1', description: 'D', tags: { Things: 'What there is' } },
  operations: { listThings: list, addThing: add },
  names: { kind: { type: 'string', description: 'Which kind', trimmed: true, examples: ['red'] } as never },
  schemas: {
    Thing: z.strictObject({
      at: z.iso.date(),
      word: z.string().check(z.regex(/^x/)),
      count: z.int(),
      stars: z.int().check(z.minimum(1), z.maximum(5)),
    }),
    Things: z.array(z.strictObject({ name: z.string() })),
  },
  securitySchemes: { iam: { type: 'apiKey' } },
};
const document = openApiDocument(API);
const { get, post } = document.paths['/v1/things/{kind}'] as NonNullable<(typeof document.paths)[string]>;
const response = (name: string) => ({ $ref: `#/components/responses/${name}` });
const headersOf = (answer: object | undefined) => (answer && 'headers' in answer ? answer.headers : undefined);
const header = (name: string) => ({ $ref: `#/components/headers/${name}` });

describe('an operation that reads', () => {
  it('has its names, its tag and its parameters, those of the path first', () => {
    expect(get).toMatchObject({
      operationId: 'listThings',
      summary: 'All things',
      description: 'Of a kind.',
      tags: ['Things'],
    });
    expect(get?.parameters).toEqual([
      {
        name: 'kind',
        in: 'path',
        required: true,
        description: 'Which kind',
        schema: { type: 'string' },
        example: 'red',
      },
      {
        ...{ name: 'limit', in: 'query', required: true, description: 'How many', example: 5 },
        schema: { type: 'integer', minimum: 1, maximum: 9 },
      },
      {
        ...{ name: 'fields', in: 'query', required: false, description: 'Which fields', style: 'form', explode: false },
        schema: { type: 'array', items: { type: 'string' } },
      },
    ]);
    expect(get).not.toHaveProperty('security');
    expect(get).not.toHaveProperty('requestBody');
  });

  it('answers with its schema and an ETag, 304, or one of its problems; two of one status are told apart', () => {
    expect(get?.responses).toMatchObject({
      200: {
        description: 'All things',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Things' } } },
      },
      ...{ 304: response('not-modified'), 404: response('not-found'), 406: response('not-acceptable') },
      ...{ 422: response('invalid-request'), 429: response('too-many-requests'), 500: response('internal-error') },
    });
    expect(headersOf(get?.responses[200])).toEqual({ 'X-Request-Id': header('X-Request-Id'), ETag: header('ETag') });
    expect(Object.keys(get?.responses ?? {})).not.toContain('403');
  });
});

describe('an operation that writes, for who signs', () => {
  it('names its scheme, its body with its size, and where its effect will be', () => {
    expect(post).toMatchObject({
      security: [{ iam: [] }],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
      },
    });
    expect(post?.requestBody?.description).toContain('64 bytes');
    expect(post?.responses).toMatchObject({ 202: { description: 'One more' }, 403: response('forbidden') });
    expect(headersOf(post?.responses[202])).toEqual({
      'X-Request-Id': header('X-Request-Id'),
      Location: { description: 'Where it will be', schema: { type: 'string' } },
    });
    expect(Object.keys(post?.responses ?? {})).not.toContain('304');
    expect(document.components.securitySchemes).toEqual({ iam: { type: 'apiKey' } });
  });

  it('has the schema of a body that the table checks, without what only the table knows', () => {
    const body = { schema: { type: 'object', properties: { a: { type: 'string', trimmed: true } } }, maxBytes: 32 };
    const { ownBody: _, ...rest } = add;
    const checked = { ...rest, body: body as unknown as NonNullable<Documented['body']> };
    const made = openApiDocument({ ...API, operations: { addThing: checked } }).paths['/v1/things/{kind}']?.post;
    expect(made?.requestBody?.content['application/json']?.schema).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
    });
    expect(made?.requestBody?.description).toContain('32 bytes');
  });
});

describe('the document', () => {
  it('says who, where and what, and is public where an operation does not say otherwise', () => {
    expect(document).toMatchObject({
      ...{ openapi: '3.1.1', security: [], servers: [{ url: '.' }] },
      info: {
        title: 'T',
        version: '1',
        description: 'D',
        contact: { name: 'certlab' },
        license: { identifier: 'MIT' },
      },
    });
    expect(document.tags).toMatchObject([{ name: 'Things', description: 'What there is' }, { name: 'Documentation' }]);
    expect(document.paths['/docs']?.get?.responses[200]).toMatchObject({ content: { 'text/html': {} } });
    expect(document.paths['/openapi.json']?.get?.tags).toEqual(['Documentation']);
  });

  it('has each component that is referred to, and none besides', () => {
    const text = JSON.stringify(document);
    const referred = new Set(
      [...text.matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)].map(([, kind, name]) => `${kind}/${name}`),
    );
    const there = Object.entries(document.components).flatMap(([kind, all]) =>
      kind === 'securitySchemes' ? [] : Object.keys(all as object).map((name) => `${kind}/${name}`),
    );
    expect(there.sort()).toEqual([...referred].sort());
  });

  it('says what its two files are, of which no schema of the API tells', () => {
    const contentOf = (path: string) => {
      const answer = document.paths[path]?.get?.responses[200];
      return answer && 'content' in answer ? answer.content : undefined;
    };
    expect(contentOf('/openapi.json')).toEqual({
      'application/json': { schema: { type: 'object', description: 'OpenAPI 3.1' } },
    });
    expect(contentOf('/docs')).toEqual({ 'text/html': { schema: { type: 'string', description: 'HTML' } } });
  });

  it('describes its headers, what is new to nobody, and the answers of the gateway, which no function sees', () => {
    const { headers, responses } = document.components;
    for (const name of ['X-Request-Id', 'ETag'])
      expect(headers[name], name).toEqual({ description: expect.stringMatching(/\S/), schema: { type: 'string' } });
    expect(responses['not-modified']).toEqual({ description: expect.stringMatching(/If-None-Match/) });
    for (const name of ['too-many-requests', 'forbidden'])
      expect(responses[name]?.content, name).toEqual({
        'application/json': {
          schema: {
            type: 'object',
            properties: { message: { type: 'string', description: expect.any(String) } },
            required: ['message'],
          },
        },
      });
  });

  it('has an id in every answer of its own, and an example only where there is one', () => {
    for (const [name, { content, headers }] of Object.entries(document.components.responses))
      if (content?.['application/problem+json'])
        expect(headers, name).toEqual({ 'X-Request-Id': header('X-Request-Id') });
    expect(get?.parameters.map((parameter) => 'example' in parameter)).toEqual([true, true, false]);
  });

  it('names every kind of problem for programs, and describes it with its code', () => {
    const { Problem } = document.components.schemas as { Problem: { properties: { code: { enum: string[] } } } };
    expect(Problem.properties.code.enum).toHaveLength(4);
    for (const [name, { description, content }] of Object.entries(document.components.responses)) {
      if (!content?.['application/problem+json']) continue;
      expect(description, name).toMatch(/^.+ \(`.+`\)$/);
    }
  });

  it('has dates and whole numbers without what zod adds to them', () => {
    expect(document.components.schemas.Thing).toMatchObject({
      properties: { at: { type: 'string', format: 'date' }, count: { type: 'integer' } },
    });
    expect(document.components.schemas.Thing, 'the bounds that a schema has itself stay').toMatchObject({
      properties: { stars: { type: 'integer', minimum: 1, maximum: 5 }, word: { pattern: '^x' } },
    });
    expect(JSON.stringify(document.components.schemas.Thing)).not.toMatch(/9007199254740991/);
    expect(document.components.schemas.Thing).not.toHaveProperty('properties.at.pattern');
    expect(document.components.schemas.Thing).not.toHaveProperty('$schema');
  });

  it('refuses a name in a path that nobody described', () => {
    expect(() => openApiDocument({ ...API, names: {} })).toThrow(/\{kind\}/);
  });
});
