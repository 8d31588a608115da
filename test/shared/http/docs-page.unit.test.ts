/** The page of a small document: what a reader of the API finds on it, and that no text of the document becomes HTML. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { docsPage } from '../../../lambda/shared/http/docs-page.ts';
import { type ApiDescription, openApiDocument } from '../../../lambda/shared/http/openapi.ts';
import type { OpenApiDocument } from '../../../lambda/shared/http/openapi-model.ts';

const parameter = (name: string, place: 'path' | 'query', more: object = {}) => ({
  ...{ name, in: place, description: `The ${name}`, required: place === 'path', schema: { type: 'string' } },
  ...more,
});
const API: ApiDescription = {
  ...{ title: 'T & T', version: '1.2.3', description: 'Answers `one` or `two`.', tags: {}, operations: {}, names: {} },
  schemas: { Thing: z.strictObject({ name: z.string() }) },
};
const made = openApiDocument(API);

/** The document with other operations and schemas than its own. */
function pageWith(paths: object, schemas: object = {}): string {
  return docsPage({
    ...made,
    paths: paths as OpenApiDocument['paths'],
    components: { ...made.components, schemas: schemas as OpenApiDocument['components']['schemas'] },
  });
}

const get = (parameters: readonly object[], responses: object = {}) => ({
  get: { operationId: 'getIt', summary: 'One', description: 'It.', tags: ['Things'], parameters, responses },
});
const triedBy = (page: string) => /Try it: <a href="([^"]*)"/.exec(page)?.[1];

/** What the page says of a schema, without its elements. */
function saysOf(schema: object): string {
  const page = pageWith({}, { It: schema });
  return /<section id="schema-It"><h3>It<\/h3>(.*?)<\/section>/s.exec(page)?.[1]?.replace(/(<[^>]+>)+/g, '|') ?? '';
}

describe('an operation', () => {
  it('can be tried by a link with an example of every name in its path', () => {
    const path = [parameter('kind', 'path', { example: 'red' }), parameter('id', 'path')];
    expect(triedBy(pageWith({ '/v1/{kind}/{id}': get(path) }))).toBe('v1/red/id');
  });

  it('asks by its link for what it requires, and for nothing else', () => {
    const query = [
      parameter('q', 'query', { required: true, example: 'a b' }),
      parameter('on', 'query', { example: '2026-12-01' }),
    ];
    expect(triedBy(pageWith({ '/v1/search': get(query) }))).toBe('v1/search?q=a%20b');
    expect(triedBy(pageWith({ '/v1/{on}': get(query.slice(1)) })), 'a name of the query is none of the path').toBe(
      'v1/{on}',
    );
  });

  it('has a row for every parameter and for every answer', () => {
    const page = pageWith({
      '/v1/things/{id}': get([parameter('id', 'path'), parameter('limit', 'query', { schema: { type: 'integer' } })], {
        200: {
          description: 'All',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
        304: { description: 'Nothing new' },
        404: { $ref: '#/components/responses/not-found' },
      }),
    });
    expect(page).toContain('<code>id</code></th><td>path, required</td><td>string</td><td>The id</td>');
    expect(page).toContain('<code>limit</code></th><td>query</td><td>integer</td><td>The limit</td>');
    expect(page).toMatch(/<th scope="row">200<\/th><td><a href="#schema-Thing">.*<code>application\/json/);
    expect(page).toContain('<th scope="row">304</th><td>Nothing new</td>');
    expect(page).toContain('<th scope="row">404</th><td><code>not-found</code></td>');
  });
});

it('leads to every operation under its own tag, and to every schema', () => {
  const of = (operationId: string, tag: string, more: object = {}) => ({
    ...{ operationId, summary: 'One', description: 'It.', tags: [tag], parameters: [], responses: {}, ...more },
  });
  const body = { description: 'A thing.', content: { 'application/json': { schema: { type: 'string' } } } };
  const page = pageWith(
    { '/a': { get: of('getA', 'Reads') }, '/b': { post: of('postB', 'Writes', { requestBody: body }) } },
    { Thing: { type: 'string' } },
  );
  const nav = page.slice(page.indexOf('<nav'), page.indexOf('</nav>'));
  expect(nav).toMatch(/<h2>Reads<\/h2>\s*<ul><li><a href="#getA">\/a<\/a><\/li><\/ul>\s*<h2>Writes<\/h2>/);
  expect(nav).toMatch(/<h2>Writes<\/h2>\s*<ul><li><a href="#postB">\/b<\/a><\/li><\/ul>/);
  expect(nav).toContain('<li><a href="#schema-Thing">Thing</a></li>');
  const [reads, writes] = page.slice(page.indexOf('<main')).split('<section id="postB">');
  expect(reads).toContain('Try it:');
  expect(reads).not.toMatch(/<h4>Body|<caption>Parameters/);
  expect(writes).toContain('<h4>Body</h4><p>A thing.</p><p>string</p>');
  expect(writes).not.toContain('Try it:');
});

describe('a schema', () => {
  it('has a row for every property, which says which of them may be missing', () => {
    const properties = {
      name: { type: 'string' },
      more: { type: 'object', properties: { deep: { type: 'boolean' } } },
    };
    const table = saysOf({ type: 'object', properties, required: ['name'] });
    expect(table).toBe('|name|string|more| |optional|deep| |optional|boolean|');
    expect(table.match(/optional/g)).toHaveLength(2);
    expect(saysOf({ type: 'object', properties, required: ['name', 'more'] }).match(/optional/g)).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['its format', { type: 'string', format: 'date' }, 'string, date'],
    ['both bounds', { type: 'integer', minimum: 0, maximum: 9 }, 'integer, at least 0, at most 9'],
    ['one bound alone', { type: 'integer', maximum: 9 }, 'integer, at most 9'],
    ['its longest', { type: 'string', maxLength: 40 }, 'string, at most 40 characters'],
    ['what stands for it', { type: 'integer', default: 0 }, 'integer, default 0'],
    ['nothing besides its type', { type: 'boolean' }, 'boolean'],
    ['another by its name', { $ref: '#/components/schemas/Thing' }, 'Thing'],
    ['each of several', { anyOf: [{ type: 'null' }, { type: 'string' }] }, 'null or string'],
    ['each word', { type: 'string', enum: ['up', 'down'] }, 'up| |down'],
    ['its one word', { const: 'up' }, 'up'],
    ['what is listed', { type: 'array', items: { type: 'string' } }, 'list of string'],
    ['that it takes no other name', { type: 'object', additionalProperties: false }, 'object'],
    ['that it takes any name', { type: 'object', additionalProperties: true }, 'object'],
    ['what its names lead to', { type: 'object', additionalProperties: { type: 'integer' } }, 'names to integer'],
  ])('says %s', (_, schema, words) => {
    expect(saysOf(schema)).toBe(`|${words}|`);
  });
});

describe('texts', () => {
  it('stand as they are written, with what is between backticks as code', () => {
    const page = pageWith({});
    expect(page).toContain('<p>Answers <code>one</code> or <code>two</code>.</p>');
    expect(page).toContain('<h1>T &#38; T <small>1.2.3</small></h1>');
  });

  it('are never HTML', () => {
    const page = pageWith({ '/v1/it': get([parameter('q', 'query', { description: '<script>"`<b>`"</script>' })]) });
    expect(page).not.toMatch(/<script|<b>/);
    expect(page).toContain('<code>&#60;b&#62;</code>');
  });
});
