/** Answers of the pipeline's HTTP API: JSON with an ETag, and problems as RFC 9457 says, never with internals. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export type Answer = APIGatewayProxyStructuredResultV2;

/** `code` names the problem for programs, PascalCase and stable; `errors` has every field that is wrong. */
export function problem(
  event: APIGatewayProxyEventV2,
  status: number,
  code: string,
  detail: string,
  more: { readonly errors?: readonly unknown[]; readonly headers?: Record<string, string> } = {},
): Answer {
  const words = code.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...more.headers },
    body: JSON.stringify({
      type: `urn:certlab:problem:${words}`,
      title: words.replaceAll('-', ' '),
      status,
      code,
      detail,
      ...(more.errors && { errors: more.errors }),
      requestId: event.requestContext.requestId,
    }),
  };
}

/** 200 with `value`, or 304 when the caller holds the same already. */
export function ok(event: APIGatewayProxyEventV2, value: unknown): Answer {
  const body = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { 'content-type': 'application/json', 'cache-control': 'private, no-cache', etag };
  const held = (event.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (held.includes(etag) || held.includes('*')) return { statusCode: 304, headers };
  return { statusCode: 200, headers, body };
}
