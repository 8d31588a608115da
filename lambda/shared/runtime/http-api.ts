/**
 * API Gateway's HTTP API, payload format 2.0, to and from the Fetch standard's Request and Response. Hono's own adapter
 * knows four more event formats, is announced to be removed, and costs each cold start five times this file.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** What the application gets beside the request. */
export interface HttpApiBindings {
  readonly requestContext: { readonly requestId: string };
}

type Serve = (request: Request, bindings: HttpApiBindings) => Response | Promise<Response>;

/**
 * A Lambda handler that answers every event by `serve`. Bodies with a content coding travel as Base64. An event of
 * another kind is answered with 400 and a sentence.
 */
export function httpApiHandler(
  serve: Serve,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
    const kind = otherKindOf(event);
    if (kind) return refusalOf(kind);
    const { requestContext } = event;
    const response = await serve(toRequest(event), { requestContext });
    const isBase64Encoded = response.headers.has('content-encoding');
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: isBase64Encoded ? Buffer.from(await response.arrayBuffer()).toString('base64') : await response.text(),
      isBase64Encoded,
    };
  };
}

/** What an event is that no HTTP API sent with payload format 2.0; undefined for those that one did. */
function otherKindOf(event: unknown): string | undefined {
  const { version, requestContext, ...rest } = (event ?? {}) as Record<string, unknown>;
  const context = (requestContext ?? {}) as Record<string, unknown>;
  if (context.elb) return 'an event of a load balancer';
  if (context.connectionId) return 'an event of a WebSocket API';
  if (version === '1.0' || 'httpMethod' in rest) return 'an event of payload format 1.0';
  if (String(context.domainName).includes('.lambda-url.')) return "a function URL's event";
  const { method } = (context.http ?? {}) as Record<string, unknown>;
  if (version === '2.0' && typeof method === 'string' && typeof rest.rawPath === 'string') return undefined;
  return 'an event that is no HTTP request';
}

function refusalOf(kind: string): APIGatewayProxyStructuredResultV2 {
  const detail = `This function answers an HTTP API with payload format 2.0, and got ${kind}. Call it through its API.`;
  process.stdout.write(`${JSON.stringify({ level: 'ERROR', message: 'event refused', detail })}\n`);
  return {
    statusCode: 400,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: 'urn:certlab:problem:wrong-event',
      title: 'Bad Request',
      status: 400,
      code: 'WrongEvent',
      detail,
    }),
    isBase64Encoded: false,
  };
}

function toRequest(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString = '', headers = {}, body, isBase64Encoded, requestContext } = event;
  const method = requestContext.http.method.replace(NO_REQUEST, 'REFUSED-$&');
  // A GET may come with a body, which means nothing (RFC 9110, 9.3.1), and which the Fetch standard does not take.
  const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
  const address = `https://${requestContext.domainName ?? 'localhost'}${encodePath(rawPath)}`;
  return new Request(`${address}${rawQueryString && `?${rawQueryString}`}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, toAscii(value)]],
    ),
    ...(hasBody && { body: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
  });
}

/**
 * The path as it stands in an address. Exam: an HTTP API hands `rawPath` over decoded, all but `%25`, so that a coded
 * `#` or `?` would end the path early. Dots that an address would resolve are coded twice: they name nothing here.
 */
export const encodePath = (rawPath: string): string =>
  `/${rawPath.replace(/^\//, '')}`
    .toWellFormed()
    .replace(/%(?!25)|[^\w\-.~!$&'()*+,;=:@/%]/gu, encodeURIComponent)
    .replace(/(?<=\/)\.{1,2}(?=\/|$)/g, (dots) => dots.replaceAll('.', '%252E'));

/** The Fetch standard has no Request for these; under a name that nobody serves the application refuses them. */
const NO_REQUEST = /^(CONNECT|TRACE|TRACK)$/i;

/** Lambda hands header values over as Unicode text, of which the Fetch standard takes only bytes. */
const toAscii = (value: string): string => value.toWellFormed().replace(/[^\t\x20-\x7e]/gu, encodeURIComponent);
