/** Calls an API's handler as the gateway would, and gives what a caller of the gateway gets. */
import type { HttpHandler } from '../../../lambda/shared/http/api.ts';
import { answerOf, gatewayEvent } from '../../../lambda/shared/http/gateway.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** @param target the path with its query, as it stands in the request line */
export async function callHandler(
  handler: HttpHandler,
  target: string,
  { method = 'GET', headers = {}, body }: Asked = {},
  requestId?: string,
): Promise<Response> {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const result = await handler(gatewayEvent({ method, target, headers, ...(bytes && { body: bytes }) }, requestId));
  const { statusCode: status, headers: answered, bytes: sent } = answerOf(result);
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  if (!hasBody && sent.length > 0) throw new Error(`${method} ${target} was answered ${status} with a body.`);
  const fields = Object.entries(answered).map(([name, value]): [string, string] => [name, `${value}`]);
  return new Response(hasBody ? sent : null, { status, headers: fields });
}
