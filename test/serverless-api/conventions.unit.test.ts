import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { apiInMemory } from '../support/api/api-in-memory.ts';

const { request, post } = apiInMemory();
const LONG = '/v1/comparison';
const SHORT = '/v1/tracks/nobody';

const problemOf = async (response: Response) => ({
  status: response.status,
  mediaType: response.headers.get('content-type'),
  ...((await response.json()) as { type: string; requestId: string; detail: string; errors?: { field: string }[] }),
});

describe('caching', () => {
  test('a caller who has the answer gets 304 and no body', async () => {
    const first = await request(LONG);
    const etag = first.headers.get('etag') as string;

    const second = await request(LONG, { headers: { 'if-none-match': etag } });

    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
    expect(second.headers.get('etag')).toBe(etag);
    expect(second.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
    expect(second.headers.get('vary')).toBe('Accept-Encoding');
  });

  test.each([
    ['any', '*', 304],
    ['a list with it', '"other", W/"ETAG"', 304],
    ['its strong form', '"ETAG"', 304],
    ['another one', 'W/"other"', 200],
    ['its text without quotes', 'ETAG', 200],
  ])('If-None-Match with %s', async (_, template, status) => {
    const tag = (await request(LONG)).headers.get('etag')?.replace(/^W\/"(.*)"$/, '$1') as string;

    const response = await request(LONG, { headers: { 'if-none-match': template.replace('ETAG', tag) } });

    expect(response.status).toBe(status);
  });

  test('another answer has another ETag, and what is not there is never 304', async () => {
    const [one, other] = await Promise.all([request('/v1/tracks/architect'), request('/v1/tracks/developer')]);
    const missing = await request('/v1/tracks/nobody', { headers: { 'if-none-match': '*' } });

    expect(one.headers.get('etag')).not.toBe(other.headers.get('etag'));
    expect(missing.status).toBe(404);
  });

  test('answers may be kept; errors, health and recommendations may not', async () => {
    expect((await request('/v1/skills')).headers.get('cache-control')).toBe('public, max-age=300');
    for (const response of [await request(SHORT), await request('/health'), await post({ answers: {} })]) {
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('HEAD', () => {
  test('says what GET would, without the body', async () => {
    const get = await request(LONG);
    const head = await request(LONG, { method: 'HEAD' });

    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
    expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
  });
});

describe('compression', () => {
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync };

  test.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
  ] as const)('Accept-Encoding: %s takes %s', async (accepted, coding) => {
    const plain = await (await request(LONG)).text();
    const response = await request(LONG, { headers: { 'accept-encoding': accepted } });
    const bytes = Buffer.from(await response.arrayBuffer());

    expect(response.headers.get('content-encoding')).toBe(coding);
    expect(decoders[coding](bytes).toString()).toBe(plain);
    expect(bytes.length).toBeLessThan(plain.length / 2);
  });

  test.each([
    ['nothing', LONG, ''],
    ['only what is not served', LONG, 'zstd'],
    ['identity above all', LONG, 'identity;q=1, br;q=0.5'],
    ['everything, for an answer of one packet', '/v1/levels', 'br, gzip'],
  ])('a caller who accepts %s gets plain text', async (_, url, accepted) => {
    const response = await request(url, { headers: { 'accept-encoding': accepted } });

    expect(response.headers.get('content-encoding')).toBeNull();
    await expect(response.json()).resolves.toBeDefined();
  });

  test('a caller who refuses plain text gets even a short answer compressed', async () => {
    const response = await request('/v1/levels', { headers: { 'accept-encoding': 'gzip, identity;q=0' } });

    expect(response.headers.get('content-encoding')).toBe('gzip');
  });

  test('the ETag is the same in every coding', async () => {
    const etags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (coding) =>
        (await request(LONG, { headers: { 'accept-encoding': coding } })).headers.get('etag'),
      ),
    );

    expect(new Set(etags).size).toBe(1);
  });
});

test('OPTIONS says what a path takes, and leaves other origins to the gateway', async () => {
  const response = await request('/v1/recommendations', { method: 'OPTIONS' });

  expect(response.status).toBe(204);
  expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  // Two of these headers in one answer, and a browser refuses it.
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

describe('what is refused', () => {
  test.each([
    ['POST', '/v1/certifications', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1/exams/SAA-C03/tasks/1.1', 'GET, HEAD, OPTIONS'],
    ['GET', '/v1/recommendations', 'POST, OPTIONS'],
    ['HEAD', '/v1/recommendations', 'POST, OPTIONS'],
    ['PUT', '/docs', 'GET, HEAD, OPTIONS'],
  ])('refuses %s %s with 405 and the methods that work', async (method, url, allow) => {
    const response = await request(url, { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  test.each(['/', '/v1', '/v1/nothing', '/v1/tracks/', '/v2/tracks', '/v1/exams/SAA-C03/tasks'])(
    'refuses the unknown path %s with 404',
    async (url) =>
      expect(await problemOf(await request(url))).toMatchObject({ status: 404, type: 'urn:certlab:problem:not-found' }),
  );

  test.each([
    '/v1/certifications/XYZ-C99',
    '/v1/certifications/saa-c03',
    '/v1/tracks/toString',
    '/v1/exams/CLF-C02',
    '/v1/exams/SAA-C03/tasks/9.9',
    '/v1/exams/SAA-C03/tasks/1',
    '/v1/projects/nothing',
    '/v1/projects/%23',
  ])('refuses the unknown thing %s with 404', async (url) => {
    expect((await request(url)).status).toBe(404);
  });

  test('refuses a name that is longer than any key with 404, and does not look for it', async () => {
    const { request: ask, table } = apiInMemory();

    expect((await ask(`/v1/certifications/${'x'.repeat(2000)}`)).status).toBe(404);
    expect(table.reads).toMatchObject({ pointer: 0, documents: 0, queries: 0 });
  });

  test.each(['text/html', 'application/xml, text/*', 'application/json;q=0', 'application/problem+json'])(
    'refuses to answer a caller who accepts only %s',
    async (accept) => {
      const response = await request(LONG, { headers: { accept } });

      expect(await problemOf(response)).toMatchObject({
        status: 406,
        type: 'urn:certlab:problem:not-acceptable',
        mediaType: 'application/problem+json',
      });
    },
  );

  test.each(['*/*', 'application/*', 'application/json', 'text/html, application/json;q=0.1', 'Application/JSON'])(
    'answers a caller who accepts %s',
    async (accept) => expect((await request(LONG, { headers: { accept } })).status).toBe(200),
  );

  test('refuses a body that is too large, announced or not', async () => {
    const large = JSON.stringify({ answers: { background: 'x'.repeat(5000) } });
    const headers = { 'content-type': 'application/json' };

    expect((await post(large)).status).toBe(413);
    expect((await post('{}', { ...headers, 'content-length': '5000' })).status).toBe(413);
  });

  test.each([
    {},
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ])('refuses a body of %o with 415', async (headers) => {
    const body = new TextEncoder().encode('{"answers":{}}');
    const response = await request('/v1/recommendations', {
      method: 'POST',
      headers: headers as Record<string, string>,
      body,
    });

    expect(response.status).toBe(415);
    expect(response.headers.get('accept')).toBe('application/json');
  });

  test.each(['application/json; charset=UTF-8', 'APPLICATION/JSON', 'application/json;charset="utf-8"'])(
    'reads a body of %s',
    async (type) => expect((await post({}, { 'content-type': type })).status).toBe(422),
  );

  test.each(['', '{', '[1,]', '\u0000'])('refuses the body %j, which is not JSON, with 400', async (body) => {
    expect(await problemOf(await post(body))).toMatchObject({
      status: 400,
      type: 'urn:certlab:problem:malformed-body',
    });
  });

  test('refuses a body that is not UTF-8 with 400', async () => {
    const response = await request('/v1/recommendations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([0x22, 0xff, 0x22]),
    });

    expect(response.status).toBe(400);
  });
});

describe('422 names every invalid field', () => {
  test.each([
    [
      '/v1/certifications?level=easy&status=gone&on=2026-02-30&limit=0&cursor=',
      ['level', 'status', 'on', 'limit', 'cursor'],
    ],
    ['/v1/certifications?limit=101', ['limit']],
    ['/v1/certifications?limit=ten', ['limit']],
    ['/v1/certifications?limit=1e1', ['limit']],
    ['/v1/certifications?limit=', ['limit']],
    ['/v1/certifications?levels=associate&foo=1', ['levels', 'foo']],
    ['/v1/certifications?level=associate&level=specialty', ['level']],
    ['/v1/comparison?aspects=skills&aspects=colour', ['aspects.1']],
    ['/v1/comparison?aspects=a,b,c,d', ['aspects.0']],
    [`/v1/comparison?aspects=${','.repeat(2000)}`, ['aspects']],
    ['/v1/comparison?aspects=skills,colour', ['aspects.1']],
    ['/v1/comparison?aspects=', ['aspects.0']],
    ['/v1/skills?on=2026-01-01', ['on']],
    ['/v1/search', ['q']],
    ['/v1/search?q=%20&limit=51', ['q', 'limit']],
    [`/v1/search?q=${'x'.repeat(101)}`, ['q']],
    ['/v1/difficulty?background=none', ['background']],
    ['/health?x', ['x']],
  ])('%s', async (url, fields) => {
    const problem = await problemOf(await request(url));

    expect(problem).toMatchObject({ status: 422, type: 'urn:certlab:problem:invalid-request' });
    expect(problem.errors?.map(({ field }) => field).toSorted()).toEqual(
      fields.map((field) => `query.${field}`).toSorted(),
    );
  });

  test('the message for an unknown parameter lists the known ones', async () => {
    const { errors } = await problemOf(await request('/v1/certifications?levels=associate'));

    expect(JSON.stringify(errors)).toContain('level, status, on, limit, cursor');
  });

  test.each([
    [null, ['body']],
    [[], ['body']],
    [{}, ['body.answers']],
    [
      { answers: { background: 'devops', coding: 'sometimes' }, more: 1 },
      ['body.more', ...['coding', 'question', 'strengths', 'role', 'problem'].map((id) => `body.answers.${id}`)],
    ],
    [
      { answers: { colour: 'blue' } },
      [
        ...['background', 'coding', 'question', 'strengths', 'role', 'problem', 'colour'].map(
          (id) => `body.answers.${id}`,
        ),
      ],
    ],
  ])('POST /v1/recommendations %j', async (body, fields) => {
    const problem = await problemOf(await post(body));

    expect(problem.status).toBe(422);
    expect(problem.errors?.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
  });
});

test('takes a list with commas and as repeated parameters, in the order given', async () => {
  const byCommas = await request('/v1/comparison?aspects=salary,skills,coding');
  const repeated = await request('/v1/comparison?aspects=salary&aspects=skills&aspects=coding');
  const mixed = await request('/v1/comparison?aspects=salary,skills&aspects=coding');

  expect([byCommas.status, repeated.status, mixed.status]).toEqual([200, 200, 200]);
  const text = await byCommas.text();
  expect(await repeated.text()).toBe(text);
  expect(await mixed.text()).toBe(text);
});

describe('bodies in other spellings', () => {
  const text = '{"answers":{}}';
  const utf16 = (bom: boolean) => Buffer.from(`${bom ? '\ufeff' : ''}${text}`, 'utf16le');
  test.each<[string, Buffer | string, Record<string, string>, number]>([
    ['takes a byte order mark', Buffer.from(`\ufeff${text}`), {}, 422],
    ['refuses UTF-16 that is not announced', utf16(false), {}, 400],
    ['refuses UTF-16 with a byte order mark', utf16(true), {}, 400],
    ['refuses UTF-16 that is announced', utf16(true), { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['refuses compressed bytes that are announced', Buffer.from([31, 139, 8]), { 'content-encoding': 'gzip' }, 415],
    ['refuses compressed bytes that are not announced', Buffer.from([31, 139, 8, 0]), {}, 400],
    ['refuses half a surrogate pair, which is no UTF-8', Buffer.from('22eda08022', 'hex'), {}, 400],
    ['refuses a name of the prototype', '{"answers":{},"__proto__":{"a":1}}', {}, 422],
  ])('%s', async (_, body, headers, status) => {
    const response = await request('/v1/recommendations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(body),
    });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, detail: expect.stringMatching(/.{10,}/) });
  });
});

describe('an answer to a bad request is not much larger than the request', () => {
  const many = Array.from({ length: 2400 }, (_, index) => `p${index}`).join('&');
  test.each([
    ['thousands of unknown parameters', `/v1/certifications?${many}`],
    ['a name of 9 KB', `/v1/certifications?${'x'.repeat(9000)}=1`],
    ['one parameter thousands of times', `/v1/certifications?${'level=x&'.repeat(1000)}`],
    ['a list of thousands of wrong items', `/v1/comparison?aspects=${'x,'.repeat(390)}x`],
    ['a path of 9 KB', `/v1/${'x'.repeat(9000)}`],
  ])('%s', async (_, url) => {
    const { request: ask, lines } = apiInMemory();
    const response = await ask(url);
    const text = await response.text();

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(text.length).toBeLessThan(3000);
    expect(JSON.stringify(lines).length).toBeLessThan(600);
  });

  test('lists ten fields and says how many more there are', async () => {
    const { errors, detail } = await problemOf(await request(`/v1/skills?${many}`));

    expect(errors).toHaveLength(10);
    expect(detail).toContain('and 2390 more');
  });

  test('compresses a problem as it does any answer', async () => {
    const response = await request(`/v1/certifications?${many}`, {
      headers: { 'accept-encoding': 'gzip, identity;q=0' },
    });

    expect(response.headers.get('content-encoding')).toBe('gzip');
    const problem = JSON.parse(gunzipSync(Buffer.from(await response.arrayBuffer())).toString());
    expect(problem).toMatchObject({ status: 422, code: 'InvalidRequest' });
  });
});

test('an unknown property of the body is told which there are', async () => {
  const { errors } = await problemOf(await post({ answers: { colour: 'blue' }, more: 1 }));
  const messages = new Map(errors?.map((error) => [error.field, JSON.stringify(error)]));

  expect(messages.get('body.more')).toContain('Supported: answers.');
  expect(messages.get('body.answers.colour')).toContain('Supported: background, coding');
});

test('every problem has a code that agrees with its type', async () => {
  const { type, code } = (await (await request('/v1/nothing')).json()) as { type: string; code: string };

  expect([type, code]).toEqual(['urn:certlab:problem:not-found', 'NotFound']);
});
