/**
 * What an HTTP API of API Gateway makes of a request before a function gets it, in this machine's Node: for
 * `npm run dev` and for tests, so that what they see is what the deployed function answers. No function bundles it.
 */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpHandler } from './api.ts';
import type { HttpResult } from './event.ts';
import { listenOnLoopback } from './loopback.ts';

export interface RawRequest {
  readonly method: string;
  /** As it stands in the request line: `/v1/search?q=a%20b`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: Buffer;
}

/**
 * The event of a request, payload format 2.0.
 * Exam: `rawPath` is decoded, all codes but `%25`; `rawQueryString` is as it was sent; headers of one name are joined by
 * commas; a body that is no text comes in Base64
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
export function gatewayEvent({ method, target, headers, body }: RawRequest, requestId: string = randomUUID()) {
  const question = target.indexOf('?');
  const rawPath = decodePath(question < 0 ? target : target.slice(0, question));
  const text = body && textOrNone(body);
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: question < 0 ? '' : target.slice(question + 1),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(',')]],
      ),
    ),
    ...(body && body.length > 0 && { body: text ?? body.toString('base64') }),
    isBase64Encoded: body !== undefined && body.length > 0 && text === undefined,
    requestContext: {
      requestId,
      stage: '$default',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
    } as APIGatewayProxyEventV2['requestContext'],
  };
  return event;
}

/** Every code but `%25`; what is no UTF-8 once decoded has a sign in its place. */
function decodePath(path: string): string {
  const bytes = path.replace(/%(?!25)([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

function textOrNone(body: Buffer): string | undefined {
  try {
    // A byte order mark is part of the body, and handed over.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** What pages of other origins may do; the form of the stack's `corsPreflight`. */
export interface CrossOrigin {
  readonly origin: string;
  readonly methods: readonly string[];
  readonly requestHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number;
}

/**
 * Stands for the gateway and the function behind it, on this port of loopback. What AWS shows to pages of every origin it
 * shows to them too; a `Host` that is not loopback's is refused.
 */
export function gatewayServer(handler: HttpHandler, cors: CrossOrigin, port: number): Promise<Server> {
  return listenOnLoopback({
    port,
    pages: 'any',
    answer: async (request, body, response) => {
      const { method = 'GET', url = '/', headers } = request;
      if (method === 'OPTIONS' && headers.origin && headers['access-control-request-method']) {
        response.writeHead(204, {
          'access-control-allow-origin': cors.origin,
          'access-control-allow-methods': cors.methods.join(','),
          'access-control-allow-headers': cors.requestHeaders.join(','),
          'access-control-max-age': String(cors.maxAgeSeconds),
        });
        response.end();
        return;
      }
      const result = await handler(gatewayEvent({ method, target: url, headers, body }));
      const { statusCode, headers: answered, bytes } = answerOf(result);
      const expose = { 'access-control-expose-headers': cors.exposedHeaders.join(',') };
      response.writeHead(statusCode, {
        ...answered,
        ...(headers.origin && { 'access-control-allow-origin': cors.origin, ...expose }),
      });
      response.end(bytes);
    },
  });
}

/** The answer that a caller gets of a function's result. */
export function answerOf({ statusCode = 200, headers = {}, body = '', isBase64Encoded }: HttpResult) {
  return { statusCode, headers, bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}
