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

/** A Lambda handler that answers every event by `serve`. Bodies with a content coding travel as Base64. */
export function httpApiHandler(
  serve: Serve,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
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

function toRequest(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, headers, body, isBase64Encoded, requestContext } = event;
  const method = requestContext.http.method.replace(NO_REQUEST, 'REFUSED-$&');
  // A GET may come with a body, which means nothing (RFC 9110, 9.3.1), and which the Fetch standard does not take.
  const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
  return new Request(`https://${requestContext.domainName}${rawPath}${rawQueryString && `?${rawQueryString}`}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, toAscii(value)]],
    ),
    ...(hasBody && { body: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
  });
}

/** The Fetch standard has no Request for these; under a name that nobody serves the application refuses them. */
const NO_REQUEST = /^(CONNECT|TRACE|TRACK)$/i;

/** Lambda hands header values over as Unicode text, of which the Fetch standard takes only bytes. */
const toAscii = (value: string): string => value.toWellFormed().replace(/[^\t\x20-\x7e]/gu, encodeURIComponent);
