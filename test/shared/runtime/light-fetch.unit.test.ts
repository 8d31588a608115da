import { describe, expect, test } from 'vitest';
import * as light from '../../../lambda/shared/runtime/light-fetch.ts';

const node = { Headers, Request, Response };
/** What both give, so that a difference shows in the test's name and in its values. */
const both = <Value>(use: (standard: typeof node) => Value): [Value, Value] => [
  use(light as unknown as typeof node),
  use(node),
];
const bothInTime = async <Value>(use: (standard: typeof node) => Promise<Value>): Promise<[Value, Value]> =>
  Promise.all(both(use));

describe('Headers behave as those of Node', () => {
  test.each<[string, (headers: Headers) => unknown]>([
    ['names in any case', (headers) => [headers.get('ACCEPT'), headers.has('Accept'), headers.get('none')]],
    ['set over a value', (headers) => [headers.set('ACCEPT', ' text/html '), headers.get('accept')]],
    [
      'append to a value',
      (headers) => [headers.append('accept', 'x'), headers.append('new', 'y'), [...headers].sort()],
    ],
    ['delete', (headers) => [headers.delete('ACCEPT'), headers.has('accept')]],
    ['entries', (headers) => [[...headers.entries()].sort(), Object.fromEntries(headers)]],
  ])('%s', (_, use) => {
    for (const from of [
      { Accept: '*/*', etag: 'W/"1"' },
      [
        ['accept', '*/*'],
        ['Accept', 'b'],
      ],
    ] as ConstructorParameters<typeof Headers>[0][]) {
      const [ours, theirs] = both((standard) => use(new standard.Headers(from)));
      expect(ours).toEqual(theirs);
    }
  });
});

describe('Request behaves as that of Node', () => {
  test.each([
    'https://api.example.org/v1/search?q=a%20b&q=ü',
    'https://api.example.org/a/../b/./c d',
    'https://api.example.org',
    'https://API.example.org:443//x',
  ])('the address %s', (url) => {
    const [ours, theirs] = both((standard) => new standard.Request(url).url);
    expect(ours).toBe(theirs);
  });

  test.each(['{"name":"Zoë"}', Buffer.from([1, 2, 255]), ''])('the body %o', async (body) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const [ours, theirs] = await bothInTime(async (standard) => {
      const request = new standard.Request('https://x.org', init as RequestInit);
      return [request.method, request.headers.get('content-type'), Buffer.from(await request.arrayBuffer())];
    });
    expect(ours).toEqual(theirs);
  });

  test('an address that is none', () => {
    for (const standard of [light, node]) expect(() => new standard.Request('nonsense')).toThrow(TypeError);
  });
});

describe('Response behaves as that of Node', () => {
  test.each<[string, ConstructorParameters<typeof Response>[0], ConstructorParameters<typeof Response>[1]]>([
    ['text', 'Zoë', undefined],
    ['text with a type', '{}', { headers: { 'Content-Type': 'application/json' } }],
    ['bytes', Buffer.from([31, 139, 255]), { headers: { 'content-encoding': 'gzip' } }],
    ['nothing', null, { status: 304, headers: { etag: 'W/"1"' } }],
    ['nothing at all', undefined, undefined],
    ['empty text', '', { status: 404 }],
  ])('%s', async (_, body, init) => {
    const [ours, theirs] = await bothInTime(async (standard) => {
      const [one, other] = [new standard.Response(body, init), new standard.Response(body, init)];
      return [one.status, [...one.headers].sort(), await one.text(), Buffer.from(await other.arrayBuffer())];
    });
    expect(ours).toEqual(theirs);
  });

  test('the head of another response, as Hono makes it for HEAD', () => {
    const [ours, theirs] = both((standard) => {
      const get = new standard.Response('text', { status: 203, headers: { etag: 'W/"1"' } });
      const head = new standard.Response(null, get);
      return [head.status, [...head.headers].sort()];
    });
    expect(ours).toEqual(theirs);
  });
});
