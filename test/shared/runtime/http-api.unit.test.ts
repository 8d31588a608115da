import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { httpApiHandler } from '../../../lambda/shared/runtime/http-api.ts';
import { apiInMemory } from '../../support/api-in-memory.ts';

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

/** The request that the application sees. */
async function seen(event: APIGatewayProxyEventV2): Promise<Request> {
  let request: Request | undefined;
  await httpApiHandler(async (given) => {
    request = given;
    return new Response();
  })(event);
  return request as Request;
}

describe('the request', () => {
  test('has the address as it was sent, repeated and encoded parameters included', async () => {
    const request = await seen(eventOf('GET', { rawQueryString: 'q=a%20b&q=%C3%BC&empty' }));

    expect(request.url).toBe('https://api.example.org/v1/search?q=a%20b&q=%C3%BC&empty');
  });

  test.each([
    [false, '{"name":"Zoë"}'],
    [true, Buffer.from('{"name":"Zoë"}').toString('base64')],
  ])('has the body as it was sent (Base64: %s)', async (isBase64Encoded, body) => {
    const request = await seen(eventOf('POST', { isBase64Encoded, body }));

    expect(await request.json()).toEqual({ name: 'Zoë' });
  });

  test.each(['GET', 'HEAD'])('of %s drops a body that means nothing', async (method) => {
    expect((await seen(eventOf(method, { body: 'x' }))).body).toBeNull();
  });

  test.each(['TRACE', 'CONNECT', 'track'])('of %s reaches the application, to be refused there', async (method) => {
    expect((await seen(eventOf(method))).method).toBe(`REFUSED-${method}`);
  });

  test('takes any text as the value of a header', async () => {
    const request = await seen(eventOf('GET', { headers: { accept: 'text/plain', 'x-name': 'Zoë 🎈\ud800\n' } }));

    expect(request.headers.get('accept')).toBe('text/plain');
    expect(decodeURIComponent(request.headers.get('x-name') ?? '')).toBe('Zoë 🎈\ufffd\n');
  });
});

describe('the result', () => {
  const answer = (response: Response) => httpApiHandler(() => response)(eventOf('GET'));

  test('has status, headers and text', async () => {
    expect(await answer(new Response('Zoë', { status: 404, headers: { ETag: 'W/"1"' } }))).toEqual({
      statusCode: 404,
      headers: { 'content-type': 'text/plain;charset=UTF-8', etag: 'W/"1"' },
      body: 'Zoë',
      isBase64Encoded: false,
    });
  });

  test('has a compressed body as Base64, because the payload is JSON', async () => {
    const bytes = Uint8Array.of(0x1f, 0x8b, 0xff, 0x00);
    const result = await answer(new Response(bytes, { headers: { 'content-encoding': 'gzip' } }));

    expect(result.isBase64Encoded).toBe(true);
    expect(Buffer.from(result.body as string, 'base64')).toEqual(Buffer.from(bytes));
  });

  test('has an empty body where there is none', async () => {
    expect(await answer(new Response(null, { status: 304 }))).toMatchObject({ statusCode: 304, body: '' });
  });
});

test('the application gets the id that API Gateway gave the request', async () => {
  let id: string | undefined;
  await httpApiHandler(async (_, { requestContext }) => {
    id = requestContext.requestId;
    return new Response();
  })(eventOf('GET'));

  expect(id).toBe('request-1');
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
    const { app } = apiInMemory();
    const { statusCode } = await httpApiHandler(app.fetch)(eventOf('GET', { rawPath: asApiGateway(path) }));

    expect(statusCode).toBe(404);
  });

  test.each(['/v1/tracks', '/v1/exams/SAA%2DC03', '/v1/exams/SAA-C03/tasks/1%2E1', '/%761/tracks'])(
    'serves %s, which is another spelling of one that there is',
    async (path) => {
      const { app } = apiInMemory();
      const { statusCode } = await httpApiHandler(app.fetch)(eventOf('GET', { rawPath: asApiGateway(path) }));

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
    ['no HTTP request', { Records: [{ eventSource: 'aws:sqs' }] }],
    ['no HTTP request', {}],
    ['no HTTP request', null],
    ['no HTTP request', 'text'],
  ])('%s', async (_, event) => {
    const { app } = apiInMemory();
    const { statusCode, body } = await httpApiHandler(app.fetch)(event as APIGatewayProxyEventV2);

    expect(statusCode).toBe(400);
    expect(JSON.parse(body ?? '')).toMatchObject({ code: 'WrongEvent', detail: expect.stringContaining('HTTP API') });
  });
});
