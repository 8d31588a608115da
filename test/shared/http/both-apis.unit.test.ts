/** Both APIs speak one dialect: the same odd requests get the same answers, as the event and through the dev server. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CROSS_ORIGIN } from '../../../lambda/serverless-api/env.ts';
import { gatewayServer } from '../../../lambda/shared/http/gateway.ts';
import { apiInMemory } from '../../support/api/api-in-memory.ts';
import { eventApiInMemory, LESSON } from '../../support/api/event-api-in-memory.ts';
import { type OddRequest, oddRequests, type Places } from '../../support/api/odd-requests.ts';

const ANSWERS = {
  background: 'devops',
  coding: 'some',
  question: 'either',
  strengths: 'both-equally',
  role: 'well-rounded-engineer',
  problem: 'broken-application',
};

const APIS: readonly [string, { handler: ReturnType<typeof apiInMemory>['handler'] }, Places][] = [
  [
    'the comparison API',
    apiInMemory(),
    {
      good: '/v1/skills',
      named: '/v1/tracks/architect',
      post: '/v1/recommendations',
      body: { answers: ANSWERS },
      taken: 200,
      maxBytes: 4096,
    },
  ],
  [
    'the event API',
    eventApiInMemory(),
    {
      good: '/v1/standings/ada',
      named: '/v1/cards/ada/c1',
      post: '/v1/activity',
      body: LESSON,
      taken: 202,
      maxBytes: 16_384,
    },
  ],
];

/**
 * The event as API Gateway documents it, made here without the dev server's help: `rawPath` decoded but for `%25`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
function lambdaEvent({ method, target, headers = {}, body }: OddRequest): APIGatewayProxyEventV2 {
  const [path = '', rawQueryString = ''] = target.split(/\?(.*)/s);
  const rawPath = path
    .split(/(%25)/)
    .map((part) => {
      const bytes = [...part.matchAll(/%([0-9a-f]{2})|(.)/gis)].map(([, code, character]) =>
        code ? Number.parseInt(code, 16) : (character as string).charCodeAt(0),
      );
      return part === '%25' ? part : Buffer.from(bytes).toString();
    })
    .join('');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { 'content-length': `${body?.length ?? 0}`, ...headers },
    ...(body && { body: body.toString('base64') }),
    isBase64Encoded: body !== undefined,
    requestContext: {
      requestId: 'request-1',
      stage: '$default',
      domainName: 'api.example.org',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    } as APIGatewayProxyEventV2['requestContext'],
  };
}

/** The same request over HTTP; the target goes into the request line as it stands. */
async function ask(server: Server, { method, target, headers = {}, body }: OddRequest) {
  const { port } = server.address() as AddressInfo;
  const length = body && { 'content-length': `${body.length}` };
  const sent = request({ port, host: '127.0.0.1', method, path: target, headers: { ...length, ...headers } });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    statusCode: response.statusCode as number,
    headers: response.headers as IncomingHttpHeaders,
    body: Buffer.concat(chunks).toString(),
  };
}

/** What has to be the same: not the request's id, and not what belongs to the connection. */
const comparable = (statusCode: number | undefined, headers: object, body: string) => ({
  statusCode,
  headers: Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !['x-request-id', 'date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'].includes(name),
    ),
  ),
  body: body.replace(/"requestId":"[^"]*"/, ''),
});

describe.each(APIS)('%s', (_, { handler }, places) => {
  let server: Server;
  beforeAll(async () => {
    server = await gatewayServer(handler, CROSS_ORIGIN, 0);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each(oddRequests(places))('$what: $status', async (odd) => {
    const { statusCode, headers = {}, body = '' } = await handler(lambdaEvent(odd));

    expect([statusCode, headers['x-content-type-options'], headers['x-request-id']]).toEqual([
      odd.status,
      'nosniff',
      'request-1',
    ]);
    if (odd.allow) expect(headers.allow).toBe(odd.allow);
    if (odd.method === 'HEAD' || statusCode === 204 || statusCode === 304) expect(body).toBe('');
    if (odd.code) {
      expect(headers['content-type']).toBe('application/problem+json');
      const problem = JSON.parse(body) as { errors?: { field: string }[] };
      expect(problem).toMatchObject({ status: odd.status, code: odd.code, detail: expect.stringMatching(/.{15,}\.$/) });
      if (odd.field) expect(problem.errors?.[0]?.field).toBe(odd.field);
      expect(body.length).toBeLessThan(3000);
    }
    const served = await ask(server, odd);
    expect(comparable(served.statusCode, served.headers, served.body)).toEqual(comparable(statusCode, headers, body));
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html: the gateway answers by itself.
  test('a page that asks whether it may is answered before the function, and any other OPTIONS by it', async () => {
    const options = { what: '', method: 'OPTIONS', target: '/v1/none-such', status: 204 };
    const asks = { origin: 'https://example.org', 'access-control-request-method': 'POST' };
    const { statusCode, headers } = await ask(server, { ...options, headers: asks });
    expect([statusCode, headers['access-control-allow-origin'], headers['x-request-id']]).toEqual([
      204,
      '*',
      undefined,
    ]);
    expect(headers['access-control-allow-methods']?.split(',')).toContain('POST');
    expect(headers['access-control-allow-headers']).toContain('content-type');
    for (const name of ['origin', 'access-control-request-method'] as const)
      expect((await ask(server, { ...options, headers: { [name]: asks[name] } })).headers['x-request-id']).toBeTruthy();
  });

  test('every GET that may be kept has a weak ETag, and is 304 to who has it in either form', async () => {
    const get = { what: '', method: 'GET', target: places.good, status: 200 };
    const { headers = {} } = await handler(lambdaEvent(get));
    const etag = String(headers.etag);
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    for (const tag of [etag, etag.slice(2), `"other", ${etag}`]) {
      expect((await handler(lambdaEvent({ ...get, headers: { 'if-none-match': tag } }))).statusCode).toBe(304);
    }
  });

  test.each<[string, unknown]>([
    ['payload format 1.0', { version: '1.0', httpMethod: 'POST', path: places.post, requestContext: {} }],
    ['a REST API', { httpMethod: 'GET', path: places.good, headers: null, requestContext: { stage: 'prod' } }],
    ['a load balancer', { requestContext: { elb: { targetGroupArn: 'arn' } }, httpMethod: 'GET', path: '/' }],
    ['a WebSocket', { requestContext: { connectionId: 'x=', routeKey: '$connect' } }],
    ['a function URL', { requestContext: { domainName: 'x.lambda-url.us-east-1.on.aws', http: { method: 'GET' } } }],
    ['a schedule', { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['a queue', { Records: [{ eventSource: 'aws:sqs' }] }],
    ['nobody', {}],
    ['null', null],
    ['a text', 'text'],
  ])('an event of %s is answered 400 with a sentence', async (_from, event) => {
    const { statusCode, body } = await handler(event as APIGatewayProxyEventV2);
    expect(statusCode).toBe(400);
    expect(JSON.parse(body ?? '')).toMatchObject({ code: 'WrongEvent', detail: expect.stringContaining('HTTP API') });
  });
});
