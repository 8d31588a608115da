/**
 * API Gateway's HTTP API, payload format 2.0: the event as a request, and an answer as its result
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Log } from './log.ts';
import { PROBLEMS, Problem, problemKinds } from './problem.ts';

/** A request as the routes see it. */
export interface HttpRequest {
  readonly method: string;
  /** Without the stage, decoded once; what was coded twice stays coded, and names nothing here. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty when there is none. */
  readonly body: Buffer;
  /** The gateway's, which its access log has too. */
  readonly requestId: string;
}

export type HttpResult = APIGatewayProxyStructuredResultV2;

/**
 * The handler that answers so. Every answer carries the request id, every request is one line of the log, and it never
 * throws.
 * @param failed what a caller gets of what `answer` throws; without a request where the event was none
 */
export function answering(
  answer: (request: HttpRequest) => Promise<HttpResult>,
  failed: (request: HttpRequest | undefined, error: unknown, requestId: string) => HttpResult,
  log: Log,
): (event: APIGatewayProxyEventV2) => Promise<HttpResult> {
  return async (event) => {
    const started = performance.now();
    const requestId = idOf(event);
    let request: HttpRequest | undefined;
    let result: HttpResult;
    let error: unknown;
    try {
      request = requestOf(event);
      result = await answer(request);
    } catch (thrown) {
      error = thrown;
      result = failed(request, thrown, requestId);
    }
    if (request?.method === 'HEAD') result = { ...result, body: '', isBase64Encoded: false };
    const status = result.statusCode as number;
    result = { ...result, headers: { ...result.headers, ...EVERY_ANSWER, 'x-request-id': requestId } };
    // Bounded, because every byte of a log is paid for and the caller chooses these.
    const line = {
      requestId,
      method: request?.method.slice(0, 20),
      path: request?.path.slice(0, LOGGED_PATH),
      status,
      milliseconds: Math.round((performance.now() - started) * 1000) / 1000,
    };
    if (!request) log('ERROR', 'event refused', { ...line, error });
    else if (status < 500) log('INFO', 'request', line);
    else log('ERROR', 'request failed', { ...line, error });
    return result;
  };
}

/** Of an event that is none of ours there may be no id at all. */
const idOf = (event: unknown): string =>
  (event as Partial<APIGatewayProxyEventV2> | null)?.requestContext?.requestId ?? 'unknown';

/** Headers of every answer. */
const EVERY_ANSWER = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** Characters of a path in the log; the longest path that leads anywhere has 170. */
const LOGGED_PATH = 200;

const KINDS = problemKinds({ 'wrong-event': [400, 'Bad Request'] });

/** The request in an event. @throws Problem `wrong-event` for an event that no HTTP API sent with payload format 2.0 */
export function requestOf(event: APIGatewayProxyEventV2): HttpRequest {
  const other = otherKindOf(event);
  if (other) {
    const sentence = `This function answers an HTTP API with payload format 2.0, and got ${other}.`;
    throw new Problem(KINDS['wrong-event'], `${sentence} Call it through its API.`);
  }
  const { rawPath, rawQueryString, headers, body = '', isBase64Encoded, requestContext } = event;
  const { requestId, stage, http } = requestContext;
  // Exam: a stage other than $default is the first part of the path that the function gets.
  const prefix = stage && stage !== '$default' ? `/${stage}/` : '/';
  return {
    method: http.method,
    // Exam: an HTTP API hands `rawPath` over decoded, all but `%25`: a `#` or `?` in it is one that was coded.
    path: rawPath.startsWith(prefix) ? rawPath.slice(prefix.length - 1) : rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: headers ?? {},
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    requestId,
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

/**
 * The bytes of a JSON body. Charset and coding are looked at before the body is.
 * @throws Problem `unsupported-media-type` for anything but JSON in UTF-8, uncompressed
 */
export function jsonBytes({ headers, body }: HttpRequest): Buffer {
  const [mediaType, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  const readable = mediaType?.trim() === 'application/json' && (!charset || /^charset="?utf-8"?$/.test(charset));
  if (!readable || headers['content-encoding'] !== undefined) {
    const detail = 'Send JSON in UTF-8, uncompressed, as application/json.';
    throw new Problem(PROBLEMS['unsupported-media-type'], detail, {
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    });
  }
  return body;
}

/**
 * The JSON in a body; a byte order mark before it means nothing (RFC 8259, 8.1).
 * @throws Problem `unsupported-media-type`, `body-too-large` or `malformed-body`
 */
export function jsonBody(request: HttpRequest, maxBytes: number): unknown {
  const bytes = jsonBytes(request);
  if (bytes.length > maxBytes || Number(request.headers['content-length']) > maxBytes) {
    throw new Problem(PROBLEMS['body-too-large'], `Send at most ${maxBytes} bytes.`);
  }
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    throw new Problem(PROBLEMS['malformed-body'], 'The body is not JSON in UTF-8: check quotes, commas and brackets.');
  }
}

/** @throws TypeError for bytes that are not UTF-8 */
export const textOf = (bytes: Buffer): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
