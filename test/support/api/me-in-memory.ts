/** `/v1/me` over a table in memory, as callers reach it who are behind the gateway's authorizer. */

import { dynamoEvidenceTable } from '../../../lambda/serverless-api/me/evidence-table.ts';
import { type MeDependencies, serveMe } from '../../../lambda/serverless-api/me/serve-me.ts';
import type { HttpHandler } from '../../../lambda/shared/http/api.ts';
import { fakeDynamoDb } from '../fakes/fake-dynamodb.ts';
import { callHandler } from './call-handler.ts';

/** The handler as the gateway invokes it for who has a token with these claims. */
export const signedIn =
  (handler: HttpHandler, claims: Readonly<Record<string, unknown>> | undefined): HttpHandler =>
  (event) =>
    handler({
      ...event,
      requestContext: { ...event.requestContext, ...(claims && { authorizer: { jwt: { claims, scopes: [] } } }) },
    } as typeof event);

export const CLIENT_ID = 'the-client';
/** The claims of somebody's access token. */
export const accessOf = (sub: string) => ({ sub, token_use: 'access', client_id: CLIENT_ID });

export function meInMemory(
  before: Parameters<typeof fakeDynamoDb>[0] = () => {},
  changes: Partial<Omit<MeDependencies, 'evidence'>> = {},
) {
  const dynamodb = fakeDynamoDb(before);
  const lines: Record<string, unknown>[] = [];
  const handler = serveMe({
    evidence: dynamoEvidenceTable(dynamodb.client, 'learners'),
    clientId: CLIENT_ID,
    region: 'eu-north-1',
    now: () => new Date(),
    log: (level, message, fields) => lines.push({ level, message, ...fields }),
    ...changes,
  });
  /** @param claims undefined for who has no token */
  const request = (
    claims: Readonly<Record<string, unknown>> | undefined,
    method: string,
    target: string,
    body?: unknown,
  ) =>
    callHandler(signedIn(handler, claims), target, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  return { dynamodb, lines, handler, request };
}
