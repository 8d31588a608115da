import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { requestOf } from '../../../lambda/shared/http/event.ts';
import { apiInMemory } from '../../support/api/api-in-memory.ts';

/** An event as API Gateway sends it, cut to what the format promises. */
const eventOf = (method: string, changes: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/v1/search',
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: {
    requestId: 'request-1',
    domainName: 'api.example.org',
    http: { method, path: '/v1/search', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
  } as APIGatewayProxyEventV2['requestContext'],
  ...changes,
});

const seen = (event: APIGatewayProxyEventV2) => requestOf(event);

describe('the request', () => {
  test('has its parameters as they were sent, repeated and encoded ones included', () => {
    const { query } = seen(eventOf('GET', { rawQueryString: 'q=a%20b&q=%C3%BC&empty' }));

    expect([...query]).toEqual([
      ['q', 'a b'],
      ['q', 'ü'],
      ['empty', ''],
    ]);
  });

  test.each([
    [false, '{"name":"Zoë"}'],
    [true, Buffer.from('{"name":"Zoë"}').toString('base64')],
  ])('has the body as it was sent (Base64: %s)', (isBase64Encoded, body) => {
    expect(JSON.parse(seen(eventOf('POST', { isBase64Encoded, body })).body.toString())).toEqual({ name: 'Zoë' });
  });

  test('has the path without its stage, and only the whole name of it', () => {
    const at = (stage: string, rawPath: string) => {
      const event = eventOf('GET', { rawPath });
      return seen({ ...event, requestContext: { ...event.requestContext, stage } }).path;
    };

    expect(at('prod', '/prod/v1/tracks')).toBe('/v1/tracks');
    expect(at('prod', '/production/v1')).toBe('/production/v1');
    expect(at('$default', '/v1/tracks')).toBe('/v1/tracks');
  });
});

test.each(['TRACE', 'CONNECT', 'track', '__proto__'])('the method %s is refused, and does not fail', async (method) => {
  const { handler } = apiInMemory();
  expect(await handler(eventOf(method, { rawPath: '/v1/tracks' }))).toMatchObject({
    statusCode: 405,
    headers: { allow: 'GET, HEAD, OPTIONS' },
  });
});

test('a body of a GET, which means nothing, is not looked at', async () => {
  const { handler } = apiInMemory();
  expect(await handler(eventOf('GET', { rawPath: '/v1/tracks', body: '{' }))).toMatchObject({ statusCode: 200 });
});

test('any text may be the value of a header', async () => {
  const { handler } = apiInMemory();
  const headers = { accept: 'text/plain, */*', 'if-none-match': 'Zoë 🎈\ud800\n' };
  expect(await handler(eventOf('GET', { rawPath: '/v1/tracks', headers }))).toMatchObject({ statusCode: 200 });
});

describe('a path', () => {
  // What an HTTP API makes of a path: every code decoded but `%25`.
  const asApiGateway = (path: string) =>
    path.replace(/%(?!25)[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));

  test.each([
    '/v1/tracks%23',
    '/v1/tracks%23/architect',
    '/v1/tracks%3Fon=2026-01-01',
    '/v1%5Ctracks',
    '/v1/tracks%0A',
    '/%0Av1/tracks',
    '/v1/tracks%0D%0A',
    '/v1/tracks%09',
    '/v1%2Ftracks%2F',
    '/v1/tracks%00',
    '/v1/tracks%20',
    '/v1/tracks%2523',
    '/v1/tracks%zz',
    '/v1/tracks%',
    '/v1/x/../tracks',
    '/v1/./tracks',
    '/v1/x/%2e%2e/tracks',
    '/v1/tracks/..',
    '/v1/tracks/.',
    '//v1/tracks',
    '/v1//tracks',
    '/v1/tracks;x',
    '/v1/tracks@example.org',
  ])('refuses %s with 404', async (path) => {
    const { handler } = apiInMemory();
    const { statusCode } = await handler(eventOf('GET', { rawPath: asApiGateway(path) }));

    expect(statusCode).toBe(404);
  });

  test.each(['/v1/tracks', '/v1/exams/SAA%2DC03', '/v1/exams/SAA-C03/tasks/1%2E1', '/%761/tracks'])(
    'serves %s, which is another spelling of one that there is',
    async (path) => {
      const { handler } = apiInMemory();
      const { statusCode } = await handler(eventOf('GET', { rawPath: asApiGateway(path) }));

      expect(statusCode).toBe(200);
    },
  );
});

describe('an event of another kind is answered with 400 and a sentence', () => {
  test.each<[string, unknown]>([
    ['payload format 1.0', { version: '1.0', httpMethod: 'GET', path: '/v1/tracks', requestContext: {} }],
    ['REST API', { httpMethod: 'GET', path: '/v1/tracks', headers: null, requestContext: { stage: 'prod' } }],
    ['load balancer', { requestContext: { elb: { targetGroupArn: 'arn' } }, httpMethod: 'GET', path: '/' }],
    ['WebSocket', { requestContext: { connectionId: 'x=', routeKey: '$connect' }, isBase64Encoded: false }],
    [
      'function URL',
      { ...eventOf('GET'), requestContext: { domainName: 'x.lambda-url.us-east-1.on.aws', http: { method: 'GET' } } },
    ],
    ['no HTTP request', { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['no HTTP request', { ...eventOf('GET'), requestContext: { ...eventOf('GET').requestContext, http: {} } }],
    ['no HTTP request', { Records: [{ eventSource: 'aws:sqs' }] }],
    ['no HTTP request', {}],
    ['no HTTP request', null],
    ['no HTTP request', 'text'],
  ])('%s', async (_, event) => {
    const { handler } = apiInMemory();
    const { statusCode, body } = await handler(event as APIGatewayProxyEventV2);

    expect(statusCode).toBe(400);
    expect(JSON.parse(body ?? '')).toMatchObject({ code: 'WrongEvent', detail: expect.stringContaining('HTTP API') });
  });
});
